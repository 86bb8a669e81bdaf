/** Adds or changes an entry of a list of the settings. What the server says against it stands at the field it is about. */
import { useState } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { sentence } from '../../client/problems.ts';
import { type JsonValue, useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { FormDialog } from '../form-dialog.tsx';
import { type Draft, DraftFields, draftOf, isComplete, nameOfEntry } from './draft-fields.tsx';

export interface EntryDialogProps {
  /** Of the list. */
  readonly path: string;
  readonly list: readonly Draft[];
  /** Undefined: a new one. */
  readonly entry: { readonly place: number; readonly draft: Draft } | undefined;
  readonly fields: readonly Declaration[];
  readonly words: {
    readonly addTitle: string;
    readonly editTitle: string;
    readonly added: (name: string) => string;
    readonly changed: (name: string) => string;
  };
  readonly onClose: () => void;
}

export function EntryDialog({ path, list, entry, fields, words, onClose }: EntryDialogProps) {
  const changes = useSettingsChanges();
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, entry?.draft ?? {}));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const place = entry?.place ?? list.length;
  const name = nameOfEntry(draft);
  const { here, elsewhere } = sorted(problems, `${path}.${place}.`);

  const save = async (): Promise<void> => {
    setBusy(true);
    setProblems([]);
    const value: JsonValue[] = [...list.slice(0, place), { ...draft }, ...list.slice(place + 1)];
    const result = await changes.change([{ path, value }], entry === undefined ? words.added(name) : words.changed(name));
    setBusy(false);
    if (result.state === 'refused') setProblems(result.problems);
    if (result.state === 'done') onClose();
  };
  return (
    <FormDialog
      title={entry === undefined ? words.addTitle : words.editTitle}
      submitLabel={texts.settings.secret.save}
      disabled={!isComplete(fields, draft)}
      busy={busy}
      problems={elsewhere}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <div>
        <DraftFields fields={fields} draft={draft} onDraft={setDraft} problems={here} />
      </div>
    </FormDialog>
  );
}

/** The problems of this entry by field, and all others. */
function sorted(problems: readonly Problem[], prefix: string): { readonly here: Readonly<Record<string, string>>; readonly elsewhere: readonly Problem[] } {
  const mine = problems.filter(({ field }) => field.startsWith(prefix));
  return {
    here: Object.fromEntries(mine.map(({ field, message }) => [field.slice(prefix.length).split('.')[0] ?? '', sentence(message)])),
    elsewhere: problems.filter((problem) => !mine.includes(problem)),
  };
}
