/**
 * A session as plain text for the postmaster of the other side: times, what was said, and the replies. Nothing of ours is
 * in it: of what the server found it tells only the reply that the other side got, no list entry and no setting.
 */
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { repliedWith } from '../../../shared/decisions/replies.ts';
import type { DecisionSummary } from '../../../shared/decisions/verdicts.ts';
import { EVENT_KINDS, type LogEvent } from '../../../shared/events.ts';
import { texts } from '../../texts.ts';

export interface SessionReport {
  readonly server: string;
  readonly sessionId: string;
  readonly remoteAddress: string;
  /** In order. */
  readonly events: readonly LogEvent[];
  readonly moreEvents: boolean;
  readonly decisions: readonly Pick<DecisionSummary, 'reversePath' | 'recipients' | 'reason'>[];
}

/** Who logged in, which mailbox it went to, and what the administrator did are no business of the other side. */
const TOLD: ReadonlySet<LogEvent['kind']> = new Set([
  'session-opened',
  'session-closed',
  'session-refused',
  'command',
  'reply',
  'tls-started',
  'tls-failed',
  'sender-refused',
  'recipient-refused',
  'message-accepted',
  'message-refused',
]);

export function postmasterReport({ server, sessionId, remoteAddress, events, moreEvents, decisions }: SessionReport): string {
  const words = texts.log.report;
  // What has a sender came by SMTP.
  const messages = decisions.flatMap(({ reversePath, recipients, reason }) =>
    reversePath === undefined
      ? []
      : [words.message(reversePath, recipients.map((recipient) => `<${recipient}>`).join(', ')), `  ${words.replied(repliedWith(reason, 'smtp'))}`],
  );
  const lines = events.filter(({ kind }) => TOLD.has(kind)).map(lineOf);
  return [
    words.title(sessionId, server),
    words.client(remoteAddress),
    words.utc,
    '',
    ...messages,
    ...(messages.length === 0 ? [] : ['']),
    words.lines,
    ...lines,
    ...(moreEvents ? [words.cut] : []),
    '',
  ].join('\n');
}

function lineOf({ at, kind, reason, protocol, text }: LogEvent): string {
  return `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')}  ${saidIn({ kind, reason, protocol, text })}`;
}

/** The texts of other events may tell what the server looked for. */
function saidIn({ kind, reason, protocol, text }: Pick<LogEvent, 'kind' | 'protocol' | 'text'> & { readonly reason: ReasonId | undefined }): string {
  if (kind === 'command') return `C: ${text}`;
  if (kind === 'reply') return `S: ${text}`;
  return reason === undefined || reason === 'accepted' ? EVENT_KINDS[kind] : `${EVENT_KINDS[kind]}; ${texts.log.report.replied(repliedWith(reason, protocol))}`;
}
