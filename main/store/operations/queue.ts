/** Operations on the outgoing queue, for delivery. What the administrator does is in queue-administration.ts. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeferredDomain, HomePlaces, QueueAttempt, QueueEntry, Settlement } from '../outgoing-queue.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { type FreedMessage, removeUnneeded } from './messages.ts';
import { deliver, enqueue } from './placement.ts';

export const ENTRIES = `
  SELECT queue_entry.id, message_id, trace_id, sender, recipient, domain, size, attempts, queued_at, next_attempt_at, state, last_error, hold_note,
    route, notify, original_recipient, forwarded_for, delay_told, returnable, return_content, envelope_id, require_tls
  FROM queue_entry JOIN message ON message.id = message_id`;

/** Goes from domain to domain in the index, so that the time it takes grows with the domains and not with the messages. */
export function waitingDomains(context: ReadContext): readonly { readonly domain: string; readonly dueAt: number }[] {
  const next = context.sql("SELECT domain, next_attempt_at FROM queue_entry WHERE state = 'waiting' AND domain > ? ORDER BY domain, next_attempt_at LIMIT 1");
  const found: { domain: string; dueAt: number }[] = [];
  // No domain is the empty text, so that the first is behind it.
  for (let row = next.get(''); row !== undefined; ) {
    const domain = text(row, 'domain');
    found.push({ domain, dueAt: integer(row, 'next_attempt_at') });
    row = next.get(domain);
  }
  return found;
}

export interface DueEntries {
  readonly entries: readonly QueueEntry[];
  /** Of what is not among them. */
  readonly nextDueAt: number | undefined;
  /** The sender to go on behind next time. */
  readonly lastSender: string;
}

interface DuePage {
  readonly domain: string;
  readonly now: number;
  readonly limit: number;
  readonly afterSender: string;
}

/**
 * Takes from each sender in turn, beginning behind `afterSender`: 10,000 messages of one do not stand before the one of another.
 * What it costs does not grow with those who wait: where all that is due fits, nobody else is looked at, and else some senders.
 */
export function dueFor(context: ReadContext, page: DuePage): DueEntries {
  const { domain, now, limit, afterSender } = page;
  const oldest = (): QueueEntry[] =>
    context
      .sql(`${ENTRIES} WHERE domain = ? AND state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, queue_entry.id LIMIT ?`)
      .all(domain, now, limit)
      .map(queueEntry);
  if (!isMoreDue(context, domain, now, limit)) {
    const senders = [...Map.groupBy(oldest(), ({ reversePath }) => reversePath)].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const [later, earlier] = [senders.filter(([sender]) => sender > afterSender), senders.filter(([sender]) => sender <= afterSender)];
    const inTurn = [...later, ...earlier];
    const entries = firstOfEach(inTurn.map(([, group]) => group));
    return { entries, nextDueAt: nextDueAt(context, domain, now), lastSender: inTurn.at(-1)?.[0] ?? afterSender };
  }
  const { senders, lastSender } = dueSenders(context, page);
  const share = Math.max(1, Math.ceil(limit / Math.max(senders.length, 1)));
  const groups = senders.map((sender) =>
    context
      .sql(`${ENTRIES} WHERE domain = ? AND sender = ? AND state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, queue_entry.id LIMIT ?`)
      .all(domain, sender, now, share)
      .map(queueEntry),
  );
  const entries = firstOfEach(groups).slice(0, limit);
  const ids = new Set(entries.map(({ id }) => id));
  // Few may have something due of those that were looked at: what has been due for longest takes the places that are left.
  const others = entries.length < limit ? oldest().filter(({ id }) => !ids.has(id)) : [];
  return { entries: [...entries, ...others].slice(0, limit), nextDueAt: now, lastSender };
}

/** The first of each group, then the second of each. */
function firstOfEach(groups: readonly (readonly QueueEntry[])[]): QueueEntry[] {
  return groups
    .flatMap((group) => group.map((entry, place) => ({ entry, place })))
    .toSorted((one, other) => one.place - other.place)
    .map(({ entry }) => entry);
}

