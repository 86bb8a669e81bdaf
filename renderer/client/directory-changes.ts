/** Changes of accounts, lists and what goes with them that can be taken back, as those of the settings can. */
import { useNotices } from '../ui/notices.tsx';
import { sentence } from './problems.ts';
import { useDirectoryReload } from './queries.ts';
import { type UndoableChange, useSettingsChanges } from './settings-changes.tsx';

export interface UndoableDirectory {
  /** Makes a change that can be taken back. @returns false if the person was asked, and thought better of it @throws what the server said against it */
  readonly change: <Answer>(change: UndoableChange<Answer>) => Promise<boolean>;
  /** The same for places without a form: what the server says against it is shown as a notice. */
  readonly run: <Answer>(change: UndoableChange<Answer>) => Promise<void>;
}

export function useUndoableDirectory(): UndoableDirectory {
  const changes = useSettingsChanges();
  const notices = useNotices();
  const reload = useDirectoryReload();
  const change = async <Answer>({ send, undo, ...rest }: UndoableChange<Answer>): Promise<boolean> => {
    const refused: Error[] = [];
    const result = await changes.run({
      send: async (confirmed) => {
        try {
          return await send(confirmed);
        } catch (error) {
          // Whoever has the form sorts it by field; `run` puts it into problems alone.
          if (error instanceof Error) refused.push(error);
          throw error;
        }
      },
      ...rest,
      undo: (answer) => {
        const back = undo(answer);
        if (back === undefined) return undefined;
        return async (confirmed) => {
          try {
            return await back(confirmed);
          } finally {
            // What is shown loads again after it was taken back, too.
            await reload();
          }
        };
      },
    });
    await reload();
    if (result.state === 'refused') throw refused.at(-1) ?? new Error(result.problems.map(({ message }) => sentence(message)).join(' '));
    return result.state === 'done';
  };
  const run = async <Answer>(what: UndoableChange<Answer>): Promise<void> => {
    try {
      await change(what);
    } catch (error) {
      notices.failed(error);
    }
  };
  return { change, run };
}
