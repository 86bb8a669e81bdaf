/** What all commands have in common: where they read and write, and the options that every one of them takes. */
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { ORPCError } from '@orpc/client';
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { problemSchema } from '../../../shared/admin-api/errors.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { reasonIdSchema } from '../../../shared/events.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { parseIp } from '../../../shared/net/ip-address.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import type { AdminClient } from '../../admin/channel.ts';
import { followMoves } from '../../host/data/data-location.ts';
import type { OnProgress } from '../../host/system-service/progress-call.ts';
import { withAdmin } from '../admin-access.ts';
import { CommandFailed, UsageError } from '../cli-errors.ts';
import { type Columns, table } from '../output.ts';

/** The terminal, or what stands for it. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called for the first SIGINT or SIGTERM; returns how to stop that. */
  readonly onStopSignal: (stop: () => void) => () => void;
  /** Whoever started this wants to know how far it is, in numbers. */
  readonly onProgress?: OnProgress | undefined;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly data: string;
  readonly json?: true;
}

export interface CommandTools {
  readonly terminal: Terminal;
  readonly defaultDataFolder: string;
}

/** Gives a command the options that all have. */
export function withCommonOptions(command: Command, { defaultDataFolder }: CommandTools): Command {
  return command.option('--data <folder>', 'the data folder of the server', followMoves, followMoves(defaultDataFolder)).option('--json', 'print JSON');
}

/** The same for a command that only looks: a folder that is not there is a slip of the pen, and no reason to make one. */
export function withOptionsToLook(command: Command, tools: CommandTools): Command {
  return withCommonOptions(command, tools).hook('preAction', (_whole, acting) => {
    const { data } = acting.opts<CommonOptions>();
    if (existsSync(data)) return;
    throw new UsageError(
      `--data: there is no folder ${data}. Name the data folder of a server; "gatepost serve", and commands that add something, make a new one`,
    );
  });
}

/** Runs `work` on the admin API of the data folder and prints what it returns: as JSON, or as `forPeople` puts it. */
export async function ask<T>(
  { terminal }: CommandTools,
  options: CommonOptions,
  work: (client: AdminClient) => Promise<T>,
  forPeople: (answer: T) => string,
): Promise<void> {
  const answer = await withAdmin(options.data, saidOn(terminal), work);
  terminal.stdout.write(options.json === true ? `${JSON.stringify(answer ?? null, undefined, 2)}\n` : forPeople(answer));
}

/** Says on stderr what a command had to mend before it could begin: what it was asked for stays on stdout, alone. */
export function saidOn({ stderr }: Terminal): (repair: string) => void {
  return (repair) => void stderr.write(`gatepost: ${escapeHostileText(repair)}\n`);
}

const risks = z.object({ problems: z.array(problemSchema) });

/** Risks come with what to do about them. For commands that take `--yes`. */
export async function explained<Answer>(asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    const known = error instanceof ORPCError && error.code === 'NEEDS_CONFIRMATION' ? risks.safeParse(error.data) : undefined;
    if (known?.success !== true) throw error;
    throw new CommandFailed(`${known.data.problems.map(({ message }) => message).join(' ')} Nothing was changed; with --yes it is done all the same.`);
  }
}

/** A table, or a sentence where there is nothing to show. */
export function tableOr<Row>(nothing: string, columns: Columns<Row>): (rows: readonly Row[]) => string {
  return (rows) => (rows.length === 0 ? `${nothing}\n` : table(rows, columns));
}

/** The first line of stdin, without its end. */
export async function readFirstLine({ stdin }: Terminal): Promise<string> {
  let text = '';
  for await (const piece of stdin) {
    text += String(piece);
    if (text.includes('\n') || text.length > FIXED_LIMITS.commandLineInputCharacters) break;
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/, '');
}

/** All of stdin, up to a bound that the API refuses anyway. */
export async function readAll({ stdin }: Terminal): Promise<string> {
  let text = '';
  for await (const piece of stdin) {
    text += String(piece);
    if (text.length > FIXED_LIMITS.commandTextCharacters) break;
  }
  return text;
}

/** A password is read from stdin alone: an argument would be seen by every user of the computer, and kept by the shell. */
export async function readPassword(terminal: Terminal, options: { readonly passwordStdin?: true }): Promise<string> {
  if (options.passwordStdin !== true) throw new UsageError('give the password on stdin, with --password-stdin');
  return await readFirstLine(terminal);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An age such as `30m`, in milliseconds. */
export function parseAge(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const factor = UNIT_MS[unit ?? ''];
  if (digits === undefined || factor === undefined) throw new InvalidArgumentError('It must be such as 30m, 1h or 2d.');
  return Number(digits) * factor;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}

/** The number of a revision of the settings. */
export function parseRevision(text: string): number {
  const revision = Number(text);
  if (!Number.isSafeInteger(revision) || revision < 1) throw new InvalidArgumentError('It must be the number of one that "gatepost settings history" shows.');
  return revision;
}

export function parseClientAddress(text: string): string {
  if (parseIp(text) === undefined) throw new InvalidArgumentError('It must be an IP address, such as 192.0.2.1 or 2001:db8::1.');
  return text;
}

export function parseReason(text: string): ReasonId {
  const parsed = reasonIdSchema.safeParse(text);
  if (parsed.data === undefined) throw new InvalidArgumentError('It must be a reason as the log shows it, such as text-filtered.');
  return parsed.data;
}
