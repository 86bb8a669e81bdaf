/** `gatepost log`: search the event log, or follow it. */
import type { Writable } from 'node:stream';
import { ORPCError } from '@orpc/client';
import type { Command } from 'commander';
import type { LogFilter } from '../../../shared/admin-api/log.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { Decision } from '../../../shared/decisions/verdicts.ts';
import type { LogEvent } from '../../../shared/events.ts';
import type { AdminClient } from '../../admin/channel.ts';
import { connectHost, withAdmin } from '../admin-access.ts';
import { CommandFailed } from '../cli-errors.ts';
import { eventLine } from '../output.ts';
import { type CommandTools, type CommonOptions, parseAge, parseClientAddress, parseCount, parseReason, saidOn, withOptionsToLook } from './command.ts';
import { showDecision } from './decision-text.ts';

interface LogOptions extends CommonOptions {
  readonly follow?: true;
  readonly since?: number;
  readonly ip?: string;
  readonly session?: string;
  readonly trace?: string;
  readonly reason?: ReasonId;
  readonly limit: number;
}

export function addLogCommand(program: Command, tools: CommandTools): void {
  withOptionsToLook(program.command('log [text]'), tools)
    .description('search the event log for a text, or follow it')
    .option('--follow', 'go on with what happens from now on')
    .option('--since <time>', 'only what is not older than this, such as 30m, 1h or 2d', parseAge)
    .option('--ip <address>', 'only what concerns this client address', parseClientAddress)
    .option('--session <id>', 'only what belongs to this session, and what was decided in it')
    .option('--trace <id>', 'only what belongs to this message, and what was decided about it')
    .option('--reason <reason>', 'only what was refused for this reason, such as text-filtered', parseReason)
    .option('--limit <count>', 'show at most so many, the newest', parseCount, 500)
    .action(async (text: string | undefined, options: LogOptions) => {
      const filter = filterOf(text, options);
      if (options.follow === true) await follow(tools, filter, options);
      else await search(tools, filter, options);
    });
}

function filterOf(text: string | undefined, { since, ip, session, trace, reason }: LogOptions): LogFilter {
  return {
    ...(text === undefined ? {} : { text }),
    ...(since === undefined ? {} : { since: Date.now() - since }),
    ...(ip === undefined ? {} : { remoteAddress: ip }),
    ...(session === undefined ? {} : { sessionId: session }),
    ...(trace === undefined ? {} : { traceId: trace }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function search({ terminal }: CommandTools, filter: LogFilter, options: LogOptions): Promise<void> {
  const { decisions, events, more } = await withAdmin(options.data, saidOn(terminal), async (client) => ({
    decisions: await decisionsOf(client, options),
    ...(await client.log.search({ ...filter, limit: options.limit })),
  }));
  for (const decision of decisions) terminal.stdout.write(options.json === true ? `${JSON.stringify({ decision })}\n` : `${showDecision(decision)}\n`);
  print(terminal.stdout, events, options);
  if (more && options.json !== true) terminal.stderr.write(`There is more: these are the newest ${events.length}. Use --limit, or narrow the search.\n`);
}

/** What was decided about the message, or in the session, that was asked for. */
async function decisionsOf(client: AdminClient, { trace, session }: LogOptions): Promise<readonly Decision[]> {
  if (trace === undefined && session === undefined) return [];
  try {
    return (await client.decisions.get(trace === undefined ? { sessionId: session ?? '' } : { traceId: trace })).decisions;
  } catch (error) {
    // It may be too old, or of a message that another server knows by that id: the events say what there is.
    if (error instanceof ORPCError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}

/** What is there already, where a time was given, and then what happens, until the command is stopped. */
async function follow({ terminal }: CommandTools, filter: LogFilter, options: LogOptions): Promise<void> {
  const host = await connectHost(options.data);
  if (host === undefined) throw new CommandFailed(`no server is running on the data folder ${options.data}: there is nothing to follow`);
  const stopping = new AbortController();
  const release = terminal.onStopSignal(() => stopping.abort());
  try {
    // Subscribed first, so that nothing falls between the two; what comes twice is known by its id.
    const batches = await host.client.log.follow(filter, { signal: stopping.signal });
    let lastId = 0;
    if (options.since !== undefined) {
      const { events } = await host.client.log.search({ ...filter, limit: options.limit });
      print(terminal.stdout, events, options);
      lastId = events.at(-1)?.id ?? 0;
    }
    for await (const { events, lost } of batches) {
      if (lost > 0) terminal.stderr.write(`${lost} events were lost here, because they came faster than they could be shown.\n`);
      print(
        terminal.stdout,
        events.filter(({ id }) => id > lastId),
        options,
      );
      if (terminal.stdout.writableNeedDrain) await drained(terminal.stdout);
    }
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    release();
    host.close();
  }
}

function print(stdout: Writable, events: readonly LogEvent[], { json }: CommonOptions): void {
  for (const event of events) stdout.write(json === true ? `${JSON.stringify(event)}\n` : eventLine(event));
}

async function drained(stdout: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    stdout.once('drain', resolve);
    stdout.once('close', resolve);
  });
}
