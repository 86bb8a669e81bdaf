/** Saves what a form holds, and shows at its fields what the server still refuses. */
import { useState } from 'react';
import { type ChangeResult, useSignalWhileShown } from '../../client/settings-changes.tsx';
import type { EntryForm } from './use-entry-form.ts';

/** @param signal aborted when the form is closed: then nothing is asked any more */
export type SaveEntry<Entry> = (entry: Entry, signal: AbortSignal) => Promise<ChangeResult>;

export interface Saving {
  readonly busy: boolean;
  readonly save: () => void;
}

export function useSaving<Entry>(form: EntryForm<Entry>, onSave: SaveEntry<Entry>, onDone: () => void): Saving {
  const signalNow = useSignalWhileShown();
  const [busy, setBusy] = useState(false);
  const send = async (entry: Entry): Promise<void> => {
    setBusy(true);
    const signal = signalNow();
    const result = await onSave(entry, signal);
    // The form is closed, and another may be open in its place.
    if (signal.aborted) return;
    setBusy(false);
    if (result.state === 'done') onDone();
    else if (result.state === 'refused') form.refuse(result.problems);
  };
  return {
    busy,
    save: () => {
      form.touchAll();
      if (form.entry !== undefined) void send(form.entry);
    },
  };
}
