/** Imports mailing lists and members, as one change that can be taken back. */
import type { AdminClient } from '../../client/admin-client.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';
import type { byList } from './list-csv.ts';
import { type AddedMembers, addInParts, takeOffInParts } from './member-parts.ts';

const words = texts.mailingLists;

type Group = ReturnType<typeof byList>[number];

/** What the import has made of one list. */
interface ImportedList extends AddedMembers {
  readonly list: string;
  readonly created: boolean;
}

/** @returns a call that throws what the server said against it; what was done until then can be taken back all the same */
export function useListImport(): (groups: readonly Group[]) => Promise<void> {
  const client = useAdminClient();
  const notices = useNotices();
  const { change } = useUndoableDirectory();
  return async (groups) => {
    let failure: Error | undefined;
    let someDone = false;
    await change({
      send: async () => {
        const { imported, failed } = await importAll(client, groups);
        failure = failed;
        someDone = imported.length > 0;
        return imported;
      },
      said: (imported) => words.importing.done(count(imported), imported.filter(({ created }) => created).length),
      undo: (imported) =>
        undoSteps(
          imported.map((one) => ({ name: one.list, undo: (confirmed) => takeBack(client, one, confirmed) })),
          () => joinedByOthers(client, imported),
        ),
    });
    if (failure !== undefined) throw failure;
    if (!someDone) notices.done(words.members.alreadyThere);
  };
}

async function importAll(
  client: AdminClient,
  groups: readonly Group[],
): Promise<{ readonly imported: readonly ImportedList[]; readonly failed: Error | undefined }> {
  const imported: ImportedList[] = [];
  for (const { list, name, isNew, members } of groups) {
    const added: AddedMembers[] = [];
    let created = false;
    const note = (): void => {
      const done = { list, created, added: added.flatMap((part) => part.added), revived: added.flatMap((part) => part.revived) };
      if (created || count([done]) > 0) imported.push(done);
    };
    try {
      if (isNew) await client.lists.add({ address: list, name });
      created = isNew;
      await addInParts(client, list, members, (part) => added.push(part));
      note();
    } catch (error) {
      note();
      if (!(error instanceof Error)) throw error;
      return { imported, failed: error };
    }
  }
  return { imported, failed: undefined };
}

function count(imported: readonly ImportedList[]): number {
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
