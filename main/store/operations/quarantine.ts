/** Operations on messages that are held. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type DiscardedMessage, type HeldMessage, type Relay, type ReleasedMessage, StoreConflict } from '../mail-store.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from '../sqlite/row.ts';
import { TUNING } from '../tuning.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { type FreedMessage, removeUnneeded } from './messages.ts';
import { isLost } from './lost-messages.ts';
import { deliver, enqueue, hasMailbox } from './placement.ts';

const HELD = `
  SELECT id, trace_id, reverse_path, received_at, size, check_id, reason, entry, subject, remote_address,
    (SELECT count(*) FROM held_recipient WHERE held_recipient.message_id = id) AS recipients
  FROM held_message JOIN message ON id = held_message.message_id`;

export function listHeld(context: ReadContext, args: { before: number | undefined; limit: number }): readonly HeldMessage[] {
  return context
    .sql(`${HELD} WHERE held_message.message_id < ? ORDER BY held_message.message_id DESC LIMIT ?`)
    .all(args.before ?? Number.MAX_SAFE_INTEGER, args.limit)
    .map((row) => heldMessage(context, row, FIXED_LIMITS.heldRecipientsListed));
}

export function getHeld(context: ReadContext, args: { id: number }): HeldMessage | undefined {
  const row = context.sql(`${HELD} WHERE held_message.message_id = ?`).get(args.id);
  return row === undefined ? undefined : heldMessage(context, row, integer(row, 'recipients'));
}

export function countHeld(context: ReadContext): number {
  const row = context.sql('SELECT count(*) AS held FROM held_message').get();
  return row === undefined ? 0 : integer(row, 'held');
}

export function heldBy(context: ReadContext, args: { check: string }): readonly { id: number; entry: string }[] {
  return context
    .sql('SELECT message_id, entry FROM held_message WHERE check_id = ? ORDER BY message_id DESC')
    .all(args.check)
    .map((row) => ({ id: integer(row, 'message_id'), entry: text(row, 'entry') }));
}

function heldMessage(context: ReadContext, row: Row, listed: number): HeldMessage {
  const id = integer(row, 'id');
  return {
    id,
    traceId: text(row, 'trace_id'),
    reversePath: text(row, 'reverse_path'),
    recipients: context
      .sql('SELECT recipient FROM held_recipient WHERE message_id = ? ORDER BY position LIMIT ?')
      .all(id, listed)
      .map((recipient) => text(recipient, 'recipient')),
    recipientCount: integer(row, 'recipients'),
    size: integer(row, 'size'),
    receivedAt: integer(row, 'received_at'),
    hold: {
      check: text(row, 'check_id'),
      reason: text(row, 'reason'),
      entry: text(row, 'entry'),
      subject: text(row, 'subject'),
      remoteAddress: text(row, 'remote_address'),
    },
  };
}

interface HeldRecipient {
  readonly position: number;
  readonly recipient: string;
  /** Null for a recipient elsewhere. */
  readonly accountId: number | null;
  readonly domain: string;
  /** Null for that of the message. */
  readonly reversePath: string | null;
  readonly notify: string;
  readonly originalRecipient: string;
  /** As in Relay. */
  readonly forwardedFor: string | null;
}

/** Puts a held message into mailboxes and the queue. @param args.at from when it is due in the queue */
export function releaseHeld(context: WriteContext, args: { id: number; recipients: readonly string[] | undefined; at: number }): ReleasedMessage {
  const { id, at } = args;
  const row = context.sql('SELECT trace_id, reverse_path, size FROM held_message JOIN message ON id = message_id WHERE message_id = ?').get(id);
  if (row === undefined) throw notHeld(id);
  const traceId = text(row, 'trace_id');
  const message = { messageId: id, size: integer(row, 'size'), reversePath: text(row, 'reverse_path') };
  const all = heldRecipients(context, id);
  const chosen = args.recipients === undefined ? all : choose(id, all, args.recipients);
  const deliveries: { accountId: number; recipient: string }[] = [];
  const relays: Relay[] = [];
  const skipped: string[] = [];
  for (const { recipient, accountId, domain, ...rest } of chosen) {
    if (accountId === null) relays.push({ recipient, domain, ...asked(rest) });
    else if (hasMailbox(context, accountId)) deliveries.push({ accountId, recipient });
    else skipped.push(recipient);
  }
  if (deliveries.length + relays.length === 0) throw nobodyLeft(id, skipped);
  for (const delivery of deliveries) deliver(context, message, delivery);
  for (const relay of relays) enqueue(context, message, relay, at);
  forget(context, id, all, chosen);
  return { id, traceId, size: message.size, deliveries, relays, skipped, stillHeld: all.length - chosen.length, contentLost: isLost(context, id) };
}

