/** Adds many entries at once, pasted or from a file. What can be read, and which lines cannot, stands below before anything is saved. */
import { Button, Checkbox, Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { type DragEvent, useRef, useState } from 'react';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { ListFormat, ListId } from '../../../shared/lists/list-formats.ts';
import { entryLine } from '../../../shared/lists/write-entries.ts';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import { type ChangeResult, useSignalWhileShown } from '../../client/settings-changes.tsx';
import { said, texts } from '../../texts.ts';
import { FormDialog } from '../form-dialog.tsx';
import { useReadEntries } from './use-read-entries.ts';

/** A longer text is not put into the field: it would only make typing slow. */
const SHOWN_CHARACTERS = 200_000;
const SHOWN_ENTRIES = 5;

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '8px' },
  file: { display: 'none' },
  list: { margin: 0, paddingLeft: '18px', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  part: { display: 'flex', flexDirection: 'column', rowGap: '4px', maxHeight: '150px', overflow: 'auto', fontSize: tokens.fontSizeBase200 },
  bad: { color: tokens.colorPaletteRedForeground1 },
});

export interface ImportDialogProps<Entry> {
  readonly list: ListId;
  readonly format: ListFormat<Entry>;
  /** The signal is aborted when the dialog is closed. */
  readonly onImport: (text: string, options: { skipUnreadable: boolean; signal: AbortSignal }) => Promise<ChangeResult>;
  readonly onClose: () => void;
}

export function ImportDialog<Entry>({ list, format, onImport, onClose }: ImportDialogProps<Entry>) {
  const styles = useStyles();
  const words = texts.lists.importing;
  const signalNow = useSignalWhileShown();
  const [text, setText] = useState('');
  const [skip, setSkip] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const file = useRef<HTMLInputElement>(null);
  const read = useReadEntries(text, format);
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen !== undefined) setText((await chosen.text()).slice(0, FIXED_LIMITS.addressImportCharacters));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const count = read?.entries.length ?? 0;
  const unreadable = read?.unreadable ?? 0;
  const submit = async (): Promise<void> => {
    setBusy(true);
    const signal = signalNow();
    const result = await onImport(text, { skipUnreadable: skip, signal });
    if (signal.aborted) return;
    setBusy(false);
    if (result.state === 'done') onClose();
    else setProblems(result.state === 'refused' ? result.problems : []);
  };
  const isLarge = text.length > SHOWN_CHARACTERS;
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.submit(count)}
      disabled={count === 0 || (unreadable > 0 && !skip)}
      busy={busy}
      problems={problems}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field label={words.paste} hint={words.hint[list]}>
        {isLarge ? (
          <span>{words.large(text.split('\n').length)}</span>
        ) : (
          <Textarea value={text} rows={6} resize="vertical" spellCheck={false} onDrop={drop} onChange={(_event, data) => setText(data.value)} />
        )}
      </Field>
      <div className={styles.row}>
        <input ref={file} type="file" className={styles.file} aria-label={words.file} onChange={(event) => void take(event.target.files?.[0])} />
        <Button size="small" onClick={() => file.current?.click()}>
          {words.file}
        </Button>
        {isLarge && (
          <Button size="small" onClick={() => setText('')}>
            {words.clear}
          </Button>
        )}
      </div>
      <div className={styles.part} aria-live="polite">
        <span>{read === undefined ? words.reading : words.readable(count)}</span>
        {count > 0 && (
          <ul className={styles.list}>
            {[...new Set(read?.entries.slice(0, SHOWN_ENTRIES).map((entry) => entryLine(entry, format, 'csv').trim()))].map((line) => (
              <li key={line}>{line}</li>
            ))}
            {count > SHOWN_ENTRIES && <li>{words.more(count - SHOWN_ENTRIES)}</li>}
          </ul>
        )}
      </div>
      {unreadable > 0 && (
        <>
          <div className={styles.part}>
            <span className={styles.bad}>{words.unreadable(unreadable)}</span>
            <ul className={styles.list}>
              {read?.problems.map(({ field, message }) => (
                <li key={field}>{`${words.line(field)}: ${said(message)}`}</li>
              ))}
              {unreadable > (read?.problems.length ?? 0) && <li>{words.more(unreadable - (read?.problems.length ?? 0))}</li>}
            </ul>
          </div>
          <Checkbox label={words.skip(unreadable)} checked={skip} onChange={(_event, data) => setSkip(data.checked === true)} />
        </>
      )}
    </FormDialog>
  );
}
