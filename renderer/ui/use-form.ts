/**
 * The state of a small form: values, what is wrong with them while they are typed (by the same schemas that the server
 * uses), and what the server said. A field complains once it was touched; all of them do once the form was submitted.
 */
import { useState } from 'react';
import type * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { problemsOf, sentence } from '../client/problems.ts';

export interface Form<Values extends Record<string, unknown>> {
  readonly values: Values;
  readonly busy: boolean;
  set<Name extends keyof Values & string>(name: Name, value: Values[Name]): void;
  /** The field was left. */
  touch(name: keyof Values & string): void;
  /** What to show at a field; undefined if nothing is wrong with it, or it was not touched yet. */
  problem(name: keyof Values & string): string | undefined;
  /** What the server said about no field in particular. */
  readonly otherProblems: readonly Problem[];
  submit(): void;
}

export interface FormOptions<Values extends Record<string, unknown>> {
  readonly initial: Values;
  readonly schema: z.ZodType<unknown>;
  /** Carries the values out. What it throws is shown at the fields it is about. */
  readonly send: (values: Values) => Promise<unknown>;
  readonly onDone: () => void;
}

export function useForm<Values extends Record<string, unknown>>({ initial, schema, send, onDone }: FormOptions<Values>): Form<Values> {
  const [values, setValues] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const parsed = schema.safeParse(values);
  const problems: Problem[] = parsed.success ? [] : parsed.error.issues.map((issue) => ({ field: String(issue.path[0] ?? ''), message: issue.message }));

  const carryOut = async (): Promise<void> => {
    setBusy(true);
    try {
      await send(values);
      onDone();
    } catch (error) {
      setRefusals(problemsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    values,
    busy,
    set: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }));
      setTouched((before) => new Set(before).add(name));
      setRefusals((before) => before.filter((refusal) => refusal.field !== name && refusal.field !== ''));
    },
    touch: (name) => setTouched((before) => new Set(before).add(name)),
    problem: (name) => {
      const refusal = refusals.find(({ field }) => fieldName(field) === name);
      const own = touched.has(name) ? problems.find(({ field }) => field === name) : undefined;
      const found = refusal ?? own;
      return found === undefined ? undefined : sentence(found.message);
    },
    otherProblems: refusals.filter(({ field }) => !(fieldName(field) in values)),
    submit: () => {
      setTouched(new Set(Object.keys(values)));
      setRefusals([]);
      if (parsed.success) void carryOut();
    },
  };
}

/** The server names places inside of lists, such as `targets.2`; the form has one field for the list. */
function fieldName(field: string): string {
  return field.split('.')[0] ?? field;
}
