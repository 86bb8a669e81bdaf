/** Notices at the lower edge: what was done, with a way to undo it, or what went wrong. Each is announced and goes by itself, unless it is a failure. */
import { Button, Toast, ToastBody, Toaster, ToastFooter, ToastTitle, ToastTrigger, useId, useToastController } from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useMemo, useRef } from 'react';
import { failureText } from '../client/problems.ts';
import { texts } from '../texts.ts';

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

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const toasterId = useId('notices');
  const { dispatchToast, dismissToast } = useToastController(toasterId);
  const shown = useRef(0);
  const notices = useMemo(
    (): Notices => ({
      done: (text, undo) => {
        shown.current += 1;
        const toastId = `${toasterId} ${shown.current}`;
        dispatchToast(
          <Toast>
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
          </Toast>,
          { toastId, intent: 'success', timeout: undo === undefined ? SHOWN_MS.done : SHOWN_MS.undoable, pauseOnHover: true, politeness: 'polite' },
        );
        return () => dismissToast(toastId);
      },
      failed: (error) =>
        dispatchToast(
          <Toast>
            <ToastTitle
              action={
                <ToastTrigger>
                  <Button size="small" appearance="transparent">
                    {texts.action.close}
                  </Button>
                </ToastTrigger>
              }
            >
              {texts.failure.notDone}
            </ToastTitle>
            <ToastBody>{typeof error === 'string' ? error : failureText(error)}</ToastBody>
          </Toast>,
          { intent: 'error', timeout: -1, politeness: 'assertive' },
        ),
    }),
    [dispatchToast, dismissToast, toasterId],
  );
  return (
    <NoticesContext value={notices}>
      {children}
      <Toaster toasterId={toasterId} position="bottom-end" limit={4} />
    </NoticesContext>
  );
}
