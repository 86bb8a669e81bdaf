/** Creates an account, with a way back: which asks first if mail has arrived in it. */
import type { AdminClient } from '../../client/admin-client.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';

type NewAccount = Parameters<AdminClient['accounts']['add']>[0];

/** @returns what `change` of directory-changes.ts returns */
export function useNewAccount(): (account: NewAccount) => Promise<boolean> {
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  return (account) =>
    change({
      send: () => client.accounts.add(account),
      said: ({ address }) => texts.accounts.added(address),
      undo:
        ({ address }) =>
        (confirmed) =>
          client.accounts.remove({ address, onlyEmpty: !confirmed }),
    });
}
