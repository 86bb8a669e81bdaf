/** A text field of a form with its label, its hint and what is wrong with it. */
import { Field, Input, type InputProps, Textarea } from '@fluentui/react-components';
import { useId } from 'react';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';
import { sentence } from '../client/problems.ts';

export interface FormFieldProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPathByValue<Values, string>;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly type?: InputProps['type'];
  readonly autoComplete?: string;
  /** More than one line. */
  readonly lines?: number;
  /** What is offered while somebody types; anything else may be typed as well. */
  readonly suggestions?: readonly string[];
}

export function FormField<Values extends FieldValues, Output>({
  control,
  name,
  label,
  hint,
  required = false,
  type = 'text',
  autoComplete = 'off',
  lines,
  suggestions,
}: FormFieldProps<Values, Output>) {
  const { field, fieldState } = useController({ control, name });
  const problem = fieldState.error?.message;
  const words = {
    ...(hint === undefined ? {} : { hint }),
    ...(problem === undefined ? {} : { validationMessage: sentence(problem), validationState: 'error' as const }),
  };
  const common = { ...field, value: String(field.value), spellCheck: false };
  const listId = useId();
  const offered = suggestions === undefined ? {} : { list: listId };
  return (
    <>
      <Field label={label} required={required} {...words}>
        {lines === undefined ? (
          <Input {...common} {...offered} type={type} autoComplete={autoComplete} />
        ) : (
          <Textarea {...common} rows={lines} resize="vertical" />
        )}
      </Field>
      {suggestions !== undefined && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  );
}
