/**
 * Forms that end on the server: values are judged while they are typed, by the same schemas that the server uses, and
 * what the server still refuses is shown at the field it is about.
 */
import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { type Control, type DefaultValues, type FieldValues, type Path, type PathValue, useForm } from 'react-hook-form';
import type * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { problemsOf } from '../client/problems.ts';

/** A complaint about a word that is still being typed would be wrong as often as right. */
const TYPING_MS = 400;

export interface ServerForm<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly busy: boolean;
  /** What the server said about no field in particular. */
  readonly otherProblems: readonly Problem[];
  /** Puts a value in a field, as if it had been typed. */
  fill<Name extends Path<Values>>(name: Name, value: PathValue<Values, Name>): void;
  /** What is in the fields. */
  typed(): Values;
  /** Puts other values in all fields, and the focus in one of them. */
  refill(values: Values, focus?: Path<Values>): void;
  submit(): void;
}

export interface ServerFormOptions<Values extends FieldValues, Output> {
  readonly initial: Values & DefaultValues<Values>;
  readonly schema: z.ZodType<Output, Values>;
  /** Answers false if nothing was done and the form stays as it is. */
  readonly send: (values: Output) => Promise<unknown>;
  readonly onDone: () => void;
}

export function useServerForm<Values extends FieldValues, Output>({
  initial,
  schema,
  send,
  onDone,
}: ServerFormOptions<Values, Output>): ServerForm<Values, Output> {
  const form = useForm<Values, unknown, Output>({ resolver: zodResolver(schema), defaultValues: initial, mode: 'onChange', delayError: TYPING_MS });
  const [otherProblems, setOtherProblems] = useState<readonly Problem[]>([]);

  const showProblems = (problems: readonly Problem[]): void => {
    const fields = Object.keys(initial) as Path<Values>[];
    // The server names places inside of lists, such as `targets.2`; the form has one field for the list.
    const fieldOf = (problem: Problem): Path<Values> | undefined => fields.find((field) => field === problem.field.split('.')[0]);
    for (const problem of problems) {
      const field = fieldOf(problem);
      if (field !== undefined) form.setError(field, { type: 'server', message: problem.message }, { shouldFocus: true });
    }
    setOtherProblems(problems.filter((problem) => fieldOf(problem) === undefined));
  };
  const carryOut = form.handleSubmit(async (values) => {
    setOtherProblems([]);
    try {
      if ((await send(values)) === false) return;
    } catch (error) {
      showProblems(problemsOf(error));
      return;
    }
    onDone();
  });

  return {
    control: form.control,
    busy: form.formState.isSubmitting,
    otherProblems,
    fill: (name, value) => form.setValue(name, value, { shouldValidate: true, shouldDirty: true }),
    typed: () => form.getValues(),
    refill: (values, focus) => {
      form.reset(values, { keepFieldsRef: true });
      if (focus !== undefined) form.setFocus(focus);
    },
    submit: () => void carryOut(),
  };
}
