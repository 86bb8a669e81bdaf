/** Saves what a form holds, and shows at its fields what the server still refuses. */
import { useState } from 'react';
import type { ChangeResult } from '../../client/settings-changes.tsx';
import type { EntryForm } from './use-entry-form.ts';

export interface Saving {
  readonly busy: boolean;
  readonly save: () => void;
}

export function useSaving<Entry>(form: EntryForm<Entry>, onSave: (entry: Entry) => Promise<ChangeResult>, onDone: () => void): Saving {
  const [busy, setBusy] = useState(false);
  const send = async (entry: Entry): Promise<void> => {
    setBusy(true);
    const result = await onSave(entry);
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
