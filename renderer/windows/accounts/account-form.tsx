/** Creating an account, and changing its owner's name, state and quota. */
import { Switch } from '@fluentui/react-components';
import * as z from 'zod';
import { type Account, type Domain, mailAddressSchema, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useDirectoryChange } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { PasswordField } from './password-field.tsx';

const words = texts.accounts.form;
const MIB = 1024 * 1024;

const nameSchema = z.string().max(200, words.nameTooLong);
/** Whole megabytes as typed; empty means unlimited. */
const quotaSchema = z.string().refine((text) => /^\s*(?:[1-9]\d{0,8})?\s*$/.test(text), words.quotaWrong);
const createSchema = z.object({ address: mailAddressSchema, name: nameSchema, password: passwordSchema, quotaBytes: quotaSchema });
const editSchema = z.object({ name: nameSchema, quotaBytes: quotaSchema });

function quotaBytes(text: string): number | null {
  return text.trim() === '' ? null : Number(text) * MIB;
}

export interface CreateAccountDialogProps {
  readonly domains: readonly Domain[];
  /** The domain whose accounts are listed. */
  readonly domain: string | undefined;
  readonly onClose: () => void;
}

export function CreateAccountDialog({ domains, domain, onClose }: CreateAccountDialogProps) {
  const client = useAdminClient();
  const add = useDirectoryChange((input: { address: string; name: string; password: string; quotaBytes: number | null }) => client.accounts.add(input));
  const form = useForm({
    initial: { address: '', name: '', password: '', quotaBytes: '' },
    schema: createSchema,
    send: (values) => add.mutateAsync({ ...values, address: values.address.trim(), quotaBytes: quotaBytes(values.quotaBytes) }),
    onDone: onClose,
  });
  const names = domain === undefined ? domains.map(({ name }) => name) : [domain];
  return (
    <FormDialog title={words.createTitle} submitLabel={words.create} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <FormField form={form} name="address" label={words.address} hint={words.addressHint(names)} required autoFocus />
      <FormField form={form} name="name" label={words.name} hint={words.nameHint} />
      <PasswordField form={form} />
      <FormField form={form} name="quotaBytes" label={words.quota} hint={words.quotaHint} />
    </FormDialog>
  );
}

export function EditAccountDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const client = useAdminClient();
  const update = useDirectoryChange((input: { address: string; name: string; enabled: boolean; quotaBytes: number | null }) => client.accounts.update(input));
  const form = useForm({
    initial: { name: account.name, enabled: account.enabled, quotaBytes: account.quotaBytes === null ? '' : String(Math.round(account.quotaBytes / MIB)) },
    schema: editSchema,
    send: (values) => update.mutateAsync({ ...values, address: account.address, quotaBytes: quotaBytes(values.quotaBytes) }),
    onDone: onClose,
  });
  return (
    <FormDialog title={words.editTitle(account.address)} submitLabel={words.save} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit} onClose={onClose}>
      <FormField form={form} name="name" label={words.name} hint={words.nameHint} autoFocus />
      <FormField form={form} name="quotaBytes" label={words.quota} hint={words.quotaHint} />
      <Switch label={words.enabled} checked={form.values.enabled} onChange={(_event, data) => form.set('enabled', data.checked)} />
      <span>{words.enabledHint}</span>
    </FormDialog>
  );
}
