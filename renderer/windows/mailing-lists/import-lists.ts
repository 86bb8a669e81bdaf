/** The calls of an import of mailing lists and members: a list after the other, and long ones in parts; and the way back. */
import { type AdminClient, NotConnectedError } from '../../client/admin-client.ts';
import { failureText } from '../../client/problems.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import type { byList } from './list-csv.ts';
import { type AddedMembers, addInParts, PART, takeOffInParts } from './member-parts.ts';

type Group = ReturnType<typeof byList>[number];

/** As many members of one list as go in one call. */
export type ImportStep = Group;

/** What the import has made of one list. */
interface ImportedList extends AddedMembers {
  readonly list: string;
  readonly created: boolean;
}

/** What came of a step. */
export interface StepOutcome extends ImportedList {
  readonly problem: string | undefined;
}

export function importSteps(groups: readonly Group[]): readonly ImportStep[] {
  return groups.flatMap((group) =>
    Array.from({ length: Math.max(1, Math.ceil(group.members.length / PART)) }, (_, part) => ({
      ...group,
      isNew: group.isNew && part === 0,
      members: group.members.slice(part * PART, (part + 1) * PART),
    })),
  );
}

/** @param halt called when the others need not be tried */
export async function takeStep(client: AdminClient, { list, name, isNew, members }: ImportStep, halt: () => void): Promise<StepOutcome> {
  const parts: AddedMembers[] = [];
  let created = false;
  let problem: string | undefined;
  try {
    if (isNew) await client.lists.add({ address: list, name });
    created = isNew;
    await addInParts(client, list, members, (part) => parts.push(part));
  } catch (error) {
    if (error instanceof NotConnectedError) halt();
    problem = failureText(error);
  }
  return { list, created, added: parts.flatMap(({ added }) => added), revived: parts.flatMap(({ revived }) => revived), problem };
}

/** What came of each list, all of its steps together. */
export function outcomesByList(outcomes: readonly StepOutcome[]): readonly StepOutcome[] {
  const lists = new Map<string, StepOutcome>();
  for (const { list, created, added, revived, problem } of outcomes) {
    const before = lists.get(list);
    lists.set(list, {
      list,
      created: created || before?.created === true,
      added: [...(before?.added ?? []), ...added],
      revived: [...(before?.revived ?? []), ...revived],
      problem: before?.problem ?? problem,
    });
  }
  return [...lists.values()];
}

/** The way back, of all lists as one change. */
export function undoImport(client: AdminClient, outcomes: readonly StepOutcome[]): ReturnType<typeof undoSteps> {
  const imported = outcomesByList(outcomes).filter((one) => one.created || importedMembers([one]) > 0);
  return undoSteps(
    imported.map((one) => ({ name: one.list, undo: (confirmed) => takeBack(client, one, confirmed) })),
    () => joinedByOthers(client, imported),
  );
}

export function importedMembers(imported: readonly AddedMembers[]): number {
  return imported.reduce((sum, { added, revived }) => sum + added.length + revived.length, 0);
}

/** Lists that the import has made and others have joined since then: the server asks about these. */
async function joinedByOthers(client: AdminClient, imported: readonly ImportedList[]): Promise<ReadonlySet<string>> {
  const joined = new Set<string>();
  const made = imported.filter(({ created }) => created);
  const there = new Set(made.length === 0 ? [] : (await client.lists.list()).map(({ address }) => address));
  for (const one of made) if (there.has(one.list) && !(await isOurs(client, one))) joined.add(one.list);
  return joined;
}

/** Whether nobody is on it but those whom the import has put there. */
async function isOurs(client: AdminClient, { list, added }: ImportedList): Promise<boolean> {
  const ours = new Set(added);
  return (await client.lists.members({ address: list })).every(({ address }) => ours.has(address));
}

/** A list that the import has made goes with those it has put on it; if others have joined since then, the server asks first. */
async function takeBack(client: AdminClient, imported: ImportedList, confirmed: boolean): Promise<void> {
  const { list, created } = imported;
  if (!created) {
    await takeOffInParts(client, list, imported);
    return;
  }
  if (!confirmed && (await isOurs(client, imported))) await takeOffInParts(client, list, imported);
  await client.lists.remove({ address: list, onlyEmpty: !confirmed });
}
