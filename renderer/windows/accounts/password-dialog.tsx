/** A new password for an account. */
import * as z from 'zod';
import { type Account, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { PasswordField } from './password-field.tsx';

const words = texts.accounts.passwordForm;
const schema = z.object({ password: passwordSchema });

export function PasswordDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const client = useAdminClient();
  const change = useDirectoryChange((password: string) => client.accounts.setPassword({ address: account.address, password }));
  const form = useServerForm({ initial: { password: '' }, schema, send: ({ password }) => change.mutateAsync(password), onDone: onClose });
  return (
    <FormDialog
      title={words.title(account.address)}
      submitLabel={words.submit}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <span>{words.text}</span>
      <PasswordField control={form.control} name="password" onMadeUp={(password) => form.fill('password', password)} />
    </FormDialog>
  );
}
