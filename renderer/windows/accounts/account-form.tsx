/** Creating an account, and changing its owner's name, state and quota. */
import * as z from 'zod';
import { type Account, type Domain, mailAddressSchema, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { only, wayBack } from '../../client/way-back.ts';
import { texts } from '../../texts.ts';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { FormSwitch } from '../../ui/form-switch.tsx';
import { useEditForm } from '../../ui/use-edit-form.ts';
import { useServerForm } from '../../ui/use-form.ts';
import { useNewAccount } from './new-account.ts';
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
  const create = useNewAccount();
  const form = useServerForm({ initial: { address: '', name: '', password: '', quotaBytes: '' }, schema: createSchema, send: create, onDone: onClose });
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
  const { change } = useUndoableDirectory();
  const { address } = account;
  const form = useEditForm({
    opened: account,
    // A quota that is no whole number of megabytes stays what it is, unless another is typed.
    toValues: ({ name, enabled, quotaBytes }: Account) => ({ name, enabled, quotaBytes: quotaText(quotaBytes) }),
    schema: editSchema,
    send: (values, { seen, changed }) =>
      change({
        send: () => client.accounts.update({ address, ...only(values, changed), opened: only(seen, changed) }),
        said: changed.has('enabled') ? texts.accounts.switched(address, values.enabled) : texts.accounts.changed(address),
        undo: ({ before, ...after }) => {
          const way = wayBack(before, after);
          return way && (() => client.accounts.update({ address, ...way.back, opened: way.opened }));
        },
      }),
    look: async () => {
      const now = (await client.accounts.list({})).find((one) => one.address === address);
      return now && { now };
    },
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
      <ChangedElsewhere elsewhere={form.elsewhere} labels={{ name: words.name, quotaBytes: words.quota, enabled: words.enabled }} />
    </FormDialog>
  );
}
