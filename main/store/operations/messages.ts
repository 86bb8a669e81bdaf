/** Operations on messages: the hot path of the server is `acceptMessage`. */
import type { ContentExtent, Extent } from '../extents/extent.ts';
import type { IncomingMessage } from '../mail-store.ts';
import { blob, integer, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { deliver, enqueue, hold } from './placement.ts';

export type StoredContent =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'extents'; readonly extents: readonly Extent[] };

/** What a message comes with. */
export type NewContent = Extract<StoredContent, { kind: 'inline' }> | { readonly kind: 'extents'; readonly extents: readonly ContentExtent[] };

/** A message that is gone from the database, and the parts of the data file it no longer needs. */
export interface FreedMessage {
  readonly messageId: number;
  readonly extents: readonly Extent[];
}

export interface OpenedMessage {
  readonly traceId: string;
  readonly reversePath: string;
  readonly receivedAt: number;
  readonly bodyType: '7bit' | '8bitmime';
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  readonly size: number;
  /** The data file has lost its content. */
  readonly lost: boolean;
  readonly content: StoredContent;
}

/** Keeps a message, and puts it into mailboxes and in the outgoing queue, or holds it. */
export function acceptMessage(context: WriteContext, args: { message: IncomingMessage; size: number; content: NewContent }): number {
  const { message, size, content } = args;
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO message (trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size, returnable, return_content, envelope_id, require_tls)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      message.traceId,
      message.sessionId,
      message.receivedAt,
      message.reversePath,
      message.bodyType,
      message.smtpUtf8 ? 1 : 0,
      size,
      message.returnable === false ? 0 : 1,
      message.returnContent ?? '',
      message.envelopeId ?? '',
      message.requireTls === true ? 1 : 0,
    );
  const messageId = Number(lastInsertRowid);
  keepContent(context, messageId, content);
  if (message.held !== undefined) {
    hold(context, messageId, message, message.held);
    return messageId;
  }
  const placed = { messageId, size, reversePath: message.reversePath };
  for (const delivery of message.deliveries) deliver(context, placed, delivery);
  for (const relay of message.relays) enqueue(context, placed, relay, message.receivedAt, message.relaysHeld);
  return messageId;
}

function keepContent(context: WriteContext, messageId: number, content: NewContent): void {
  switch (content.kind) {
    case 'inline':
      context.sql('INSERT INTO message_body (message_id, content) VALUES (?, ?)').run(messageId, content.bytes);
      return;
    case 'extents':
      for (const [position, extent] of content.extents.entries()) {
        context
          .sql('INSERT INTO message_extent (message_id, position, offset, length, checksum) VALUES (?, ?, ?, ?, ?)')
          .run(messageId, position, extent.offset, extent.length, extent.checksum);
      }
  }
}

/** The message with its content, or where its content lies. */
export function openMessage(context: ReadContext, args: { messageId: number }): OpenedMessage | undefined {
  const { messageId } = args;
  const row = context
    .sql(
      `SELECT trace_id, reverse_path, received_at, body_type, smtp_utf8, require_tls, size, content, EXISTS (SELECT 1 FROM lost_message WHERE message_id = id) AS lost
        FROM message LEFT JOIN message_body ON message_id = id WHERE id = ?`,
    )
    .get(messageId);
  if (row === undefined) return undefined;
  return {
    traceId: text(row, 'trace_id'),
    reversePath: text(row, 'reverse_path'),
    receivedAt: integer(row, 'received_at'),
    bodyType: text(row, 'body_type') === '8bitmime' ? '8bitmime' : '7bit',
    smtpUtf8: integer(row, 'smtp_utf8') === 1,
    requireTls: integer(row, 'require_tls') === 1,
    size: integer(row, 'size'),
    lost: integer(row, 'lost') === 1,
    content: row['content'] === null ? { kind: 'extents', extents: extentsOf(context, messageId) } : { kind: 'inline', bytes: blob(row, 'content') },
  };
}

/** Removes a message that is in no mailbox any more, nor in the queue, nor held. */
export function removeIfUnneeded(context: WriteContext, messageId: number): FreedMessage | undefined {
  const needed = context
    .sql(
      `SELECT EXISTS (SELECT 1 FROM mailbox_entry WHERE message_id = ?1) OR EXISTS (SELECT 1 FROM queue_entry WHERE message_id = ?1)
        OR EXISTS (SELECT 1 FROM held_message WHERE message_id = ?1) AS needed`,
    )
    .get(messageId);
  if (needed === undefined || integer(needed, 'needed') === 1) return undefined;
  const extents = extentsOf(context, messageId);
  context.sql('DELETE FROM message WHERE id = ?').run(messageId);
  return { messageId, extents };
}

/** Removes those of the messages that nobody needs. @returns those that had parts of the data file. */
export function removeUnneeded(context: WriteContext, messageIds: Iterable<number>): readonly FreedMessage[] {
  const freed: FreedMessage[] = [];
  for (const messageId of messageIds) {
    const message = removeIfUnneeded(context, messageId);
    if (message !== undefined && message.extents.length > 0) freed.push(message);
  }
  return freed;
}

function extentsOf(context: ReadContext, messageId: number): readonly Extent[] {
  return context
    .sql('SELECT offset, length FROM message_extent WHERE message_id = ? ORDER BY position')
    .all(messageId)
    .map((row) => ({ offset: integer(row, 'offset'), length: integer(row, 'length') }));
}
