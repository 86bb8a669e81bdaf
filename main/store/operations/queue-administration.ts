/** Operations on the outgoing queue, for the administrator: look, search, count, hold, release, try now, send elsewhere. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueAttempt, QueueChange, QueueDestination, QueuedMessage, QueueEntry, QueueSelection, QueueTotals } from '../outgoing-queue.ts';
import { integer, integerOrNull, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { ENTRIES, integerOrUndefined, queueAttempt, queueEntry } from './queue.ts';

interface Condition {
  readonly where: string;
  readonly values: readonly (string | number)[];
}

/** What a selection means in SQL. The texts are few, so that statements are prepared once; all that is asked for is a value. */
function conditionOf(selection: QueueSelection): Condition {
  const { messages, entries, destination, sender, recipient, state, text: wanted } = selection;
  const parts: Condition[] = [];
  if (messages !== undefined) parts.push({ where: 'message_id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(messages)] });
  if (entries !== undefined) parts.push({ where: 'queue_entry.id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(entries)] });
  if (destination !== undefined) parts.push({ where: 'domain = ?', values: [destination.toLowerCase()] });
  if (sender !== undefined) parts.push(addressIs('sender', sender));
  if (recipient !== undefined) parts.push(addressIs('recipient', recipient));
  // With OR, since a partial index would be taken for the states although it says nothing about the order.
  if (state !== undefined) parts.push({ where: '+state = ?', values: [state] });
  if (wanted !== undefined) parts.push({ where: "instr(lower(sender || ' ' || recipient || ' ' || last_error), ?) > 0", values: [wanted.toLowerCase()] });
  return {
    where: parts.length === 0 ? 'TRUE' : parts.map(({ where }) => where).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}

function addressIs(column: 'sender' | 'recipient', wanted: string): Condition {
  if (wanted === '<>') return { where: `${column} = ''`, values: [] };
  if (wanted.startsWith('@')) return { where: `substr(lower(${column}), -length(?)) = ?`, values: [wanted.toLowerCase(), wanted.toLowerCase()] };
  return { where: `lower(${column}) = ?`, values: [wanted.toLowerCase()] };
}

export function countEntries(context: ReadContext): number {
  const row = context.sql('SELECT count(*) AS entries FROM queue_entry').get();
  return row === undefined ? 0 : integer(row, 'entries');
}

export function newestEntry(context: ReadContext): number {
  const row = context.sql('SELECT coalesce(max(id), 0) AS newest FROM queue_entry').get();
  return row === undefined ? 0 : integer(row, 'newest');
}

/** Each number from an index in its order, so that a window may ask every second: nothing is sorted, and no row is read. */
export function queueTotals(context: ReadContext): QueueTotals {
  const count = (text: string): number => {
    const row = context.sql(text).get();
    return row === undefined ? 0 : integer(row, 'number');
  };
  const held = count("SELECT count(*) AS number FROM queue_entry WHERE state = 'held'");
  // Ids grow with time.
  const oldest = context.sql('SELECT queued_at FROM queue_entry ORDER BY id LIMIT 1').get();
  return {
    messages: count('SELECT count(*) AS number FROM (SELECT DISTINCT message_id FROM queue_entry)'),
    waiting: count('SELECT count(*) AS number FROM queue_entry') - held,
    held,
    destinations: count("SELECT count(*) AS number FROM (SELECT DISTINCT domain FROM queue_entry WHERE state = 'waiting')"),
    oldestAt: oldest === undefined ? undefined : integer(oldest, 'queued_at'),
  };
}

export interface MessagePage {
  readonly selection: QueueSelection;
  readonly order: 'newest' | 'oldest';
  readonly from: number | undefined;
  readonly limit: number;
}

export function queuedMessages(context: ReadContext, { selection, order, from, limit }: MessagePage): readonly QueuedMessage[] {
  const { where, values } = conditionOf(selection);
  const [comparison, direction, start] = order === 'newest' ? ['<', 'DESC', Number.MAX_SAFE_INTEGER] : ['>', 'ASC', 0];
  return context
    .sql(`SELECT DISTINCT message_id FROM queue_entry WHERE message_id ${comparison} ? AND ${where} ORDER BY message_id ${direction} LIMIT ?`)
    .all(from ?? start, ...values, limit)
    .flatMap((row) => queuedMessage(context, integer(row, 'message_id')) ?? []);
}

function queuedMessage(context: ReadContext, id: number): QueuedMessage | undefined {
  // The bare last_error is that of the row with the latest attempt (https://sqlite.org/lang_select.html, section 2.5).
  const row = context
    .sql(
      `SELECT trace_id, reverse_path, size, count(*) AS recipients, sum(state = 'held') AS held, received_at, max(attempts) AS attempts,
        (SELECT min(next_attempt_at) FROM queue_entry WHERE message_id = ?1 AND state = 'waiting') AS next_attempt_at, max(coalesce(last_attempt_at, 0)), last_error
       FROM queue_entry JOIN message ON message.id = message_id WHERE message_id = ?1 GROUP BY message_id`,
    )
    .get(id);
  if (row === undefined) return undefined;
  return {
    id,
    traceId: text(row, 'trace_id'),
    reversePath: text(row, 'reverse_path'),
    size: integer(row, 'size'),
    recipients: context
      .sql('SELECT recipient FROM queue_entry WHERE message_id = ? ORDER BY id LIMIT ?')
      .all(id, FIXED_LIMITS.queueRecipientsListed)
      .map((recipient) => text(recipient, 'recipient')),
    recipientCount: integer(row, 'recipients'),
    heldCount: integer(row, 'held'),
    queuedAt: integer(row, 'received_at'),
    nextAttemptAt: integerOrUndefined(row, 'next_attempt_at'),
    attempts: integer(row, 'attempts'),
    lastError: text(row, 'last_error'),
  };
}

export function countQueuedMessages(context: ReadContext, args: { selection: QueueSelection }): number {
  const { where, values } = conditionOf(args.selection);
  const row = context.sql(`SELECT count(DISTINCT message_id) AS messages FROM queue_entry WHERE ${where}`).get(...values);
  return row === undefined ? 0 : integer(row, 'messages');
}

export function selectEntries(context: ReadContext, args: { selection: QueueSelection; after: number; limit: number }): readonly QueueEntry[] {
  const { where, values } = conditionOf(args.selection);
  return context
    .sql(`${ENTRIES} WHERE queue_entry.id > ? AND ${where} ORDER BY queue_entry.id LIMIT ?`)
    .all(args.after, ...values, args.limit)
    .map(queueEntry);
}

export function attemptsFor(context: ReadContext, args: { entryId: number; limit: number }): readonly QueueAttempt[] {
  const columns = 'SELECT queue_attempt.id AS id, at, host, address, tls, reply, milliseconds FROM queue_attempt';
  return context
    .sql(
      `${columns} WHERE entry_id = ?1
       UNION ALL ${columns} JOIN queue_entry ON queue_entry.domain = queue_attempt.domain AND queue_attempt.at >= queue_entry.queued_at
         WHERE queue_entry.id = ?1 AND queue_attempt.entry_id IS NULL
       ORDER BY at DESC, id DESC LIMIT ?2`,
    )
    .all(args.entryId, args.limit)
    .map(queueAttempt);
}

export function queueDestinations(context: ReadContext, args: { text: string | undefined; limit: number }): readonly QueueDestination[] {
  const { where, values } = args.text === undefined ? { where: 'TRUE', values: [] } : { where: 'instr(domain, ?) > 0', values: [args.text.toLowerCase()] };
  return context
    .sql(
      `SELECT domain, count(*) AS entries, sum(state = 'held') AS held, count(DISTINCT message_id) AS messages, min(queued_at) AS oldest,
        min(CASE state WHEN 'waiting' THEN next_attempt_at END) AS next_attempt_at, max(coalesce(last_attempt_at, 0)), last_error
       FROM queue_entry WHERE ${where} GROUP BY domain ORDER BY entries DESC, domain LIMIT ?`,
    )
    .all(...values, args.limit)
    .map((row) => ({
      domain: text(row, 'domain'),
      waiting: integer(row, 'entries') - integer(row, 'held'),
      held: integer(row, 'held'),
      messages: integer(row, 'messages'),
      oldestAt: integer(row, 'oldest'),
      nextAttemptAt: integerOrNull(row, 'next_attempt_at') ?? undefined,
      lastError: text(row, 'last_error'),
    }));
}

/** Changes what is selected and fits `only`. */
function change(context: WriteContext, selection: QueueSelection, only: string, set: string, setValues: readonly (string | number)[]): QueueChange {
  const { where, values } = conditionOf(selection);
  const changed = context.sql(`UPDATE queue_entry SET ${set} WHERE ${only} AND ${where} RETURNING message_id`).all(...setValues, ...values);
  return { recipients: changed.length, messages: new Set(changed.map((row) => integer(row, 'message_id'))).size };
}

export function retryEntries(context: WriteContext, args: { selection: QueueSelection; now: number }): QueueChange {
  return change(context, args.selection, "state = 'waiting'", 'next_attempt_at = min(next_attempt_at, ?)', [args.now]);
}

export function holdEntries(context: WriteContext, args: { selection: QueueSelection; note: string }): QueueChange {
  return change(context, args.selection, "state = 'waiting'", "state = 'held', hold_note = ?", [args.note]);
}

/** As long as it was held nobody was asked: it has all its time from now on, as what leaves the quarantine has. */
export function releaseEntries(context: WriteContext, args: { selection: QueueSelection; now: number }): QueueChange {
  const { selection, now } = args;
  return change(context, selection, "state = 'held'", "state = 'waiting', hold_note = '', next_attempt_at = ?, queued_at = ?", [now, now]);
}

export function rerouteEntries(context: WriteContext, args: { selection: QueueSelection; route: string; now: number }): QueueChange {
  return change(context, args.selection, 'TRUE', 'route = ?, next_attempt_at = min(next_attempt_at, ?)', [args.route, args.now]);
}
