/** The first account. */
import * as z from 'zod';
import { mailAddressSchema, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { texts } from '../../texts.ts';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { useNewAccount } from '../accounts/new-account.ts';
import { PasswordField } from '../accounts/password-field.tsx';
import { StepForm, useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.account;
const fields = texts.accounts.form;
const schema = z.object({ address: mailAddressSchema, name: z.string().max(200, fields.nameTooLong), password: passwordSchema });

export function AccountStep({ status, domains, onDone }: StepProps) {
  const styles = useStepStyles();
  const create = useNewAccount();
  const form = useServerForm({ initial: { address: '', name: '', password: '' }, schema, send: create, onDone });
  if (domains.length === 0) return <p className={styles.text}>{words.noDomain}</p>;
  return (
    <>
      <p className={styles.text}>{words.text}</p>
      {status.accounts > 0 && <p className={styles.there}>{words.there(status.accounts)}</p>}
      <StepForm submitLabel={words.submit} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit}>
        <FormField control={form.control} name="address" label={fields.address} hint={fields.addressHint(domains)} required />
        <FormField control={form.control} name="name" label={fields.name} hint={fields.nameHint} />
        <PasswordField control={form.control} name="password" onMadeUp={(password) => form.fill('password', password)} />
      </StepForm>
    </>
  );
}
