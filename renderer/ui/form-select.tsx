/** One of many, in a form. */
import { Field, Select } from '@fluentui/react-components';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';

export interface FormSelectProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPathByValue<Values, string>;
  readonly label: string;
  readonly choices: readonly string[];
}

export function FormSelect<Values extends FieldValues, Output>({ control, name, label, choices }: FormSelectProps<Values, Output>) {
  const { field } = useController({ control, name });
  return (
    <Field label={label}>
      <Select {...field} value={String(field.value)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </Select>
    </Field>
  );
}