/** Senders with something due, from behind one of them round to it again; no more than there are places, and after no more steps than are quick. */
function dueSenders(context: ReadContext, { domain, now, limit, afterSender }: DuePage): { readonly senders: string[]; readonly lastSender: string } {
  const next = (comparison: '>' | '>='): string =>
    `SELECT sender, next_attempt_at FROM queue_entry WHERE state = 'waiting' AND domain = ?1 AND sender ${comparison} ?2 ORDER BY sender, next_attempt_at LIMIT 1`;
  const found = new Set<string>();
  let lastSender = afterSender;
  let wrapped = false;
  for (let steps = 0; steps < FIXED_LIMITS.queueSenderSteps && found.size < limit; steps += 1) {
    // Round to the beginning: the null reverse-path is '' and comes first.
    const row: Row | undefined = context.sql(next('>')).get(domain, lastSender) ?? (wrapped ? undefined : context.sql(next('>=')).get(domain, ''));
    if (row === undefined) break;
    const sender = text(row, 'sender');
    wrapped ||= sender <= lastSender;
    if (wrapped && sender > afterSender) break;
    lastSender = sender;
    if (integer(row, 'next_attempt_at') <= now) found.add(sender);
    if (wrapped && sender === afterSender) break;
  }
  return { senders: [...found], lastSender };
}

/** More is due than there are places for. */
function isMoreDue(context: ReadContext, domain: string, now: number, limit: number): boolean {
  const due = context
    .sql("SELECT count(*) AS due FROM (SELECT 1 FROM queue_entry WHERE state = 'waiting' AND domain = ? AND next_attempt_at <= ? LIMIT ?)")
    .get(domain, now, limit + 1);
  return due !== undefined && integer(due, 'due') > limit;
}

/** When something is due that is not due now. */
function nextDueAt(context: ReadContext, domain: string, now: number): number | undefined {
  const row = context
    .sql("SELECT next_attempt_at FROM queue_entry WHERE state = 'waiting' AND domain = ? AND next_attempt_at > ? ORDER BY next_attempt_at LIMIT 1")
    .get(domain, now);
  return row === undefined ? undefined : integer(row, 'next_attempt_at');
}

export function dueOf(context: ReadContext, args: { messageIds: readonly number[]; now: number; domain: string | undefined }): readonly QueueEntry[] {
  const { messageIds, now, domain } = args;
  // By message and then by domain, which has its index; the others are for what waits, and `+` keeps them out of it: a domain may have far more mail than this, and a message more domains.
  const where = `message_id IN (SELECT value FROM json_each(?)) AND +state = 'waiting' AND +next_attempt_at <= ?`;
  const found =
    domain === undefined
      ? context.sql(`${ENTRIES} WHERE ${where}`).all(JSON.stringify(messageIds), now)
      : context.sql(`${ENTRIES} WHERE ${where} AND domain = ?`).all(JSON.stringify(messageIds), now, domain);
  return found.map(queueEntry);
}

/** Removes what is done, and each message that nobody else needs; puts off what is to be tried again. */
export function settleEntries(context: WriteContext, { done = [], postponed = [], deferred = [] }: Settlement): readonly FreedMessage[] {
  const defer = context.sql(
    'UPDATE queue_entry SET attempts = attempts + 1, next_attempt_at = iif(route = ?, ?, next_attempt_at), last_attempt_at = ?, last_error = ? WHERE id = ? RETURNING domain',
  );
  for (const { ids, route, nextAttemptAt, attempt } of deferred) {
    for (const id of ids) {
      const row = defer.get(route, nextAttemptAt, attempt.at, attempt.reply, id);
      if (row !== undefined) noteAttempt(context, id, text(row, 'domain'), attempt);
    }
  }
  const postpone = context.sql('UPDATE queue_entry SET next_attempt_at = ?, last_error = ? WHERE id = ?');
  for (const { ids, until, why } of postponed) for (const id of ids) postpone.run(until, why, id);
  return removeDone(context, { ids: done });
}

