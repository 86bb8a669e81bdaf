/** The rows of the log, a session's events together under a line that sums them up. Plain functions of what is there. */
import type { EventKind, LogEvent } from '../../../shared/events.ts';
import type { Tone } from '../../ui/tone.ts';
import type { LogRow } from './log-rows.ts';

/** What came of a session, as far as the events on hand tell. */
export interface SessionSummary {
  readonly accepted: number;
  readonly refused: number;
  /** Held, or discarded. */
  readonly held: number;
  readonly loginsFailed: number;
  readonly fetched: number;
  readonly closed: boolean;
  readonly tone: Tone;
  /** The event that says most about it. */
  readonly event: LogEvent;
  readonly account: string | undefined;
}

export interface SessionRow {
  readonly kind: 'session';
  readonly key: string;
  readonly sessionId: string;
  /** Its first event. */
  readonly first: LogEvent;
  readonly count: number;
  readonly open: boolean;
  readonly summary: SessionSummary;
}

export type ShownRow = LogRow | SessionRow;

/** How much an event says about its session: the greatest is shown in the line that sums it up, the last of several. */
const WEIGHT: Partial<Readonly<Record<EventKind, number>>> = {
  'session-closed': 1,
  'session-opened': 1,
  'tls-started': 1,
  command: 1,
  'login-succeeded': 2,
  'message-deleted': 3,
  'message-fetched': 3,
  'message-delivered': 3,
  'message-queued': 3,
  'message-accepted': 4,
  'message-held': 5,
  'message-discarded': 5,
  'tls-failed': 6,
  'login-failed': 6,
  'recipient-refused': 7,
  'sender-refused': 8,
  'message-refused': 8,
  'session-refused': 8,
};

const REFUSALS: ReadonlySet<EventKind> = new Set(['session-refused', 'sender-refused', 'recipient-refused', 'message-refused']);

export function summarise(events: readonly [LogEvent, ...LogEvent[]]): SessionSummary {
  let [event] = events;
  let account: string | undefined;
  const counts = { accepted: 0, refused: 0, held: 0, loginsFailed: 0, fetched: 0 };
  let closed = false;
  for (const next of events) {
    if ((WEIGHT[next.kind] ?? 0) >= (WEIGHT[event.kind] ?? 0)) event = next;
    if (next.kind === 'login-succeeded') account = next.account;
    if (REFUSALS.has(next.kind)) counts.refused += 1;
    else if (next.kind === 'message-accepted') counts.accepted += 1;
    else if (next.kind === 'message-held' || next.kind === 'message-discarded') counts.held += 1;
    else if (next.kind === 'login-failed') counts.loginsFailed += 1;
    else if (next.kind === 'message-fetched') counts.fetched += 1;
    else if (next.kind === 'session-closed') closed = true;
  }
  return { ...counts, closed, event, account: account ?? event.account, tone: toneOf(counts) };
}

function toneOf({ accepted, refused, held, loginsFailed, fetched }: Pick<SessionSummary, 'accepted' | 'refused' | 'held' | 'loginsFailed' | 'fetched'>): Tone {
  const bad = refused + loginsFailed;
  const good = accepted + fetched;
  if (bad > 0) return good > 0 ? 'watch' : 'bad';
  if (held > 0) return 'watch';
  return good > 0 ? 'good' : 'plain';
}

/**
 * Each session stands where its first event on hand stands, so that nothing jumps while events come. What belongs to no
 * session stands alone.
 * @param unfolded the sessions whose events are shown
 */
export function groupBySession(rows: readonly LogRow[], unfolded: ReadonlySet<string>): ShownRow[] {
  const sessions = new Map<string, LogRow[]>();
  const places: (LogRow | string)[] = [];
  for (const row of rows) {
    const id = row.kind === 'event' ? row.event.sessionId : undefined;
    if (id === undefined) {
      places.push(row);
      continue;
    }
    const known = sessions.get(id);
    if (known !== undefined) {
      known.push(row);
      continue;
    }
    sessions.set(id, [row]);
    places.push(id);
  }
  return places.flatMap((place): ShownRow[] => {
    if (typeof place !== 'string') return [place];
    const own = sessions.get(place) ?? [];
    const [first, ...more] = own.flatMap((row) => (row.kind === 'event' ? [row.event] : []));
    if (first === undefined) return [];
    const open = unfolded.has(place);
    const head: SessionRow = {
      kind: 'session',
      key: `session-${place}`,
      sessionId: place,
      first,
      count: own.length,
      open,
      summary: summarise([first, ...more]),
    };
    return open ? [head, ...own] : [head];
  });
}

/** The event that a row is about; undefined for a gap. */
export function eventOf(row: ShownRow | undefined): LogEvent | undefined {
  if (row === undefined || row.kind === 'gap') return undefined;
  return row.kind === 'event' ? row.event : row.summary.event;
}
