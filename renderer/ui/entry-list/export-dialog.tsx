/** Saves a list as a file: a table with everything, or plain lines. It is fetched in parts, so that no session waits for a long list. */
import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { LIST_FILE_FORMATS, type ListFileFormat } from '../../../shared/lists/write-entries.ts';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { problemsOf } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../form-dialog.tsx';
import { saveFile } from '../save-file.ts';
import type { ListClient } from './list-client.ts';

const ENDINGS = { csv: 'csv', text: 'txt' } as const;
const TYPES = { csv: 'text/csv', text: 'text/plain' } as const;

export interface ExportDialogProps<Entry> {
  readonly client: Pick<ListClient<Entry>, 'export'>;
  readonly list: ListId;
  readonly onClose: () => void;
}

export function ExportDialog<Entry>({ client, list, onClose }: ExportDialogProps<Entry>) {
  const words = texts.lists.exporting;
  const [format, setFormat] = useState<ListFileFormat>('csv');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblems([]);
    try {
      const parts: string[] = [];
      for (let from: number | null = 0; from !== null; ) {
        const part: { readonly text: string; readonly next: number | null } = await client.export({ format, from });
        parts.push(part.text);
        from = part.next;
      }
      saveFile(`${list}.${ENDINGS[format]}`, parts, TYPES[format]);
      onClose();
    } catch (error) {
      setProblems(problemsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog title={words.title} submitLabel={words.save} busy={busy} problems={problems} onSubmit={() => void save()} onClose={onClose}>
      <Field label={words.format} hint={format === 'text' ? words.textHint : ' '}>
        <RadioGroup value={format} onChange={(_event, data) => setFormat(LIST_FILE_FORMATS.find((one) => one === data.value) ?? 'csv')}>
          {LIST_FILE_FORMATS.map((one) => (
            <Radio key={one} value={one} label={words[one]} />
          ))}
        </RadioGroup>
      </Field>
    </FormDialog>
  );
}
