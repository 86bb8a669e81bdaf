/** Members in as many calls as it takes: one call takes 10,000 (shared/admin-api/lists.ts). */
import type { AdminClient } from '../../client/admin-client.ts';

const PART = 10_000;

export async function inParts(members: readonly string[], send: (part: string[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < members.length; from += PART) await send(members.slice(from, from + PART));
}

export async function addInParts(client: AdminClient, list: string, members: readonly string[]): Promise<void> {
  await inParts(members, (part) => client.lists.addMembers({ address: list, members: part }));
}
