/** Lists that were removed, made again with their members. */
import type { AdminClient } from '../../client/admin-client.ts';
import { failureText, isConnectionLoss, PartlyUndoneError } from '../../client/problems.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { texts } from '../../texts.ts';
import { putBackInParts } from './member-parts.ts';

const words = texts.mailingLists;

interface ListMaker {
  readonly lists: Pick<AdminClient['lists'], 'add' | 'putBackMembers'>;
}

/** As the server has answered: a list that is gone, with its members. */
export type RemovedList = Awaited<ReturnType<AdminClient['lists']['remove']>>;

/** Makes lists again, each as far as it can be; called once more, it goes on with what is missing. */
export function wayBackFor(client: ListMaker, removed: readonly RemovedList[]): () => Promise<void> {
  let missing = removed.map((one) => ({ ...one, make: makerOf(client, one) }));
  const made = new Set<string>();
  return async () => {
    const failures: string[] = [];
    for (const one of missing) {
      const { address } = one.list;
      try {
        if (!made.has(address)) await one.make();
        made.add(address);
        await putBackInParts(client, address, one.members);
        missing = missing.filter((other) => other !== one);
      } catch (error) {
        // Without a connection the others would fail alike.
        if (isConnectionLoss(error)) throw error;
        failures.push(words.removal.notBack(address, failureText(error)));
      }
    }
    if (failures.length > 0) throw new PartlyUndoneError(failures.join(' '));
  };
}

/** The list alone: one whose answer was lost is there already, and still without its members. */
function makerOf(client: ListMaker, { list: { address, name, posting, posters, replyTo, owner } }: RemovedList): () => Promise<void> {
  return sentAgain(() => client.lists.add({ address, name, posting, posters, replyTo, owner }), 'CONFLICT');
}
