/** Notices at the lower edge: what was done, with a way to undo it, or what went wrong. Each is announced and goes by itself, unless it is a failure. */
import { Button, Toast, ToastBody, Toaster, ToastFooter, ToastTitle, ToastTrigger, useId, useToastController } from '@fluentui/react-components';
import { createContext, type FocusEvent, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useRef } from 'react';
import { failureText, isPartlyUndone } from '../client/problems.ts';
import { texts } from '../texts.ts';
import { focusContent } from './panes.ts';

/** Long enough to read; and, where there is an "Undo", to think about it and to reach it without a mouse as well. */
const SHOWN_MS = { done: 8000, undoable: 15_000 };

export interface Notices {
  /** Something was done; `undo`, if given, takes it back and says what was taken back. @returns takes the notice away */
  done(text: string, undo?: () => void): () => void;
  /** Something could not be done. @param error what was thrown, or why in words of a window */
  failed(error: unknown): void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === undefined) throw new Error('shown outside of a NoticesProvider');
  return notices;
}

/** A notice that lets the focus go: on to the next with Tab, and back to where it was when the notice goes. Fluent's own keeps it for good. */
function Notice({ leave, children }: { readonly leave: () => void; readonly children: ReactNode }) {
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const item = mark.current?.closest('[role="listitem"]');
    for (const trap of [item, item?.closest('[data-toaster-position]')]) trap?.removeAttribute('data-tabster');
    return () => {
      if (item?.contains(document.activeElement) === true) leave();
    };
  }, [leave]);
  return (
    <Toast>
      {children}
      <span ref={mark} hidden />
    </Toast>
  );
}

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const toasterId = useId('notices');
  const { dispatchToast, dismissToast } = useToastController(toasterId);
  const shown = useRef(0);
  const cameFrom = useRef<HTMLElement | null>(null);
  const enter = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget;
  };
  const leave = useCallback(() => {
    if (cameFrom.current?.isConnected === true) cameFrom.current.focus();
    else focusContent();
  }, []);
  const notices = useMemo(
    (): Notices => ({
      done: (text, undo) => {
        shown.current += 1;
        const toastId = `${toasterId} ${shown.current}`;
        dispatchToast(
          <Notice leave={leave}>
            <ToastTitle>{text}</ToastTitle>
            {undo !== undefined && (
              <ToastFooter>
                <ToastTrigger>
                  <Button size="small" appearance="transparent" onClick={undo}>
                    {texts.action.undo}
                  </Button>
                </ToastTrigger>
              </ToastFooter>
            )}
          </Notice>,
          { toastId, intent: 'success', timeout: undo === undefined ? SHOWN_MS.done : SHOWN_MS.undoable, pauseOnHover: true, politeness: 'polite' },
        );
        return () => dismissToast(toastId);
      },
      failed: (error) =>
        dispatchToast(
          <Notice leave={leave}>
            <ToastTitle
              action={
                <ToastTrigger>
                  <Button size="small" appearance="transparent">
                    {texts.action.close}
                  </Button>
                </ToastTrigger>
              }
            >
              {isPartlyUndone(error) ? texts.failure.undoneInPart : texts.failure.notDone}
            </ToastTitle>
            <ToastBody>{typeof error === 'string' ? error : failureText(error)}</ToastBody>
          </Notice>,
          { intent: 'error', timeout: -1, politeness: 'assertive' },
        ),
    }),
    [dispatchToast, dismissToast, toasterId, leave],
  );
  return (
    <NoticesContext value={notices}>
      {children}
      <Toaster toasterId={toasterId} position="bottom-end" limit={4} onFocus={enter} />
    </NoticesContext>
  );
}
