/** Lists that were removed, made again with their members. */
import type { AdminClient } from '../../client/admin-client.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import { putBackInParts } from './member-parts.ts';

interface ListMaker {
  readonly lists: Pick<AdminClient['lists'], 'add' | 'putBackMembers'>;
}

/** As the server has answered: a list that is gone, with its members. */
export type RemovedList = Awaited<ReturnType<AdminClient['lists']['remove']>>;

/** Makes lists again, each as far as it can be; called once more, it goes on with what is missing. */
export function wayBackFor(client: ListMaker, removed: readonly RemovedList[]): ReturnType<typeof undoSteps> {
  return undoSteps(
    removed.map(({ list: { address, name, posting, posters, replyTo, owner }, members }) => {
      // One whose answer was lost is there already, and still without its members.
      const make = sentAgain(() => client.lists.add({ address, name, posting, posters, replyTo, owner }), 'CONFLICT');
      let isMade = false;
      return {
        name: address,
        undo: async () => {
          // Made before the connection went, or before its members were refused.
          if (!isMade) await make();
          isMade = true;
          await putBackInParts(client, address, members);
        },
      };
    }),
  );
}
