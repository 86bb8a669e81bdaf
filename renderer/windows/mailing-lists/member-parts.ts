/** Members in as many calls as it takes: one call takes 10,000 (shared/admin-api/lists.ts). */
import type { ListMember } from '../../../shared/admin-api/lists.ts';
import type { AdminClient } from '../../client/admin-client.ts';

interface MemberKeeper {
  readonly lists: Pick<AdminClient['lists'], 'putBackMembers'>;
}

/** The most members of one call. */
export const PART = 10_000;

/** @returns what each part was answered with */
async function inParts<Member, Answer>(members: readonly Member[], send: (part: Member[]) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < members.length; from += PART) answers.push(await send(members.slice(from, from + PART)));
  return answers;
}

/** What a call has made of members: put them on the list, or given them mail again that they got none of any more. */
export interface AddedMembers {
  readonly added: readonly string[];
  readonly revived: readonly ListMember[];
}

/** @param onPart told of each part that is done: what came before a failure is done all the same */
export async function addInParts(client: AdminClient, list: string, members: readonly string[], onPart: (part: AddedMembers) => void): Promise<void> {
  await inParts(members, async (part) => onPart(await client.lists.addMembers({ address: list, members: part })));
}

/** The way back from {@link addInParts}. */
export async function takeOffInParts(client: AdminClient, list: string, { added, revived }: AddedMembers): Promise<void> {
  await removeInParts(client, list, [...added, ...revived.map(({ address }) => address)]);
  await putBackInParts(client, list, revived);
}

/** @returns those that were members, as they were */
export async function removeInParts(client: AdminClient, list: string, members: readonly string[]): Promise<readonly ListMember[]> {
  const parts = await inParts(members, (part) => client.lists.removeMembers({ address: list, members: part }));
  return parts.flatMap((part) => part.members);
}

/** Members as they were: one who was suspended is suspended again. */
export async function putBackInParts(client: MemberKeeper, list: string, members: readonly ListMember[]): Promise<void> {
  await inParts(members, (part) => client.lists.putBackMembers({ address: list, members: part }));
}
