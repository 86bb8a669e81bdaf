/** The import of mailing lists while it runs, over all windows. Its result is shown where it was not all of it: as a notice else. */
import { createContext, type ReactNode, useContext } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { ImportDialogs, ImportProgress } from '../../ui/import/import-dialogs.tsx';
import { useImportRun } from '../../ui/import/use-import-run.ts';
import { useNotices } from '../../ui/notices.tsx';
import { importedMembers, importSteps, type ImportStep, type StepOutcome, takeStep, undoImport } from './import-lists.ts';
import type { byList } from './list-csv.ts';
import { ListImportResult } from './list-import-result.tsx';

const words = texts.mailingLists;

interface Importing {
  readonly start: (groups: ReturnType<typeof byList>) => void;
  /** One runs, or its result is shown: another must wait. */
  readonly stands: boolean;
}

const ImportContext = createContext<Importing | undefined>(undefined);

export function useListImport(): Importing {
  const importing = useContext(ImportContext);
  if (importing === undefined) throw new Error('shown outside of a ListImportProvider');
  return importing;
}

export function ListImportProvider({ children }: { readonly children: ReactNode }) {
  const client = useAdminClient();
  const notices = useNotices();
  const { run, start, stop, close } = useImportRun<ImportStep, StepOutcome>({
    take: async (step, halt) => await takeStep(client, step, halt),
    said: (outcomes) => words.importing.done(importedMembers(outcomes), outcomes.filter(({ created }) => created).length),
    undo: (outcomes) => undoImport(client, outcomes),
    onEnd: ({ steps, outcomes, done }) => {
      if (outcomes.length < steps.length || outcomes.some(({ problem }) => problem !== undefined)) return true;
      if (done === undefined) notices.done(words.members.alreadyThere);
      else done.notify();
      return false;
    },
  });
  const reached = run === undefined ? 0 : membersOf(run.steps.slice(0, run.outcomes.length));
  return (
    <ImportContext value={{ start: (groups) => start(importSteps(groups)), stands: run !== undefined }}>
      {children}
      {run !== undefined && (
        <ImportDialogs onLeave={run.busy ? stop : () => undefined}>
          {run.busy ? (
            <ImportProgress
              title={words.importing.running}
              submitLabel={words.importing.submit(membersOf(run.steps))}
              label={words.importing.progress}
              value={reached}
              max={membersOf(run.steps)}
              note={run.stopping ? words.importing.stopping : words.importing.stoppable}
              onStop={stop}
            />
          ) : (
            <ListImportResult
              outcomes={run.outcomes}
              untried={membersOf(run.steps) - reached}
              done={run.done}
              onClose={() => {
                run.done?.notify();
                close();
              }}
              onTakenBack={close}
            />
          )}
        </ImportDialogs>
      )}
    </ImportContext>
  );
}

function membersOf(steps: readonly ImportStep[]): number {
  return steps.reduce((sum, { members }) => sum + members.length, 0);
}
