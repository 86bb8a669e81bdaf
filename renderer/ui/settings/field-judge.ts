/** What a control of a setting is given, and how what is typed is judged. */
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { sentence } from '../../client/problems.ts';
import type { JsonValue } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { formatBytes, formatCount } from '../format.ts';
import { unitOf } from './units.ts';

export interface FieldControlProps {
  readonly declaration: Declaration;
  readonly value: unknown;
  /** Ids of the label, and of the help and what is wrong. */
  readonly id: string;
  readonly labelId: string;
  readonly describedBy: string;
  readonly disabled?: boolean;
  /** Called with a value that the schema takes. False: it was refused, and stays to be corrected. */
  readonly onCommit: (value: JsonValue) => Promise<boolean>;
  /** What is wrong with what is being typed; undefined once nothing is. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Hands each good value on while it is typed, for forms that are saved as a whole. */
  readonly eager?: boolean;
}

/** The first thing wrong with a value, as a sentence; undefined if nothing is. */
export function problemOf({ path, schema, field }: Declaration, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return undefined;
  const words = texts.settings.wrong;
  const shown = (bound: number): string => (unitOf(path) === 'bytes' ? formatBytes(bound) : formatCount(bound));
  if (field.kind === 'numbers') return words.numbers(shown(field.min), shown(field.max));
  if (field.kind === 'number') return words.number(shown(field.min), shown(field.max));
  if (issue.code === 'too_small' && issue.origin === 'string') return words.empty;
  return sentence(issue.message);
}
