/**
 * The import of accounts while it runs, and its result. Both stand over all windows and stay when one is left: passwords that were made
 * up are nowhere else. Who closes the page is asked by the browser.
 */
import { ProgressBar } from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { NotConnectedError } from '../../client/admin-client.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { failureText, isConnectionLoss } from '../../client/problems.ts';
import type { DoneChange } from '../../client/settings-changes.tsx';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { ImportLine } from './account-csv.ts';
import { hasPasswords, type Imported, ImportResult } from './import-result.tsx';
import { makePassword } from './make-password.ts';

const words = texts.accountTools.import;

type StartImport = (lines: readonly ImportLine[]) => void;

const ImportContext = createContext<StartImport | undefined>(undefined);

export function useAccountImport(): StartImport {
  const start = useContext(ImportContext);
  if (start === undefined) throw new Error('shown outside of an AccountImportProvider');
  return start;
}

export function AccountImportProvider({ children }: { readonly children: ReactNode }) {
  const { run, start, stop, close } = useImport();
  const [reminded, setReminded] = useState(false);
  const holds = run !== undefined && (run.busy || hasPasswords(run.imported));
  const hold = useEffectEvent((event: BeforeUnloadEvent): void => {
    event.preventDefault();
    if (run?.busy === true) stop();
    else setReminded(true);
  });
  useEffect(() => {
    if (!holds) return undefined;
    const leave = (event: BeforeUnloadEvent): void => hold(event);
    window.addEventListener('beforeunload', leave);
    return () => window.removeEventListener('beforeunload', leave);
  }, [holds]);
  const finish = (): void => {
    setReminded(false);
    close();
  };
  return (
    <ImportContext value={start}>
      {children}
      {run?.busy === true && <ImportProgress run={run} onStop={stop} />}
      {run?.busy === false && (
        <ImportResult
          {...run}
          untried={run.count - run.imported.length}
          reminded={reminded}
          onClose={() => {
            run.done?.notify();
            finish();
          }}
          onTakenBack={finish}
        />
      )}
    </ImportContext>
  );
}

interface ImportRun {
  /** Lines to import. */
  readonly count: number;
  /** What came of them until now. */
  readonly imported: readonly Imported[];
  readonly busy: boolean;
  readonly stopping: boolean;
  /** The way back; undefined as long as it runs, and if no account was made. */
  readonly done: DoneChange | undefined;
}

function ImportProgress({ run, onStop }: { readonly run: ImportRun; readonly onStop: () => void }) {
  return (
    <FormDialog title={words.running} submitLabel={words.submit(run.count)} busy onSubmit={onStop} onClose={onStop}>
      <ProgressBar value={run.imported.length} max={run.count} aria-label={words.progress} />
      <span role="status">{run.stopping ? words.stopping : words.stoppable}</span>
    </FormDialog>
  );
}

interface Import {
  readonly run: ImportRun | undefined;
  readonly start: StartImport;
  /** Stops it after the line that is under way. */
  readonly stop: () => void;
  readonly close: () => void;
}

/** One after the other: a password takes its time to be hashed, and the first mistake of the server must not hide the others. */
function useImport(): Import {
  const client = useAdminClient();
  const changes = useUndoableDirectory();
  const [run, setRun] = useState<ImportRun>();
  const stopped = useRef(false);
  const update = (change: Partial<ImportRun>): void => setRun((now) => now && { ...now, ...change });
  const add = async ({ line, address, name, password: given, quotaBytes }: ImportLine): Promise<Imported> => {
    const password = given.trim() === '' ? makePassword() : undefined;
    try {
      await client.accounts.add({ address, name, password: password ?? given, quotaBytes });
      return { line, address, name, password, problem: undefined };
    } catch (error) {
      const unsent = error instanceof NotConnectedError;
      // Without a connection none of the lines that follow can be, either.
      if (unsent) stopped.current = true;
      // Where the answer was lost the account may be there: nobody could log in to it without this.
      return { line, address, name, password: !unsent && isConnectionLoss(error) ? password : undefined, problem: failureText(error) };
    }
  };
  const addAll = async (lines: readonly ImportLine[]): Promise<readonly Imported[]> => {
    const all: Imported[] = [];
    for (const line of lines) {
      if (stopped.current) break;
      all.push(await add(line));
      update({ imported: [...all] });
    }
    return all.filter(({ problem }) => problem === undefined);
  };
  const start = async (lines: readonly ImportLine[]): Promise<void> => {
    stopped.current = false;
    setRun({ count: lines.length, imported: [], busy: true, stopping: false, done: undefined });
    await changes.run({
      send: () => addAll(lines),
      said: (created) => words.done(created.length),
      undo: (created) =>
        undoSteps(
          created.map(({ address }) => ({ name: address, undo: (confirmed) => client.accounts.remove({ address, onlyEmpty: !confirmed }) })),
          async () => new Set((await client.accounts.list({})).filter(({ messages }) => messages > 0).map(({ address }) => address)),
        ),
      onDone: (done) => update({ done }),
    });
    update({ busy: false });
  };
  return {
    run,
    start: (lines) => void start(lines),
    stop: () => {
      stopped.current = true;
      update({ stopping: true });
    },
    close: () => setRun(undefined),
  };
}
