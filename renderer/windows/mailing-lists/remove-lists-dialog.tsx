/** Removing mailing lists, with a way back for as many as were removed. */
import { useState } from 'react';
import * as z from 'zod';
import type { AdminClient } from '../../client/admin-client.ts';
import type { MailingList } from '../../../shared/admin-api/lists.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { undoSteps } from '../../client/undo-steps.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { putBackInParts } from './member-parts.ts';

const words = texts.mailingLists;

/** As the server has answered: a list that is gone, with its members. */
type RemovedList = Awaited<ReturnType<AdminClient['lists']['remove']>>;

interface Removal {
  readonly removed: readonly RemovedList[];
  /** Why it went no further. */
  readonly failure: Error | undefined;
}

export function RemoveListsDialog({ lists, onClose }: { readonly lists: readonly MailingList[]; readonly onClose: () => void }) {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  // Those that are not gone yet.
  const [left, setLeft] = useState(lists);
  const [first] = left;
  const removeAll = async (): Promise<Removal> => {
    const removed: RemovedList[] = [];
    for (const { address } of left) {
      try {
        removed.push(await client.lists.remove({ address }));
      } catch (error) {
        // What is gone already can be taken back all the same.
        if (removed.length === 0 || !(error instanceof Error)) throw error;
        setLeft(left.slice(removed.length));
        return { removed, failure: error };
      }
    }
    return { removed, failure: undefined };
  };
  const form = useServerForm({
    initial: {},
    schema: z.object({}),
    send: async () => {
      let failure: Error | undefined;
      await change({
        send: async () => {
          const removal = await removeAll();
          failure = removal.failure;
          return removal.removed;
        },
        said: (removed) => words.removal.done(removed.length, removed[0]?.list.address ?? ''),
        undo: (removed) => wayBackFor(client, removed),
      });
      if (failure !== undefined) throw failure;
    },
    onDone: onClose,
  });
  const members = left.reduce((sum, { memberCount }) => sum + memberCount, 0);
  return (
    <FormDialog
      title={words.removal.title(left.length, first?.address ?? '')}
      submitLabel={words.removal.confirm(left.length)}
      danger
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {words.removal.text(left.length, members)}
    </FormDialog>
  );
}

/** Makes lists again, with who was on them. */
function wayBackFor(client: AdminClient, removed: readonly RemovedList[]): ReturnType<typeof undoSteps> {
  const made = new Set<string>();
  return undoSteps(
    removed.map(({ list: { address, name, posting, posters, replyTo, owner }, members }) => ({
      name: address,
      undo: async () => {
        // Made before the connection went, or before its members were refused.
        if (!made.has(address)) await client.lists.add({ address, name, posting, posters, replyTo, owner });
        made.add(address);
        await putBackInParts(client, address, members);
      },
    })),
  );
}
