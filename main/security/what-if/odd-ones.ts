/** What was found odd about long lists, of which no more is handed on than is shown: it may be true of each of a million entries. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Odd } from './lint-switches.ts';

export interface OddOnes {
  readonly total: number;
  /** The first of them, in order of the list: `FIXED_LIMITS.shownLints` at most. */
  readonly odd: readonly Odd[];
}

/** @param odd in order of the list */
export function firstOf(odd: readonly Odd[]): OddOnes {
  return { total: odd.length, odd: odd.slice(0, FIXED_LIMITS.shownLints) };
}
