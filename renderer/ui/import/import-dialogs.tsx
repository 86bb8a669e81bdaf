/**
 * An import while it runs, and its result. Both stand over all windows and stay when one is left. Who closes the page meanwhile is
 * asked by the browser.
 */
import { makeStyles, ProgressBar } from '@fluentui/react-components';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { FormDialog } from '../form-dialog.tsx';
import { focusContent } from '../panes.ts';

const useStyles = makeStyles({
  // What is not done yet would be drawn as what is. By the very words of Fluent's own rule: it takes the place of that.
  bar: { '@media screen and (forced-colors: active)': { backgroundColor: 'Canvas', outline: '1px solid CanvasText' } },
});

export interface ImportProgressProps {
  readonly title: string;
  readonly submitLabel: string;
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** What "Cancel" does, or is doing. */
  readonly note: string;
  readonly onStop: () => void;
}

export function ImportProgress({ title, submitLabel, label, value, max, note, onStop }: ImportProgressProps) {
  const styles = useStyles();
  return (
    <FormDialog title={title} submitLabel={submitLabel} busy onSubmit={onStop} onClose={onStop}>
      <ProgressBar className={styles.bar} thickness="large" value={value} max={max} aria-label={label} />
      <span role="status">{note}</span>
    </FormDialog>
  );
}

export interface ImportDialogsProps {
  /** Called when somebody is about to leave the page: what is done, and the way back, is told nowhere else. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** What an import shows, from its beginning until its result is closed. */
export function ImportDialogs({ onLeave, children }: ImportDialogsProps) {
  const hold = useEffectEvent((event: BeforeUnloadEvent): void => {
    event.preventDefault();
    onLeave();
  });
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => hold(event);
    window.addEventListener('beforeunload', leave);
    return () => window.removeEventListener('beforeunload', leave);
  }, []);
  useEffect(() => {
    const begunIn = windowShown();
    return () => {
      // The button that it came from went with its window, and is another one when that was entered again.
      if (windowShown() !== begunIn) focusContent();
      else requestAnimationFrame(() => document.activeElement === document.body && focusContent());
    };
  }, []);
  return children;
}

/** Of the address, without what is chosen in the window. */
function windowShown(): string | undefined {
  return window.location.hash.split('?')[0];
}