/** What the sender asked for, and the reverse-path of a forward, where there is something. */
function asked({
  notify,
  originalRecipient,
  forwardedFor,
  reversePath,
}: Pick<HeldRecipient, 'notify' | 'originalRecipient' | 'forwardedFor' | 'reversePath'>): Partial<Relay> {
  return {
    ...(notify === '' ? {} : { notify }),
    ...(originalRecipient === '' ? {} : { originalRecipient }),
    ...(forwardedFor === '' ? {} : { forwardedFor }),
    ...(reversePath === null ? {} : { reversePath }),
  };
}

function heldRecipients(context: ReadContext, id: number): readonly HeldRecipient[] {
  return context
    .sql(
      "SELECT position, recipient, account_id, coalesce(domain, '') AS domain, notify, original_recipient, forwarded_for, reverse_path FROM held_recipient WHERE message_id = ? ORDER BY position",
    )
    .all(id)
    .map((row) => ({
      position: integer(row, 'position'),
      recipient: text(row, 'recipient'),
      accountId: integerOrNull(row, 'account_id'),
      domain: text(row, 'domain'),
      reversePath: textOrNull(row, 'reverse_path'),
      notify: text(row, 'notify'),
      originalRecipient: text(row, 'original_recipient'),
      forwardedFor: textOrNull(row, 'forwarded_for'),
    }));
}

function choose(id: number, all: readonly HeldRecipient[], wanted: readonly string[]): readonly HeldRecipient[] {
  const missing = new Set(wanted.map((recipient) => recipient.toLowerCase()));
  const names = new Set(missing);
  const chosen = all.filter(({ recipient }) => names.has(recipient.toLowerCase()));
  for (const { recipient } of chosen) missing.delete(recipient.toLowerCase());
  const [stranger] = missing;
  if (stranger !== undefined) throw new StoreConflict('missing', `Message ${id} is not held for ${stranger}.`);
  return chosen;
}

/** Ends the hold for those who were chosen, and altogether if nobody else is left. */
function forget(context: WriteContext, id: number, all: readonly HeldRecipient[], chosen: readonly HeldRecipient[]): void {
  if (chosen.length === all.length) {
    context.sql('DELETE FROM held_message WHERE message_id = ?').run(id);
    return;
  }
  const remove = context.sql('DELETE FROM held_recipient WHERE message_id = ? AND position = ?');
  for (const { position } of chosen) remove.run(id, position);
}

export interface Discarded {
  readonly discarded: readonly DiscardedMessage[];
  readonly freed: readonly FreedMessage[];
}

/** Removes messages from the quarantine, and those that nobody else needs for good. Unknown ids are ignored. */
export function removeHeld(context: WriteContext, args: { ids: readonly number[] }): Discarded {
  const discarded: DiscardedMessage[] = [];
  for (const id of new Set(args.ids)) {
    const row = context.sql('SELECT trace_id FROM held_message JOIN message ON id = message_id WHERE message_id = ?').get(id);
    if (row === undefined) continue;
    context.sql('DELETE FROM held_message WHERE message_id = ?').run(id);
    discarded.push({ id, traceId: text(row, 'trace_id') });
  }
  const freed = removeUnneeded(
    context,
    discarded.map(({ id }) => id),
  );
  return { discarded, freed };
}

/**
 * Removes a batch of the messages received before a time. Called again while `more`. What the outbound guard holds stays: a
 * sender of ours was told 250 for it, and nobody would tell him that it is gone (RFC 5321 section 4.2.5).
 */
export function pruneHeld(context: WriteContext, args: { before: number }): Discarded & { readonly more: boolean } {
  const ids = context
    .sql("SELECT message_id FROM held_message WHERE held_at < ? AND check_id <> 'outbound-guard' ORDER BY held_at LIMIT ?")
    .all(args.before, TUNING.removalBatch)
    .map((row) => integer(row, 'message_id'));
  return { ...removeHeld(context, { ids }), more: ids.length === TUNING.removalBatch };
}

function notHeld(id: number): StoreConflict {
  return new StoreConflict('missing', `There is no held message ${id}: it was released or discarded, or never held.`);
}

function nobodyLeft(id: number, skipped: readonly string[]): StoreConflict {
  const who = skipped.length === 0 ? 'It has no recipients' : `The accounts of ${skipped.join(', ')} have been removed`;
  return new StoreConflict('nobody-left', `Message ${id} has nobody to go to. ${who}: read it where it is held, or discard it.`);
}
