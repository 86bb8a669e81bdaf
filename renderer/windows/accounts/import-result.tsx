/** What came of an import: who was created, who was not and why, and the passwords that were made up, shown this once. */
import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { DoneChange } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ImportResultDialog } from '../../ui/import/import-result-dialog.tsx';
import { passwordList } from './account-csv.ts';
import { saveFile } from './save-file.ts';

const words = texts.accountTools.import;

export interface Imported {
  readonly line: number;
  readonly address: string;
  readonly name: string;
  /** One that was made up, of an account that is there, or may be. */
  readonly password: string | undefined;
  readonly problem: string | undefined;
}

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace },
  wrong: { color: tokens.colorPaletteRedForeground1 },
});

export interface ImportResultProps {
  readonly imported: readonly Imported[];
  readonly untried: number;
  readonly done: DoneChange | undefined;
  /** Somebody has tried to leave the window, and the passwords with it. */
  readonly reminded: boolean;
  readonly onClose: () => void;
  readonly onTakenBack: () => void;
}

export function ImportResult({ imported, untried, done, reminded, onClose, onTakenBack }: ImportResultProps) {
  const [selected, select] = useState<string>();
  const [escaped, setEscaped] = useState(false);
  const created = imported.filter(({ problem }) => problem === undefined);
  const isOnce = hasPasswords(imported);
  const save = (): void =>
    saveFile(
      'passwords.csv',
      'text/csv',
      passwordList(
        words.passwordColumns,
        imported.flatMap(({ address, name, password }) => (password === undefined ? [] : [[address, name, password]])),
      ),
    );
  return (
    <ImportResultDialog
      title={words.done(created.length)}
      done={done}
      {...(isOnce ? { onEscape: () => setEscaped(true) } : {})}
      onClose={onClose}
      onTakenBack={onTakenBack}
      extra={isOnce && <Button onClick={save}>{words.savePasswords}</Button>}
      remarks={
        <>
          {untried > 0 && <span>{words.stopped(untried)}</span>}
          {isOnce && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>{words.once}</MessageBarBody>
            </MessageBar>
          )}
          {isOnce && (escaped || reminded) && (
            <MessageBar intent="error" layout="multiline" role="alert">
              <MessageBarBody>{words.closeHere}</MessageBarBody>
            </MessageBar>
          )}
        </>
      }
      table={<DataTable label={words.result} rows={imported} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />}
    />
  );
}

/** Whether there are passwords that are nowhere else. */
export function hasPasswords(imported: readonly Imported[]): boolean {
  return imported.some(({ password }) => password !== undefined);
}

function Outcome({ imported: { problem, password } }: { readonly imported: Imported }) {
  const styles = useStyles();
  const shown = password === undefined ? undefined : <span className={styles.mono}>{password}</span>;
  if (problem === undefined) return shown ?? words.created;
  return (
    <span className={styles.wrong} title={problem}>
      {shown} {problem}
    </span>
  );
}

const { column } = words;
const COLUMNS: readonly Column<Imported>[] = [
  { id: 'line', label: column.line, width: '76px', align: 'end', cell: ({ line }) => line, sortBy: ({ line }) => line },
  { id: 'address', label: column.address, width: 'minmax(200px, 1fr)', cell: ({ address }) => address, sortBy: ({ address }) => address },
  {
    id: 'outcome',
    label: column.password,
    width: 'minmax(240px, 1fr)',
    cell: (imported) => <Outcome imported={imported} />,
    sortBy: ({ problem = '', password = '' }) => `${problem}${password}`,
  },
];
