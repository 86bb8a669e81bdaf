/** A new password: typed or made up, hidden or shown. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import type { Control, FieldPathByValue, FieldValues } from 'react-hook-form';
import { texts } from '../../texts.ts';
import { FormField } from '../../ui/form-field.tsx';
import { makePassword } from './make-password.ts';

const words = texts.accounts.form;
const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: '6px' },
  buttons: { display: 'flex', columnGap: '6px' },
});

export interface PasswordFieldProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPathByValue<Values, string>;
  readonly onMadeUp: (password: string) => void;
}

export function PasswordField<Values extends FieldValues, Output>({ control, name, onMadeUp }: PasswordFieldProps<Values, Output>) {
  const styles = useStyles();
  const [shown, setShown] = useState(false);
  const makeUp = (): void => {
    onMadeUp(makePassword());
    setShown(true);
  };
  return (
    <div className={styles.root}>
      <FormField
        control={control}
        name={name}
        label={words.password}
        hint={words.passwordHint}
        required
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
      />
      <div className={styles.buttons}>
        <Button size="small" onClick={makeUp}>
          {words.generate}
        </Button>
        <Button size="small" appearance="subtle" onClick={() => setShown(!shown)}>
          {shown ? words.hide : words.show}
        </Button>
      </div>
    </div>
  );
}
