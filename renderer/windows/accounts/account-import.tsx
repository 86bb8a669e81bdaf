/** The import of accounts while it runs, and its result, over all windows: passwords that were made up are nowhere else. */
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { AdminClient } from '../../client/admin-client.ts';
import { NotConnectedError } from '../../client/admin-client.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText, isConnectionLoss } from '../../client/problems.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { ImportDialogs, ImportProgress } from '../../ui/import/import-dialogs.tsx';
import { useImportRun } from '../../ui/import/use-import-run.ts';
import type { ImportLine } from './account-csv.ts';
import { hasPasswords, type Imported, ImportResult } from './import-result.tsx';
import { makePassword } from './make-password.ts';

const words = texts.accountTools.import;

interface Importing {
  readonly start: (lines: readonly ImportLine[]) => void;
  /** One runs, or its result is shown: another must wait. */
  readonly stands: boolean;
}

const ImportContext = createContext<Importing | undefined>(undefined);

export function useAccountImport(): Importing {
  const importing = useContext(ImportContext);
  if (importing === undefined) throw new Error('shown outside of an AccountImportProvider');
  return importing;
}

export function AccountImportProvider({ children }: { readonly children: ReactNode }) {
  const client = useAdminClient();
  // One after the other: a password takes its time to be hashed, and the first mistake of the server must not hide the others.
  const { run, start, stop, close } = useImportRun<ImportLine, Imported>({
    take: async (line, halt) => await add(client, line, halt),
    said: (imported) => words.done(created(imported).length),
    undo: (imported) =>
      undoSteps(
        created(imported).map(({ address }) => ({ name: address, undo: (confirmed) => client.accounts.remove({ address, onlyEmpty: !confirmed }) })),
        async () => new Set((await client.accounts.list({})).filter(({ messages }) => messages > 0).map(({ address }) => address)),
      ),
    onEnd: () => true,
  });
  const [reminded, setReminded] = useState(false);
  const finish = (): void => {
    setReminded(false);
    close();
  };
  const leave = (): void => {
    if (run?.busy === true) stop();
    else setReminded(run !== undefined && hasPasswords(run.outcomes));
  };
  return (
    <ImportContext value={{ start, stands: run !== undefined }}>
      {children}
      {run !== undefined && (
        <ImportDialogs onLeave={leave}>
          {run.busy ? (
            <ImportProgress
              title={words.running}
              submitLabel={words.submit(run.steps.length)}
              label={words.progress}
              value={run.outcomes.length}
              max={run.steps.length}
              note={run.stopping ? words.stopping : words.stoppable}
              onStop={stop}
            />
          ) : (
            <ImportResult
              imported={run.outcomes}
              untried={run.steps.length - run.outcomes.length}
              done={run.done}
              reminded={reminded}
              onClose={() => {
                run.done?.notify();
                finish();
              }}
              onTakenBack={finish}
            />
          )}
        </ImportDialogs>
      )}
    </ImportContext>
  );
}

function created(imported: readonly Imported[]): readonly Imported[] {
  return imported.filter(({ problem }) => problem === undefined);
}

async function add(client: AdminClient, { line, address, name, password: given, quotaBytes }: ImportLine, halt: () => void): Promise<Imported> {
  const password = given.trim() === '' ? makePassword() : undefined;
  try {
    await client.accounts.add({ address, name, password: password ?? given, quotaBytes });
    return { line, address, name, password, problem: undefined };
  } catch (error) {
    const unsent = error instanceof NotConnectedError;
    // Without a connection none of the lines that follow can be, either.
    if (unsent) halt();
    // Where the answer was lost the account may be there: nobody could log in to it without this.
    return { line, address, name, password: !unsent && isConnectionLoss(error) ? password : undefined, problem: failureText(error) };
  }
}
