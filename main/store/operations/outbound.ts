/** Operations on what each sender sends, and on vacation replies. */
import type { OutboundLimits, OutboundUse, OutboundWeight, WeighedMessage } from '../mail-services.ts';
import { integer, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

const MINUTE = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

const USE = `
  SELECT sender,
    coalesce(sum(messages) FILTER (WHERE minute > ?1), 0) AS messages_hour, coalesce(sum(messages), 0) AS messages_day,
    coalesce(sum(new_recipients) FILTER (WHERE minute > ?1), 0) AS recipients_hour, coalesce(sum(new_recipients), 0) AS recipients_day
  FROM outbound_use WHERE minute > ?2`;

interface Weighed extends OutboundWeight {
  /** Recipients that the sender has never written to. */
  readonly strangers: number;
}

/** What the use would be with a message, and which limit that would break; counts nothing. */
export function weighOutbound(context: ReadContext, { sender, recipients, at, limits }: WeighedMessage): Weighed {
  const known = context.sql('SELECT 1 FROM outbound_recipient WHERE sender = ? AND recipient = ?');
  const strangers = [...new Set(recipients)].filter((recipient) => known.get(sender, recipient) === undefined).length;
  const before = useOf(context, sender, Math.floor(at / MINUTE));
  const use: OutboundUse = {
    messagesThisHour: before.messagesThisHour + 1,
    messagesThisDay: before.messagesThisDay + 1,
    newRecipientsThisHour: before.newRecipientsThisHour + strangers,
    newRecipientsThisDay: before.newRecipientsThisDay + strangers,
  };
  return { use, strangers, exceeds: exceeded(use, limits, strangers > 0) };
}

/** One transaction looks, decides and counts: however many sessions send at one moment, no limit is passed. */
export function takeOutbound(context: WriteContext, message: WeighedMessage): Weighed {
  const { sender, at } = message;
  const minute = Math.floor(at / MINUTE);
  const weight = weighOutbound(context, message);
  if (weight.exceeds !== undefined) return weight;
  context.sql('DELETE FROM outbound_use WHERE sender = ? AND minute <= ?').run(sender, minute - DAY_MINUTES);
  context
    .sql(
      `INSERT INTO outbound_use (sender, minute, messages, new_recipients) VALUES (?, ?, 1, ?)
       ON CONFLICT (sender, minute) DO UPDATE SET messages = messages + 1, new_recipients = new_recipients + excluded.new_recipients`,
    )
    .run(sender, minute, weight.strangers);
  noteRecipients(context, sender, [...new Set(message.recipients)], at);
  return weight;
}

/** @param withStrangers a message to people known already never breaks a limit on new ones */
function exceeded(use: OutboundUse, limits: OutboundLimits, withStrangers: boolean): keyof OutboundLimits | undefined {
  const over = (amount: number, limit: number | null): boolean => limit !== null && amount > limit;
  if (over(use.messagesThisHour, limits.messagesPerHour)) return 'messagesPerHour';
  if (over(use.messagesThisDay, limits.messagesPerDay)) return 'messagesPerDay';
  if (withStrangers && over(use.newRecipientsThisHour, limits.newRecipientsPerHour)) return 'newRecipientsPerHour';
  if (withStrangers && over(use.newRecipientsThisDay, limits.newRecipientsPerDay)) return 'newRecipientsPerDay';
  return undefined;
}

function noteRecipients(context: WriteContext, sender: string, recipients: readonly string[], at: number): void {
  const note = context.sql(
    'INSERT INTO outbound_recipient (sender, recipient, last_at) VALUES (?, ?, ?) ON CONFLICT (sender, recipient) DO UPDATE SET last_at = excluded.last_at',
  );
  for (const recipient of recipients) note.run(sender, recipient, at);
}

function useOf(context: ReadContext, sender: string, minute: number): OutboundUse {
  const row = context.sql(`${USE} AND sender = ?3`).get(minute - HOUR_MINUTES, minute - DAY_MINUTES, sender);
  return row === undefined ? NOTHING : toUse(row);
}

const NOTHING: OutboundUse = { messagesThisHour: 0, messagesThisDay: 0, newRecipientsThisHour: 0, newRecipientsThisDay: 0 };

function toUse(row: Parameters<typeof integer>[0]): OutboundUse {
  return {
    messagesThisHour: integer(row, 'messages_hour'),
    messagesThisDay: integer(row, 'messages_day'),
    newRecipientsThisHour: integer(row, 'recipients_hour'),
    newRecipientsThisDay: integer(row, 'recipients_day'),
  };
}

export function listOutbound(context: ReadContext, args: { at: number }): readonly { sender: string; use: OutboundUse }[] {
  const minute = Math.floor(args.at / MINUTE);
  return context
    .sql(`${USE} GROUP BY sender ORDER BY messages_day DESC, sender`)
    .all(minute - HOUR_MINUTES, minute - DAY_MINUTES)
    .map((row) => ({ sender: text(row, 'sender'), use: toUse(row) }));
}

export function forgiveOutbound(context: WriteContext, args: { sender: string; recipients: readonly string[]; at: number }): void {
  context.sql('DELETE FROM outbound_use WHERE sender = ?').run(args.sender);
  noteRecipients(context, args.sender, args.recipients, args.at);
}

/** What was counted more than a day ago counts for nothing, whether its sender sends again or not. */
export function forgetOutboundUse(context: WriteContext, args: { now: number }): void {
  context.sql('DELETE FROM outbound_use WHERE minute <= ?').run(Math.floor(args.now / MINUTE) - DAY_MINUTES);
}

export interface RecipientKey {
  readonly sender: string;
  readonly recipient: string;
}
/** Before all others: no sender is the empty text. */
export const FIRST_RECIPIENT: RecipientKey = { sender: '', recipient: '' };

/**
 * Goes through a batch of recipients in their order, from behind `after`, and removes those not written to since a time. No index by
 * that time is needed, which each message would have to keep up. @returns where to go on; undefined at the end
 */
export function forgetOutboundRecipients(context: WriteContext, args: { before: number; after: RecipientKey; limit: number }): RecipientKey | undefined {
  const { before, after, limit } = args;
  const behind = '(sender, recipient) > (?, ?)';
  const last = context
    .sql(`SELECT sender, recipient FROM outbound_recipient WHERE ${behind} ORDER BY sender, recipient LIMIT 1 OFFSET ?`)
    .get(after.sender, after.recipient, limit - 1);
  if (last === undefined) {
    context.sql(`DELETE FROM outbound_recipient WHERE ${behind} AND last_at < ?`).run(after.sender, after.recipient, before);
    return undefined;
  }
  const next = { sender: text(last, 'sender'), recipient: text(last, 'recipient') };
  context
    .sql(`DELETE FROM outbound_recipient WHERE ${behind} AND (sender, recipient) <= (?, ?) AND last_at < ?`)
    .run(after.sender, after.recipient, next.sender, next.recipient, before);
  return next;
}

/** Replies that were made before `since` say nothing any more, and go: no more is kept than the account has answered in that time. */
export function claimVacationReply(context: WriteContext, args: { accountId: number; recipient: string; at: number; since: number }): boolean {
  const { accountId, recipient, at, since } = args;
  if (context.sql('SELECT 1 FROM account_vacation WHERE account_id = ?').get(accountId) === undefined) return false;
  const last = context.sql('SELECT at FROM vacation_reply WHERE account_id = ? AND recipient = ?').get(accountId, recipient);
  if (last !== undefined && integer(last, 'at') > since) return false;
  context.sql('DELETE FROM vacation_reply WHERE account_id = ? AND at <= ?').run(accountId, since);
  context.sql('INSERT OR REPLACE INTO vacation_reply (account_id, recipient, at) VALUES (?, ?, ?)').run(accountId, recipient, at);
  return true;
}

export function forgetVacationReplies(context: WriteContext, args: { accountId: number }): void {
  context.sql('DELETE FROM vacation_reply WHERE account_id = ?').run(args.accountId);
}
