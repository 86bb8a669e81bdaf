/** Judges a settings document, and says in words for people what is wrong with it and where. */
import type * as z from 'zod';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { type Settings, settingsSchema } from '../../shared/settings/settings.ts';
import type { Json } from './json-path.ts';

/** Settings that are refused. Nothing was changed. */
export class SettingsError extends Error {
  readonly kind: 'invalid' | 'missing' | 'conflict';
  readonly problems: readonly Problem[];
  constructor(kind: SettingsError['kind'], problems: readonly Problem[]) {
    super(describe(problems));
    this.name = 'SettingsError';
    this.kind = kind;
    this.problems = problems;
  }
}

/** One line for logs and command line. */
export function describe(problems: readonly Problem[]): string {
  return problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
}

/** @returns the settings with every default filled in. Throws SettingsError. */
export function validSettings(document: Json): Settings {
  const result = settingsSchema.safeParse(document, { error: inWords });
  if (result.success) return result.data;
  throw new SettingsError('invalid', result.error.issues.flatMap(toProblems));
}

/** What is wrong, in words for people. */
export function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map(String);
  // Each unknown key is a problem of its own, and the key is the field at fault.
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'there is no such setting' }));
  return [{ field: path.join('.'), message: issue.message }];
}

/** Words for what the schema has none of its own for. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is needed' : `must be ${TYPE_WORDS[issue.expected] ?? `of type ${issue.expected}`}`;
  if (issue.code === 'invalid_value') {
    return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  if (issue.code === 'too_small') return bound('at least', issue.origin, issue.minimum);
  if (issue.code === 'too_big') return bound('at most', issue.origin, issue.maximum);
  return undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function bound(words: string, origin: string, limit: number | bigint): string {
  switch (origin) {
    case 'string':
      return limit === 1 ? 'must not be empty' : `must have ${words} ${limit} characters`;
    case 'array':
      return `must have ${words} ${limit} entries`;
    default:
      return `must be ${words} ${limit}`;
  }
}
