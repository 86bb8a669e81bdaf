/** Importing accounts from a list: pasted or from a file, each line judged while it is typed, then created one by one. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Account, Domain } from '../../../shared/admin-api/directory.ts';
import { sentence } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatBytes } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextOrFile } from '../../ui/text-or-file.tsx';
import { type ImportLine, readAccounts } from './account-csv.ts';
import { useAccountImport } from './account-import.tsx';

const words = texts.accountTools.import;

const useStyles = makeStyles({
  preview: { display: 'flex', height: '200px', border: `1px solid ${tokens.colorNeutralStroke2}` },
});

export interface ImportAccountsDialogProps {
  readonly domains: readonly Domain[];
  readonly accounts: readonly Account[];
  readonly onClose: () => void;
}

export function ImportAccountsDialog({ domains, accounts, onClose }: ImportAccountsDialogProps) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [selected, select] = useState<string>();
  const { start, stands } = useAccountImport();
  const lines = readAccounts(text, { domains: domains.map(({ name }) => name), accounts: accounts.map(({ address }) => address) }, words.problems);
  const good = lines.filter(({ problem }) => problem === undefined);
  // By its address it can be opened over another import: it waits for the end of that.
  if (stands) return null;
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.submit(good.length)}
      wide
      disabled={good.length === 0}
      busy={false}
      onSubmit={() => {
        onClose();
        start(good);
      }}
      onClose={onClose}
    >
      <TextOrFile
        label={words.list}
        hint={words.hint}
        text={text}
        onText={setText}
        read={text.trim() === '' ? '' : words.counted(good.length, lines.length - good.length)}
      />
      {lines.length > 0 && (
        <div className={styles.preview}>
          <DataTable label={words.preview} rows={lines} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />
        </div>
      )}
    </FormDialog>
  );
}

const useCellStyles = makeStyles({ wrong: { color: tokens.colorPaletteRedForeground1 } });

function Remark({ line }: { readonly line: ImportLine }) {
  const styles = useCellStyles();
  if (line.problem !== undefined) {
    return (
      <span className={styles.wrong} title={sentence(line.problem)}>
        {sentence(line.problem)}
      </span>
    );
  }
  return line.password.trim() === '' ? words.madeUp : words.given;
}

const { column } = words;
const COLUMNS: readonly Column<ImportLine>[] = [
  { id: 'line', label: column.line, width: '76px', align: 'end', cell: ({ line }) => line, sortBy: ({ line }) => line },
  { id: 'address', label: column.address, width: 'minmax(170px, 2fr)', cell: ({ address }) => address, sortBy: ({ address }) => address },
  { id: 'name', label: column.name, width: 'minmax(90px, 1fr)', cell: ({ name }) => name, sortBy: ({ name }) => name },
  {
    id: 'quota',
    label: column.quota,
    width: '90px',
    align: 'end',
    cell: ({ quotaBytes }) => (quotaBytes === null ? words.unlimited : formatBytes(quotaBytes)),
    sortBy: ({ quotaBytes }) => quotaBytes ?? Number.MAX_SAFE_INTEGER,
  },
  {
    id: 'remark',
    label: column.remark,
    width: 'minmax(180px, 2fr)',
    cell: (line) => <Remark line={line} />,
    sortBy: ({ problem, password }) => problem ?? (password === '' ? words.madeUp : words.given),
  },
];
