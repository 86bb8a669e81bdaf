/** Ways back whose answer may be lost with the connection: the server has done it then, and sent once more it says that there is nothing to do. */
import { ORPCError } from '@orpc/client';
import { isConnectionLoss } from './problems.ts';

/** What the server says of something that was done before: it is there already, or gone already. */
type DoneBefore = 'CONFLICT' | 'NOT_FOUND';

/** @returns the call, which counts as done if it is refused with `doneBefore` after the answer to an earlier one was lost */
export function sentAgain<Args extends readonly unknown[]>(
  send: (...args: Args) => Promise<unknown>,
  doneBefore: DoneBefore,
): (...args: Args) => Promise<void> {
  let lost = false;
  return async (...args) => {
    try {
      await send(...args);
    } catch (error) {
      if (isConnectionLoss(error)) lost = true;
      if (!lost || !(error instanceof ORPCError) || error.code !== doneBefore) throw error;
    }
  };
}