function removeDone(context: WriteContext, args: { ids: readonly number[] }): readonly FreedMessage[] {
  const messageIds = new Set<number>();
  for (const id of args.ids) {
    const row = context.sql('DELETE FROM queue_entry WHERE id = ? RETURNING message_id').get(id);
    if (row !== undefined) messageIds.add(integer(row, 'message_id'));
  }
  return removeUnneeded(context, messageIds);
}

/** Takes an entry out of the queue and into mailboxes, and back into the queue for where they are forwarded. @returns the accounts that got it */
export function bringHome(context: WriteContext, { entryId, deliveries, relays, now }: HomePlaces & { readonly entryId: number }): readonly number[] {
  const row = context.sql('SELECT message_id, sender, size FROM queue_entry JOIN message ON message.id = message_id WHERE queue_entry.id = ?').get(entryId);
  if (row === undefined) return [];
  const message = { messageId: integer(row, 'message_id'), size: integer(row, 'size'), reversePath: text(row, 'sender') };
  const has = context.sql('SELECT 1 FROM mailbox_entry WHERE message_id = ? AND account_id = ?');
  // A mailbox that has the message by another of its recipients has it.
  const missing = deliveries.filter(({ accountId }) => has.get(message.messageId, accountId) === undefined);
  for (const delivery of missing) deliver(context, message, delivery);
  for (const relay of relays) enqueue(context, message, relay, now);
  context.sql('DELETE FROM queue_entry WHERE id = ?').run(entryId);
  return missing.map(({ accountId }) => accountId);
}

