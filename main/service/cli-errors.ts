/** How a command ends: its exit code, and the reason in words. */
import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import { problemSchema } from '../../shared/admin-api/errors.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { SettingsFileError } from '../settings/settings-file.ts';
import { SettingsError } from '../settings/validation.ts';
import { StoreError } from '../store/mail-store.ts';
import { DataFolderError } from '../host/data-folder-error.ts';
import { errorCode } from '../host/system-errors.ts';
import { StepFailed } from '../host/system-service/run-steps.ts';
import { ListenersFailed } from '../host/open-host.ts';
import { ListenOptionError } from './listen-option.ts';

/** Exit codes of the command line (running.md). */
export const EXIT = { done: 0, failed: 1, usage: 2, listen: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the person typed is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command cannot be carried out; the message says why and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The answer is no, and has been printed already: nothing more is to be said. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

const withProblems = z.object({ problems: z.array(problemSchema).min(1) });

/** The exit code and the lines for stderr. */
export function explainFailure(error: unknown): { code: ExitCode; lines: string[] } {
  const { code, lines } = classify(error);
  return { code, lines: lines.map((line) => escapeHostileText(line)) };
}

function classify(error: unknown): { code: ExitCode; lines: string[] } {
  if (error instanceof ORPCError && error.code === 'INVALID') return { code: EXIT.usage, lines: problemLines(error) };
  if (error instanceof ORPCError) return { code: EXIT.failed, lines: reasonLines(error) };
  if (error instanceof CommandRefused) return { code: EXIT.failed, lines: [] };
  if (error instanceof UsageError || error instanceof ListenOptionError) return { code: EXIT.usage, lines: [error.message] };
  if (error instanceof SettingsError) return { code: EXIT.usage, lines: error.problems.map(problemLine) };
  if (error instanceof ListenersFailed) return { code: EXIT.listen, lines: [...error.failures] };
  if (
    error instanceof CommandFailed ||
    error instanceof DataFolderError ||
    error instanceof StepFailed ||
    error instanceof StoreError ||
    error instanceof SettingsFileError
  ) {
    return { code: EXIT.failed, lines: [error.message] };
  }
  if (error instanceof Error && errorCode(error) === 'ENOSPC') return { code: EXIT.failed, lines: [`the disk is full (${error.message}): free some space`] };
  // A defect of ours: what is known about it helps whoever has to find it.
  return { code: EXIT.failed, lines: (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n') };
}

/** Refusals that are about more than a field say it all in their message. */
function reasonLines(error: { readonly message: string; readonly data: unknown }): string[] {
  const named = withProblems.safeParse(error.data);
  return named.success ? named.data.problems.map(({ message }) => message) : [error.message];
}

function problemLines(error: { readonly message: string; readonly data: unknown }): string[] {
  const named = withProblems.safeParse(error.data);
  return named.success ? named.data.problems.map(problemLine) : [error.message];
}

function problemLine({ field, message }: { readonly field: string; readonly message: string }): string {
  return field === '' ? message : `${field}: ${message}`;
}
