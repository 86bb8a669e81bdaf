/** Creating an account, and changing its owner's name, state and quota. */
import * as z from 'zod';
import { type Account, type Domain, mailAddressSchema, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { FormSwitch } from '../../ui/form-switch.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { PasswordField } from './password-field.tsx';

const words = texts.accounts.form;
const MIB = 1024 * 1024;

const nameSchema = z.string().max(200, words.nameTooLong);
/** Whole megabytes as typed, to bytes; empty means unlimited. */
const quotaSchema = z
  .string()
  .trim()
  .regex(/^(?:[1-9]\d{0,8})?$/, words.quotaWrong)
  .transform((text) => (text === '' ? null : Number(text) * MIB));
const createSchema = z.object({ address: mailAddressSchema, name: nameSchema, password: passwordSchema, quotaBytes: quotaSchema });
const editSchema = z.object({ name: nameSchema, enabled: z.boolean(), quotaBytes: quotaSchema });

function quotaText(bytes: number | null): string {
  return bytes === null ? '' : String(Math.max(1, Math.round(bytes / MIB)));
}

export interface CreateAccountDialogProps {
  readonly domains: readonly Domain[];
  /** The domain whose accounts are listed. */
  readonly domain: string | undefined;
  readonly onClose: () => void;
}

export function CreateAccountDialog({ domains, domain, onClose }: CreateAccountDialogProps) {
  const client = useAdminClient();
  const add = useDirectoryChange((input: z.output<typeof createSchema>) => client.accounts.add(input));
  const form = useServerForm({
    initial: { address: '', name: '', password: '', quotaBytes: '' },
    schema: createSchema,
    send: add.mutateAsync,
    onDone: onClose,
  });
  const names = domain === undefined ? domains.map(({ name }) => name) : [domain];
  return (
    <FormDialog title={words.createTitle} submitLabel={words.create} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <FormField control={form.control} name="address" label={words.address} hint={words.addressHint(names)} required />
      <FormField control={form.control} name="name" label={words.name} hint={words.nameHint} />
      <PasswordField control={form.control} name="password" onMadeUp={(password) => form.fill('password', password)} />
      <FormField control={form.control} name="quotaBytes" label={words.quota} hint={words.quotaHint} />
    </FormDialog>
  );
}

export function EditAccountDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const client = useAdminClient();
  const initialQuota = quotaText(account.quotaBytes);
  const { change } = useUndoableDirectory();
  const { address } = account;
  const update = ({ name, enabled, quotaBytes }: z.output<typeof editSchema>): Promise<void> => {
    // A quota that is no whole number of megabytes stays what it is, unless another was typed.
    const sameQuota = quotaText(quotaBytes) === initialQuota;
    return change({
      send: () => client.accounts.update({ address, name, enabled, ...(sameQuota ? {} : { quotaBytes }) }),
      said: enabled === account.enabled ? texts.accounts.changed(address) : texts.accounts.switched(address, enabled),
      undo: () => () =>
        client.accounts.update({ address, name: account.name, enabled: account.enabled, ...(sameQuota ? {} : { quotaBytes: account.quotaBytes }) }),
    });
  };
  const form = useServerForm({
    initial: { name: account.name, enabled: account.enabled, quotaBytes: initialQuota },
    schema: editSchema,
    send: update,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={words.editTitle(account.address)}
      submitLabel={words.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      <FormField control={form.control} name="name" label={words.name} hint={words.nameHint} />
      <FormField control={form.control} name="quotaBytes" label={words.quota} hint={words.quotaHint} />
      <FormSwitch control={form.control} name="enabled" label={words.enabled} hint={words.enabledHint} />
    </FormDialog>
  );
}
