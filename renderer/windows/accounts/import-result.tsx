/** What came of an import: who was created, who was not and why, and the passwords that were made up, shown this once. */
import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { passwordList } from './account-csv.ts';
import { saveFile } from './save-file.ts';

const words = texts.accountTools.import;

export interface Imported {
  readonly line: number;
  readonly address: string;
  readonly name: string;
  /** One that was made up. */
  readonly password: string | undefined;
  readonly problem: string | undefined;
}

const useStyles = makeStyles({
  table: { display: 'flex', height: '240px', border: `1px solid ${tokens.colorNeutralStroke2}` },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  wrong: { color: tokens.colorStatusDangerForeground3 },
});

export function ImportResult({ imported, onClose }: { readonly imported: readonly Imported[]; readonly onClose: () => void }) {
  const styles = useStyles();
  const [selected, select] = useState<string>();
  const created = imported.filter(({ problem }) => problem === undefined);
  const madeUp = created.filter(({ password }) => password !== undefined);
  const save = (): void =>
    saveFile(
      'passwords.csv',
      'text/csv',
      passwordList(
        words.passwordColumns,
        madeUp.map(({ address, name, password = '' }) => [address, name, password]),
      ),
    );
  return (
    <FormDialog
      title={words.done(created.length)}
      submitLabel={texts.action.close}
      wide
      busy={false}
      onSubmit={onClose}
      onClose={onClose}
      extra={madeUp.length > 0 ? <Button onClick={save}>{words.savePasswords}</Button> : undefined}
    >
      {madeUp.length > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{words.once}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.table}>
        <DataTable label={words.result} rows={imported} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />
      </div>
    </FormDialog>
  );
}

function Outcome({ imported }: { readonly imported: Imported }) {
  const styles = useStyles();
  if (imported.problem !== undefined) {
    return (
      <span className={styles.wrong} title={imported.problem}>
        {imported.problem}
      </span>
    );
  }
  return imported.password === undefined ? words.created : <span className={styles.mono}>{imported.password}</span>;
}

const { column } = words;
const COLUMNS: readonly Column<Imported>[] = [
  { id: 'line', label: column.line, width: '60px', align: 'end', cell: ({ line }) => line, sortBy: ({ line }) => line },
  { id: 'address', label: column.address, width: 'minmax(200px, 1fr)', cell: ({ address }) => address, sortBy: ({ address }) => address },
  {
    id: 'outcome',
    label: column.password,
    width: 'minmax(240px, 1fr)',
    cell: (imported) => <Outcome imported={imported} />,
    sortBy: ({ problem = '', password = '' }) => `${problem}${password}`,
  },
];
