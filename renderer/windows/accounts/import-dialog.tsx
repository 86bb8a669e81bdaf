/**
 * Importing accounts from a list: pasted or from a file, each line judged while it is typed, then created one by one. Passwords that
 * were made up are nowhere else: whoever leaves meanwhile stops it, and sees what was made until then.
 */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useBlocker } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Account, Domain } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { failureText, isConnectionLoss, sentence } from '../../client/problems.ts';
import type { DoneChange } from '../../client/settings-changes.tsx';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatBytes } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextOrFile } from '../../ui/text-or-file.tsx';
import { type ImportLine, readAccounts } from './account-csv.ts';
import { hasPasswords, type Imported, ImportResult } from './import-result.tsx';
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
  const reminded = useHold(run);
  const finish = (): void => {
    run.done?.notify();
    onClose();
  };
  if (run.imported !== undefined && !run.busy) {
    return <ImportResult imported={run.imported} untried={run.untried} done={run.done} reminded={reminded} onClose={finish} onTakenBack={onClose} />;
  }
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.submit(good.length)}
      wide
      disabled={good.length === 0}
      busy={run.busy}
      onSubmit={() => void run.start(good)}
      onClose={run.busy ? run.stop : onClose}
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
      {run.busy && <span role="status">{run.stopping ? words.stopping : words.stoppable}</span>}
      {lines.length > 0 && (
        <div className={styles.preview}>
          <DataTable label={words.preview} rows={lines} rowKey={({ line }) => String(line)} columns={COLUMNS} selected={selected} onSelect={select} />
        </div>
      )}
    </FormDialog>
  );
}

interface Import {
  /** What came of the lines until now; undefined before the import. */
  readonly imported: readonly Imported[] | undefined;
  /** Lines that were not reached when it was stopped. */
  readonly untried: number;
  readonly busy: boolean;
  readonly stopping: boolean;
  /** The way back; undefined if no account was made. */
  readonly done: DoneChange | undefined;
  readonly start: (lines: readonly ImportLine[]) => Promise<void>;
  /** Stops it after the line that is under way. */
  readonly stop: () => void;
}

/** One after the other: a password takes its time to be hashed, and the first mistake of the server must not hide the others. */
function useImport(): Import {
  const client = useAdminClient();
  const { run } = useUndoableDirectory();
  const [imported, setImported] = useState<readonly Imported[]>();
  const [count, setCount] = useState(0);
  const [busy, setBusy] = useState(false);
  const [stopping, setStopping] = useState(false);
  const [done, setDone] = useState<DoneChange>();
  const stopped = useRef(false);
  const add = async ({ line, address, name, password: given, quotaBytes }: ImportLine): Promise<Imported> => {
    const password = given.trim() === '' ? makePassword() : undefined;
    try {
      await client.accounts.add({ address, name, password: password ?? given, quotaBytes });
      return { line, address, name, password, problem: undefined };
    } catch (error) {
      // Where the answer was lost the account may be there: nobody could log in to it without this.
      return { line, address, name, password: isConnectionLoss(error) ? password : undefined, problem: failureText(error) };
    }
  };
  const addAll = async (lines: readonly ImportLine[]): Promise<readonly Imported[]> => {
    const all: Imported[] = [];
    for (const line of lines) {
      if (stopped.current) break;
      all.push(await add(line));
      setImported([...all]);
    }
    return all.filter(({ problem }) => problem === undefined);
  };
  const start = async (lines: readonly ImportLine[]): Promise<void> => {
    setBusy(true);
    setCount(lines.length);
    await run({
      send: () => addAll(lines),
      said: (created) => words.done(created.length),
      undo: (created) =>
        undoSteps(
          created.map(({ address }) => ({ name: address, undo: (confirmed) => client.accounts.remove({ address, onlyEmpty: !confirmed }) })),
          async () => new Set((await client.accounts.list({})).filter(({ messages }) => messages > 0).map(({ address }) => address)),
        ),
      onDone: setDone,
    });
    setBusy(false);
  };
  const stop = (): void => {
    stopped.current = true;
    setStopping(true);
  };
  return { imported, untried: count - (imported?.length ?? 0), busy, stopping, done, start, stop };
}

/** Holds the window as long as accounts are being made, or passwords are shown this once. @returns whether somebody has tried to leave these */
function useHold({ imported = [], busy, stop, done }: Import): boolean {
  const [reminded, setReminded] = useState(false);
  const hold = (): boolean => {
    if (busy) stop();
    else if (hasPasswords(imported)) setReminded(true);
    else return false;
    return true;
  };
  useBlocker({
    shouldBlockFn: () => {
      const held = hold();
      if (!held) done?.notify();
      return held;
    },
    enableBeforeUnload: hold,
  });
  return reminded;
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
