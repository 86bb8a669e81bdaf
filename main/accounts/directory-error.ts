/** How the directory refuses a change. */
import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../shared/admin-api/errors.ts';

/** A change that cannot be made. `field` names the input at fault, the message says why and what to do. */
export class DirectoryError extends Error {
  readonly kind: 'invalid' | 'conflict' | 'missing';
  readonly field: string;
  constructor(kind: DirectoryError['kind'], field: string, message: string) {
    super(message);
    this.name = 'DirectoryError';
    this.kind = kind;
    this.field = field;
  }
}

/** Somebody else has changed meanwhile what was to be changed. Each problem is a field. */
export class ChangedElsewhereError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.name = 'ChangedElsewhereError';
    this.problems = problems;
  }
}

/** What whoever changes something has seen of it: fields that he says nothing about may be anything. */
export type Opened<Settings> = { readonly [Field in keyof Settings]?: Settings[Field] | undefined };

type Fields = Readonly<Record<string, unknown>>;

export interface Overwriting {
  readonly now: Fields;
  /** Undefined: nobody has looked. */
  readonly opened: Fields | undefined;
  readonly put: Fields;
}

/**
 * Nobody overwrites what he has not seen: a field that is neither as he saw it nor as he wants it was changed by somebody else.
 * By field, so that two people who change different things do not get in each other's way.
 * @throws ChangedElsewhereError
 */
export function refuseOverwriting({ now, opened = {}, put }: Overwriting): void {
  const changed = Object.entries(opened).filter(
    ([field, seen]) => seen !== undefined && !isDeepStrictEqual(now[field], seen) && !isDeepStrictEqual(now[field], put[field]),
  );
  if (changed.length === 0) return;
  throw new ChangedElsewhereError(changed.map(([field]) => ({ field, message: 'somebody has changed it elsewhere in the meantime: look at it again' })));
}
