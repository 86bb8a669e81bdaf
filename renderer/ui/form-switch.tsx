/** A switch of a form, with what it means. */
import { Field, Switch } from '@fluentui/react-components';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';

export interface FormSwitchProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPathByValue<Values, boolean>;
  readonly label: string;
  readonly hint: string;
}

export function FormSwitch<Values extends FieldValues, Output>({ control, name, label, hint }: FormSwitchProps<Values, Output>) {
  const {
    field: { value, onChange, ...field },
  } = useController({ control, name });
  return (
    <Field hint={hint}>
      <Switch {...field} label={label} checked={value === true} onChange={(_event, data) => onChange(data.checked)} />
    </Field>
  );
}
