/** An entry while it is being typed: judged with each letter by the schema of the settings, each complaint beside its field. */
import { useState } from 'react';
import type * as z from 'zod';
import type { Problem } from '../../../shared/admin-api/errors.ts';

export interface EntryForm<Entry> {
  readonly value: Entry;
  readonly set: (change: Partial<Entry>) => void;
  /** What is wrong with a field that has been touched; undefined if nothing is. */
  readonly problemOf: (field: keyof Entry & string) => string | undefined;
  /** What the server said about no field in particular. */
  readonly otherProblems: readonly Problem[];
  /** The entry, if all of it is right. */
  readonly entry: Entry | undefined;
  /** Shows every complaint, those about untouched fields too. */
  readonly touchAll: () => void;
  readonly refuse: (problems: readonly Problem[]) => void;
}

export function useEntryForm<Entry extends object>(initial: Entry, schema: z.ZodType<Entry>, touched: boolean): EntryForm<Entry> {
  const [value, setValue] = useState(initial);
  const [touchedFields, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(touched);
  const [refused, setRefused] = useState<readonly Problem[]>([]);
  const judged = schema.safeParse(value);
  const issues = judged.success ? [] : judged.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message }));
  const fieldOf = (problem: Problem): string => problem.field.replace(/^entry\.?/, '').split('.')[0] ?? '';
  const isField = (name: string): boolean => Object.hasOwn(value, name);
  return {
    value,
    set: (change) => {
      setValue((before) => ({ ...before, ...change }));
      setTouched((before) => new Set([...before, ...Object.keys(change)]));
      setRefused([]);
    },
    problemOf: (field) => {
      const own = all || touchedFields.has(field) ? issues.find((issue) => issue.field === field) : undefined;
      return own?.message ?? refused.find((problem) => fieldOf(problem) === field)?.message;
    },
    otherProblems: refused.filter((problem) => !isField(fieldOf(problem))),
    entry: judged.success ? judged.data : undefined,
    touchAll: () => setAll(true),
    refuse: setRefused,
  };
}
