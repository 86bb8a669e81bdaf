/** Taking several things back that were done as one: an import, the removal of some lists. */
import { ORPCError } from '@orpc/client';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { texts } from '../texts.ts';
import { failureText, isConnectionLoss, PartlyUndoneError, RisksError, risksIn, sentence } from './problems.ts';

export interface UndoStep {
  /** What is taken back: questions and failures are told with it. */
  readonly name: string;
  readonly undo: (confirmed: boolean) => Promise<unknown>;
}

/**
 * Takes each back as far as it can be. What the server asks about is asked about together, before anything is taken back: whoever
 * thinks better of it finds all as it was. A yes counts for nothing else. Called once more, it goes on with what is left.
 * @param likelyAsked names of those that the server is likely to ask about: they are tried first
 */
export function undoSteps(
  steps: readonly UndoStep[],
  likelyAsked: () => Promise<ReadonlySet<string>> = noneAsked,
): ((confirmed: boolean) => Promise<void>) | undefined {
  if (steps.length === 0) return undefined;
  let left = steps;
  let asked: readonly UndoStep[] = [];
  return async (confirmed) => {
    const likely = confirmed ? new Set<string>() : await likelyAsked();
    const first = left.filter(({ name }) => likely.has(name));
    const risks = new Map<UndoStep, readonly Problem[]>();
    const failures: string[] = [];
    const undone: string[] = [];
    const tried = new Set<UndoStep>();
    let hasBegun = false;
    for (const step of [...first, ...left.filter((other) => !first.includes(other))]) {
      // All that was likely to be asked about is: the others wait for the answer.
      if (risks.size > 0 && !first.includes(step)) break;
      tried.add(step);
      try {
        await step.undo(confirmed && asked.includes(step));
        undone.push(step.name);
      } catch (error) {
        // Without a connection the others would fail alike.
        if (isConnectionLoss(error)) {
          if (undone.length + failures.length === 0) throw error;
          const others = left.filter((other) => other !== step && !tried.has(other)).map(({ name }) => name);
          failures.push(`${step.name}: ${failureText(error)}`, ...(others.length === 0 ? [] : [texts.failure.untried(others)]));
          break;
        }
        if (!isGone(error)) {
          const question = risksIn(error);
          // A question would come too late once others are taken back: the next try begins with it.
          if (question === undefined || confirmed || hasBegun) failures.push(`${step.name}: ${failureText(error)}`);
          else risks.set(step, question);
          continue;
        }
      }
      hasBegun = true;
      left = left.filter((other) => other !== step);
    }
    asked = [...risks.keys()];
    if (asked.length > 0) throw new RisksError([...risks].flatMap(([{ name }, question]) => question.map((risk) => named(name, risk))));
    if (failures.length > 0) throw new PartlyUndoneError(undone, failures.join(' '));
  };
}

function noneAsked(): Promise<ReadonlySet<string>> {
  return Promise.resolve(new Set());
}

function named(name: string, { field, message }: Problem): Problem {
  return { field, message: `${name}: ${sentence(message)}` };
}

function isGone(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'NOT_FOUND';
}