function noteAttempt(context: WriteContext, entryId: number | null, domain: string, attempt: QueueAttempt): void {
  const { at, host, address, tls, reply, milliseconds } = attempt;
  context
    .sql('INSERT INTO queue_attempt (at, entry_id, domain, host, address, tls, reply, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(at, entryId, domain, host, address, tls, reply, milliseconds);
  if (entryId === null) return;
  // Those made first tell what is seen in the later ones, too.
  context
    .sql('DELETE FROM queue_attempt WHERE entry_id = ?1 AND id <= (SELECT id FROM queue_attempt WHERE entry_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)')
    .run(entryId, FIXED_LIMITS.queueAttemptsKept);
}

/** Nothing that begins as a reply does. */
const UNSAID = " AND last_error NOT GLOB '[245][0-9][0-9][ -]*'";

export function deferDomain(
  context: WriteContext,
  args: { domain: string; now: number; until: number; why: string; attempt: QueueAttempt | undefined; keepReplies: boolean; except: readonly number[] },
): DeferredDomain {
  const { domain, now, until, why, attempt, keepReplies } = args;
  const except = JSON.stringify(args.except);
  const where =
    "WHERE state = 'waiting' AND domain = ? AND next_attempt_at <= ? AND route = '' AND queue_entry.id NOT IN (SELECT value FROM json_each(?))" +
    (keepReplies ? UNSAID : '');
  if (attempt === undefined) {
    // Those that say so already are due as they are: thousands would be written anew for one that has come.
    const [news, known] = keepReplies ? [' AND last_error <> ?', [why]] : ['', []];
    const { changes } = context
      .sql(`UPDATE queue_entry SET next_attempt_at = ?, last_error = ? ${where}${news}`)
      .run(until, why, domain, now, except, ...known);
    return { count: Number(changes), entries: [] };
  }
  const entries = context.sql(`${ENTRIES} ${where} LIMIT ?`).all(domain, now, except, FIXED_LIMITS.deliveryDeferralsTold).map(queueEntry);
  noteAttempt(context, null, domain, attempt);
  const { changes } = context
    .sql(`UPDATE queue_entry SET attempts = attempts + 1, next_attempt_at = ?, last_attempt_at = ?, last_error = ? ${where}`)
    .run(until, attempt.at, why, domain, now, except);
  return { count: Number(changes), entries };
}

export function agedEntries(
  context: ReadContext,
  args: {
    now: number;
    dueBefore: number;
    queuedBefore: number;
    untold: boolean;
    except: readonly string[];
    inHand: readonly number[];
    limit: number;
  },
): readonly QueueEntry[] {
  // Named one by one, both kinds are found in the index by their age.
  const told = args.untold ? '(0)' : '(0, 1)';
  return context
    .sql(
      `${ENTRIES} WHERE state = 'waiting' AND delay_told IN ${told} AND queued_at <= ?
        AND (next_attempt_at > ? OR next_attempt_at <= ?) AND +domain NOT IN (SELECT value FROM json_each(?))
        AND queue_entry.id NOT IN (SELECT value FROM json_each(?)) LIMIT ?`,
    )
    .all(args.queuedBefore, args.now, args.dueBefore, JSON.stringify(args.except), JSON.stringify(args.inHand), args.limit)
    .map(queueEntry);
}

export function lateFor(context: ReadContext, args: { domain: string; queuedBefore: number; limit: number }): readonly QueueEntry[] {
  // By domain: of all that is as old, little may be for it.
  return context
    .sql(`${ENTRIES} WHERE state = 'waiting' AND domain = ? AND +queued_at <= ? AND route = '' LIMIT ?`)
    .all(args.domain, args.queuedBefore, args.limit)
    .map(queueEntry);
}

export function noteDelayTold(context: WriteContext, args: { ids: readonly number[] }): void {
  const tell = context.sql('UPDATE queue_entry SET delay_told = 1 WHERE id = ?');
  for (const id of args.ids) tell.run(id);
}

/** Makes due what seems to wait for a time later than any. */
export function bringForward(context: WriteContext, args: { now: number; latest: number }): void {
  context.sql("UPDATE queue_entry SET next_attempt_at = ? WHERE state = 'waiting' AND next_attempt_at > ?").run(args.now, args.latest);
}

/** Makes what waits younger by a pause; what came in its midst is as if it had just come. */
export function giveTimeBack(context: WriteContext, args: { since: number; now: number }): void {
  context.sql("UPDATE queue_entry SET queued_at = min(queued_at + ?, ?) WHERE state = 'waiting'").run(args.now - args.since, args.now);
}

/** Removes a batch of the attempts made before a time. Called again while it returns true. */
export function forgetAttempts(context: WriteContext, args: { before: number; limit: number }): boolean {
  const { changes } = context
    .sql('DELETE FROM queue_attempt WHERE id IN (SELECT id FROM queue_attempt WHERE at < ? ORDER BY at LIMIT ?)')
    .run(args.before, args.limit);
  return Number(changes) === args.limit;
}

export function queueEntry(row: Row): QueueEntry {
  const returned = text(row, 'return_content');
  return {
    id: integer(row, 'id'),
    messageId: integer(row, 'message_id'),
    traceId: text(row, 'trace_id'),
    reversePath: text(row, 'sender'),
    recipient: text(row, 'recipient'),
    domain: text(row, 'domain'),
    size: integer(row, 'size'),
    attempts: integer(row, 'attempts'),
    queuedAt: integer(row, 'queued_at'),
    nextAttemptAt: integer(row, 'next_attempt_at'),
    state: text(row, 'state') === 'held' ? 'held' : 'waiting',
    lastError: text(row, 'last_error'),
    holdNote: text(row, 'hold_note'),
    route: text(row, 'route'),
    notify: text(row, 'notify'),
    originalRecipient: text(row, 'original_recipient'),
    forwardedFor: textOrNull(row, 'forwarded_for'),
    delayTold: integer(row, 'delay_told') === 1,
    returnable: integer(row, 'returnable') === 1,
    returnContent: returned === 'full' || returned === 'headers' ? returned : '',
    envelopeId: text(row, 'envelope_id'),
    requireTls: integer(row, 'require_tls') === 1,
  };
}

export function queueAttempt(row: Row): QueueAttempt {
  return {
    at: integer(row, 'at'),
    host: text(row, 'host'),
    address: text(row, 'address'),
    tls: text(row, 'tls'),
    reply: text(row, 'reply'),
    milliseconds: integer(row, 'milliseconds'),
  };
}

export function integerOrUndefined(row: Row, column: string): number | undefined {
  return integerOrNull(row, column) ?? undefined;
}
