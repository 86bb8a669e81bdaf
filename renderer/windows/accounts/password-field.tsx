/** A new password: typed or made up, hidden or shown. */
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { texts } from '../../texts.ts';
import { FormField } from '../../ui/form-field.tsx';
import type { Form } from '../../ui/use-form.ts';
import { makePassword } from './make-password.ts';

const words = texts.accounts.form;

export function PasswordField<Values extends { password: string } & Record<string, unknown>>({ form, autoFocus }: { readonly form: Form<Values>; readonly autoFocus?: boolean }) {
  const [shown, setShown] = useState(false);
  const makeUp = (): void => {
    form.set('password', makePassword() as Values['password']);
    setShown(true);
  };
  const field: Form<{ password: string }> = {
    ...form,
    values: { password: form.values.password },
    set: (_name, value) => form.set('password', value as Values['password']),
    touch: () => form.touch('password'),
    problem: () => form.problem('password'),
  };
  return (
    <>
      <FormField form={field} name="password" label={texts.accounts.form.password} hint={words.passwordHint} required type={shown ? 'text' : 'password'} autoComplete="new-password" autoFocus={autoFocus === true} />
      <div>
        <Button size="small" onClick={makeUp}>
          {words.generate}
        </Button>{' '}
        <Button size="small" appearance="subtle" onClick={() => setShown(!shown)}>
          {shown ? words.hide : words.show}
        </Button>
      </div>
    </>
  );
}
