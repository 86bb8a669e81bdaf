/** An import that takes one step after the other, each a call of its own: it can be stopped between two, and what was done until then is known. */
import { useRef, useState } from 'react';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import type { DoneChange } from '../../client/settings-changes.tsx';

export interface ImportRun<Step, Outcome> {
  readonly steps: readonly Step[];
  /** What came of the steps until now. */
  readonly outcomes: readonly Outcome[];
  readonly busy: boolean;
  readonly stopping: boolean;
  /** The way back; undefined as long as it runs, and if there is nothing to take back. */
  readonly done: DoneChange | undefined;
}

export interface ImportKind<Step, Outcome> {
  /** Takes a step; what the server says against it is in what comes of it. @param stop for when none of the others could be taken, either */
  readonly take: (step: Step, stop: () => void) => Promise<Outcome>;
  readonly said: (outcomes: readonly Outcome[]) => string;
  readonly undo: (outcomes: readonly Outcome[]) => ((confirmed: boolean) => Promise<unknown>) | undefined;
  /** Told of the end. @returns whether the result is shown until somebody closes it */
  readonly onEnd: (run: ImportRun<Step, Outcome>) => boolean;
}

export interface Import<Step, Outcome> {
  readonly run: ImportRun<Step, Outcome> | undefined;
  /** There is one at a time: nothing happens while another runs or its result stands. */
  readonly start: (steps: readonly Step[]) => void;
  /** Stops it after the step that is under way. */
  readonly stop: () => void;
  readonly close: () => void;
}

export function useImportRun<Step, Outcome>({ take, said, undo, onEnd }: ImportKind<Step, Outcome>): Import<Step, Outcome> {
  const changes = useUndoableDirectory();
  const [run, setRun] = useState<ImportRun<Step, Outcome>>();
  const stopped = useRef(false);
  const stands = useRef(false);
  const halt = (): void => {
    stopped.current = true;
  };
  const takeAll = async (begun: ImportRun<Step, Outcome>): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const step of begun.steps) {
      if (stopped.current) break;
      outcomes.push(await take(step, halt));
      setRun((now) => now && { ...now, outcomes: [...outcomes] });
    }
    return outcomes;
  };
  const start = async (steps: readonly Step[]): Promise<void> => {
    if (stands.current) return;
    stands.current = true;
    stopped.current = false;
    let ended: ImportRun<Step, Outcome> = { steps, outcomes: [], busy: true, stopping: false, done: undefined };
    setRun(ended);
    await changes.run({
      send: async () => {
        const outcomes = await takeAll(ended);
        ended = { ...ended, outcomes };
        return outcomes;
      },
      said,
      undo,
      onDone: (done) => {
        ended = { ...ended, done };
      },
    });
    ended = { ...ended, busy: false };
    if (onEnd(ended)) setRun(ended);
    else close();
  };
  const close = (): void => {
    stands.current = false;
    setRun(undefined);
  };
  return {
    run,
    start: (steps) => void start(steps),
    stop: () => {
      halt();
      setRun((now) => now && { ...now, stopping: true });
    },
    close,
  };
}
