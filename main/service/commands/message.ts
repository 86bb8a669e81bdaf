/** `gatepost message`: what was decided about messages, and everything that is known about one. */
import { ORPCError } from '@orpc/client';
import { type Command, InvalidArgumentError } from 'commander';
import type { DecisionFilter, MessageTrace } from '../../../shared/admin-api/decisions.ts';
import { type CheckId, type DecisionSummary, type Verdict, checkIdSchema, verdictSchema } from '../../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import type { AdminClient } from '../../admin/channel.ts';
import { eventLine } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, parseAge, parseCount, parseReason, withOptionsToLook } from './command.ts';
import { showDecision, showDecisions } from './decision-text.ts';

/** Events of one session that are shown. */
const SESSION_EVENTS = 1000;

interface FindOptions extends CommonOptions {
  readonly since?: number;
  readonly address?: string;
  readonly ip?: string;
  readonly session?: string;
  readonly option?: CheckId;
  readonly verdict?: Verdict;
  readonly reason?: ReasonId;
  readonly limit: number;
}

export function addMessageCommands(program: Command, tools: CommandTools): void {
  const message = program.command('message').description('what was decided about messages, and what became of them');
  withOptionsToLook(message.command('trace <id>'), tools)
    .description('show everything that is known about one message, or one session: what each check found, and what happened')
    .action(async (id: string, options: CommonOptions) => {
      await ask(tools, options, async (client) => await traceOf(client, id), showTrace);
    });
  withOptionsToLook(message.command('find [text]'), tools)
    .description('list what was decided about messages and refused sessions, the newest first')
    .option('--since <time>', 'only what is not older than this, such as 30m, 1h or 2d', parseAge)
    .option('--address <address>', 'only what this address has sent, got or logged in for; a domain as @example.com')
    .option('--ip <address>', 'only from this client address, or a network such as 192.0.2.0/24')
    .option('--session <id>', 'only what belongs to this session')
    .option('--option <id>', 'only where this security option had something to say, such as filters', parseOption)
    .option('--verdict <verdict>', 'only with this verdict, such as reject', parseVerdict)
    .option('--reason <reason>', 'only for this reason, such as text-filtered', parseReason)
    .option('--limit <count>', 'show at most so many', parseCount, 100)
    .action(async (text: string | undefined, options: FindOptions) => {
      await ask(tools, options, (client) => client.decisions.search({ ...filterOf(text, options), limit: options.limit }), showFound);
    });
}

/** Refused sessions that brought no message have no trace id: `message find` names their own. */
async function traceOf(client: AdminClient, id: string): Promise<MessageTrace> {
  try {
    return await client.decisions.message({ traceId: id });
  } catch (error) {
    if (!(error instanceof ORPCError) || error.code !== 'NOT_FOUND') throw error;
    const { events, more } = await client.log.search({ sessionId: id, limit: SESSION_EVENTS });
    const found = await client.decisions.get({ sessionId: id }).catch(() => undefined);
    if (found === undefined && events.length === 0) throw error;
    return { traceId: id, decisions: found?.decisions ?? [], events, moreEvents: more };
  }
}

function filterOf(text: string | undefined, { since, address, ip, session, option, verdict, reason }: FindOptions): DecisionFilter {
  return { text, since: since === undefined ? undefined : Date.now() - since, address, remoteAddress: ip, sessionId: session, option, verdict, reason };
}

function showFound({ decisions, more }: { readonly decisions: readonly DecisionSummary[]; readonly more: boolean }): string {
  return `${showDecisions(decisions)}${more ? 'There is more: use --limit, or narrow the search.\n' : ''}`;
}

function showTrace({ traceId, decisions, events, moreEvents }: MessageTrace): string {
  const decided = decisions.length === 0 ? `No decision about ${escapeHostileText(traceId)} is kept any more.\n` : decisions.map(showDecision).join('\n');
  const happened = events.length === 0 ? 'No events of it are kept.\n' : events.map(eventLine).join('');
  return `${decided}\n${moreEvents ? 'Older events are not shown.\n' : ''}${happened}`;
}

function parseOption(text: string): CheckId {
  const parsed = checkIdSchema.safeParse(text);
  if (parsed.data === undefined) throw new InvalidArgumentError(`It must be one of ${checkIdSchema.options.join(', ')}.`);
  return parsed.data;
}

function parseVerdict(text: string): Verdict {
  const parsed = verdictSchema.safeParse(text);
  if (parsed.data === undefined) throw new InvalidArgumentError(`It must be one of ${verdictSchema.options.join(', ')}.`);
  return parsed.data;
}
