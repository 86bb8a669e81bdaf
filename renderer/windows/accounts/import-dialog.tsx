/** Importing accounts from a list: pasted or from a file, each line judged while it is typed, then created one by one. */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Account, Domain } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { failureText, sentence } from '../../client/problems.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatBytes } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextOrFile } from '../../ui/text-or-file.tsx';
import { type ImportLine, readAccounts } from './account-csv.ts';
import { type Imported, ImportResult } from './import-result.tsx';
import { makePassword } from './make-password.ts';

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
  const run = useImport();
  const lines = readAccounts(text, { domains: domains.map(({ name }) => name), accounts: accounts.map(({ address }) => address) }, words.problems);
  const good = lines.filter(({ problem }) => problem === undefined);
  if (run.imported !== undefined && !run.busy) return <ImportResult imported={run.imported} onClose={onClose} />;
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.submit(good.length)}
      wide
      disabled={good.length === 0}
      busy={run.busy}
      onSubmit={() => void run.start(good)}
      onClose={onClose}
    >
      <TextOrFile
        label={words.list}
        hint={words.hint}
        text={text}
        onText={setText}
        disabled={run.busy}
        read={text.trim() === '' ? '' : words.counted(good.length, lines.length - good.length)}
      />
      {run.busy && <ProgressBar value={run.imported?.length ?? 0} max={good.length} aria-label={words.progress} />}
      {lines.length > 0 && (
        <div className={styles.preview}>
          <DataTable label={words.preview} rows={lines} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />
        </div>
      )}
    </FormDialog>
  );
}

/** One after the other: a password takes its time to be hashed, and the first mistake of the server must not hide the others. */
function useImport() {
  const client = useAdminClient();
  const { run } = useUndoableDirectory();
  const [imported, setImported] = useState<readonly Imported[]>();
  const [busy, setBusy] = useState(false);
  const addAll = async (lines: readonly ImportLine[]): Promise<readonly Imported[]> => {
    const done: Imported[] = [];
    for (const { line, address, name, password: given, quotaBytes } of lines) {
      const madeUp = given.trim() === '';
      const password = madeUp ? makePassword() : given;
      try {
        await client.accounts.add({ address, name, password, quotaBytes });
        done.push({ line, address, name, password: madeUp ? password : undefined, problem: undefined });
      } catch (error) {
        done.push({ line, address, name, password: undefined, problem: failureText(error) });
      }
      setImported([...done]);
    }
    return done.filter(({ problem }) => problem === undefined);
  };
  const start = async (lines: readonly ImportLine[]): Promise<void> => {
    setBusy(true);
    await run({
      send: () => addAll(lines),
      said: (created) => words.done(created.length),
      undo: (created) =>
        undoSteps(created.map(({ address }) => ({ name: address, undo: (confirmed) => client.accounts.remove({ address, onlyEmpty: !confirmed }) }))),
    });
    setBusy(false);
  };
  return { imported, busy, start };
}

const useCellStyles = makeStyles({ wrong: { color: tokens.colorStatusDangerForeground3 } });

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
  { id: 'line', label: column.line, width: '60px', align: 'end', cell: ({ line }) => line, sortBy: ({ line }) => line },
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
