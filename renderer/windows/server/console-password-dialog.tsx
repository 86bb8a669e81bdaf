/** Sets the password of the console itself. */
import * as z from 'zod';
import { passwordSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { PasswordField } from '../accounts/password-field.tsx';

const words = texts.overview.password;
const schema = z.object({ password: passwordSchema });

export function ConsolePasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useAdminClient();
  const form = useServerForm({
    initial: { password: '' },
    schema,
    send: ({ password }) => client.server.setConsolePassword({ password }),
    onDone: onClose,
  });
  return (
    <FormDialog title={words.title} submitLabel={words.submit} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <span>{words.text}</span>
      <PasswordField control={form.control} name="password" onMadeUp={(password) => form.fill('password', password)} />
    </FormDialog>
  );
}
