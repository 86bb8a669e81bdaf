/** Removing an account with all its mail: the address is typed once more, since nothing brings the mail back. */
import { useWatch } from 'react-hook-form';
import * as z from 'zod';
import type { Account } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { formatBytes } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';

const words = texts.accounts.removal;

export function RemoveAccountDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const client = useAdminClient();
  const remove = useDirectoryChange((address: string) => client.accounts.remove({ address }));
  const form = useServerForm({
    initial: { typed: '' },
    schema: z.object({ typed: z.string().refine((text) => text.trim() === account.address, words.mismatch) }),
    send: () => remove.mutateAsync(account.address),
    onDone: onClose,
  });
  const typed = useWatch({ control: form.control, name: 'typed' });
  return (
    <FormDialog
      title={words.title(account.address)}
      submitLabel={words.confirm}
      danger
      disabled={typed.trim() !== account.address}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <span>{words.text(account.messages, formatBytes(account.usedBytes))}</span>
      <FormField control={form.control} name="typed" label={words.type} />
    </FormDialog>
  );
}
