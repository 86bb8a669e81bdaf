/** Taking several things back that were done as one: an import, the removal of some lists. */
import { ORPCError } from '@orpc/client';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { failureText, isConnectionLoss, PartlyUndoneError, RisksError, risksIn, sentence } from './problems.ts';

export interface UndoStep {
  /** What is taken back: questions and failures are told with it. */
  readonly name: string;
  readonly undo: (confirmed: boolean) => Promise<unknown>;
}

/**
 * Takes each back as far as it can be. What the server asks about is asked about together, once the others are taken back, and a yes
 * counts for nothing else. Called once more, it goes on with what is left. What is gone already needs nothing.
 */
export function undoSteps(steps: readonly UndoStep[]): ((confirmed: boolean) => Promise<void>) | undefined {
  if (steps.length === 0) return undefined;
  let left = steps;
  let asked: readonly UndoStep[] = [];
  return async (confirmed) => {
    const risks = new Map<UndoStep, readonly Problem[]>();
    const failures: string[] = [];
    for (const step of left) {
      try {
        await step.undo(confirmed && asked.includes(step));
      } catch (error) {
        // Without a connection the others would fail alike.
        if (isConnectionLoss(error)) throw error;
        if (!isGone(error)) {
          const question = risksIn(error);
          if (question === undefined || confirmed) failures.push(`${step.name}: ${failureText(error)}`);
          else risks.set(step, question);
          continue;
        }
      }
      left = left.filter((other) => other !== step);
    }
    asked = [...risks.keys()];
    if (asked.length > 0) throw new RisksError([...risks].flatMap(([{ name }, question]) => question.map((risk) => named(name, risk))));
    if (failures.length > 0) throw new PartlyUndoneError(failures.join(' '));
  };
}

function named(name: string, { field, message }: Problem): Problem {
  return { field, message: `${name}: ${sentence(message)}` };
}

function isGone(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'NOT_FOUND';
}
