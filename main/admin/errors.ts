/**
 * The one place where errors from inside become the closed list of the admin API (shared/admin-api/errors.ts). What
 * has no place in that list is told to the client as "failed inside", and in full to the log alone.
 */
import { ORPCError, ValidationError } from '@orpc/server';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { ChangedElsewhereError, DirectoryError } from '../accounts/account-directory.ts';
import { SettingsFileError } from '../settings/settings-file.ts';
import { SettingsError } from '../settings/validation.ts';
import { StoreConflict, StoreError } from '../store/mail-store.ts';

type Code = 'INVALID' | 'CONFLICT' | 'CHANGED_ELSEWHERE' | 'NEEDS_CONFIRMATION' | 'NOT_FOUND' | 'UNAUTHORIZED' | 'FAILED';

/** A refusal as the services say it. */
export class Refusal extends Error {
  readonly code: Code;
  readonly problems: readonly Problem[];
  constructor(code: Code, field: string, message: string, more: readonly Problem[] = [], facts?: Problem['facts']) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.problems = [{ field, message, ...(facts === undefined ? {} : { facts }) }, ...more];
  }
}

export interface MappedError {
  readonly error: ORPCError<Code, { problems: Problem[] }>;
  /** What the log is told, where the client is told less; undefined if the client has been told all. */
  readonly unexpected: string | undefined;
}

/** @param path the procedure that was called, such as `accounts.add` */
export function mapError(error: unknown, path: readonly string[]): MappedError {
  const known = knownError(error);
  if (known !== undefined) return { error: toClient(known.code, known.problems, error), unexpected: undefined };
  const message = 'the server could not do this because of an error of its own; the log has the details';
  return { error: toClient('FAILED', [{ field: '', message }], error), unexpected: `${path.join('.')} failed: ${inFull(error)}` };
}

function knownError(error: unknown): { code: Code; problems: readonly Problem[] } | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof SettingsError) return { code: SETTINGS_CODES[error.kind], problems: error.problems };
  if (error instanceof DirectoryError) return { code: DIRECTORY_CODES[error.kind], problems: [{ field: error.field, message: error.message }] };
  if (error instanceof ChangedElsewhereError) return { code: 'CHANGED_ELSEWHERE', problems: error.problems };
  if (error instanceof StoreConflict) return { code: error.kind === 'missing' ? 'NOT_FOUND' : 'CONFLICT', problems: [{ field: '', message: error.message }] };
  // These two name the file and what to do about it.
  if (error instanceof StoreError || error instanceof SettingsFileError) return { code: 'FAILED', problems: [{ field: '', message: error.message }] };
  const issues = inputIssues(error);
  return issues === undefined ? undefined : { code: 'INVALID', problems: issues };
}

const SETTINGS_CODES = { invalid: 'INVALID', missing: 'NOT_FOUND', conflict: 'CONFLICT' } as const;
const DIRECTORY_CODES = { invalid: 'INVALID', conflict: 'CONFLICT', missing: 'NOT_FOUND' } as const;

/** oRPC refuses input with BAD_REQUEST and the issues of the schema; output that breaks the contract is a defect of ours. */
function inputIssues(error: unknown): Problem[] | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST' || !(error.cause instanceof ValidationError)) return undefined;
  return error.cause.issues.map(({ path = [], message }) => ({
    field: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message,
  }));
}

function toClient(code: Code, problems: readonly Problem[], cause: unknown): MappedError['error'] {
  return new ORPCError(code, {
    defined: true,
    status: STATUS[code],
    message: problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; '),
    data: { problems: [...problems] },
    cause,
  });
}

/** As in shared/admin-api/errors.ts: an error of another status would not count as one of the contract's. */
const STATUS: Record<Code, number> = {
  INVALID: 400,
  CONFLICT: 409,
  CHANGED_ELSEWHERE: 409,
  NEEDS_CONFIRMATION: 412,
  NOT_FOUND: 404,
  UNAUTHORIZED: 401,
  FAILED: 500,
};

function inFull(error: unknown): string {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) return `${error.message}: ${JSON.stringify(error.cause.issues)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
