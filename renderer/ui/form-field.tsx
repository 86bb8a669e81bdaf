/** A text field of a form with its label, its hint and what is wrong with it. */
import { Field, Input, type InputProps, Textarea } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Form } from './use-form.ts';

type TextNames<Values> = { [Name in keyof Values]: Values[Name] extends string ? Name : never }[keyof Values] & string;

export interface FormFieldProps<Values extends Record<string, unknown>> {
  readonly form: Form<Values>;
  readonly name: TextNames<Values>;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly type?: InputProps['type'];
  readonly autoFocus?: boolean;
  /** More than one line. */
  readonly lines?: number;
  readonly autoComplete?: string;
  readonly after?: ReactElement;
  readonly disabled?: boolean;
}

export function FormField<Values extends Record<string, unknown>>({ form, name, label, hint, required, type, autoFocus, lines, autoComplete, after, disabled }: FormFieldProps<Values>) {
  const problem = form.problem(name);
  const value = String(form.values[name]);
  const change = (text: string): void => form.set(name, text as Values[typeof name]);
  return (
    <Field label={label} required={required === true} {...(hint === undefined ? {} : { hint })} {...(problem === undefined ? {} : { validationMessage: problem, validationState: 'error' })}>
      {lines === undefined ? (
        <Input
          value={value}
          type={type ?? 'text'}
          autoFocus={autoFocus === true}
          autoComplete={autoComplete ?? 'off'}
          spellCheck={false}
          disabled={disabled === true}
          onChange={(_event, data) => change(data.value)}
          onBlur={() => value !== '' && form.touch(name)}
          {...(after === undefined ? {} : { contentAfter: after })}
        />
      ) : (
        <Textarea value={value} rows={lines} spellCheck={false} onChange={(_event, data) => change(data.value)} onBlur={() => value !== '' && form.touch(name)} />
      )}
    </Field>
  );
}
