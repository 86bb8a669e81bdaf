/** Admin API, area `quarantine`: messages that were accepted and are held. All texts are escaped (shared/text/escape.ts). */
import * as z from 'zod';
import { procedure } from './errors.ts';

/** Messages that one call may release or discard. */
const idsSchema = z.array(z.int().min(1)).min(1, 'name at least one message').max(1000, 'at most 1000 messages in one go');

export const heldMessageSchema = z.object({
  /** Grows with time and is never used twice. */
  id: z.number().int(),
  traceId: z.string(),
  /** '' is the null reverse-path. */
  reversePath: z.string(),
  /** Addresses of mailboxes here, then recipients elsewhere; in a list only the first of many. */
  recipients: z.array(z.string()),
  recipientCount: z.number().int(),
  subject: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** Milliseconds since 1970. */
  receivedAt: z.number(),
  /** Milliseconds since 1970: the message is discarded then, by the setting in force. Null: it stays until somebody decides. */
  discardedAt: z.number().nullable(),
  remoteAddress: z.string(),
  /** The check that wanted it held, such as `filters`. */
  check: z.string(),
  /** Id of the reason, and the sentence that explains it. */
  reason: z.string(),
  explanation: z.string(),
  /** The entry that matched; '' where there is none. */
  entry: z.string(),
});
export type HeldMessage = z.infer<typeof heldMessageSchema>;

/** A held message as a person would read it, made safe: nothing in it loads, runs or leads anywhere. */
export const messagePreviewSchema = z.object({
  /** The header section, decoded. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  /** What is written in it, as plain text; of HTML alone what it shows. */
  text: z.string(),
  /** The HTML parts, made anew of a few harmless elements without attributes; where links and images lead is written beside them. Null without any. */
  html: z.string().nullable(),
  /** Decoded size in bytes, as far as the message was read. */
  attachments: z.array(z.object({ name: z.string(), mediaType: z.string(), size: z.number().int() })),
  /** There is more of it than was read. */
  cut: z.boolean(),
});
export type MessagePreview = z.infer<typeof messagePreviewSchema>;

export const releasedSchema = z.object({
  id: z.number().int(),
  /** Mailboxes that have it now. */
  delivered: z.array(z.string()),
  /** Recipients elsewhere that it is on its way to. */
  queued: z.array(z.string()),
  /** Recipients that get nothing, since their accounts have been removed. */
  skipped: z.array(z.string()),
  /** Recipients that it is still held for. */
  stillHeld: z.number().int(),
  /** Its content is lost: POP3 refuses it, and what is for other servers goes back to its sender. */
  contentLost: z.boolean(),
});
export type Released = z.infer<typeof releasedSchema>;

export const quarantineContract = {
  /** The newest first; `before` is the id from which to page further back. */
  list: procedure
    .input(z.object({ before: z.int().min(1).optional(), limit: z.int().min(1).max(1000).default(100) }))
    .output(z.object({ messages: z.array(heldMessageSchema), more: z.boolean(), count: z.number().int() })),
  /** With all recipients, and the start of the message as it arrived: a text of lines that is safe to show. */
  get: procedure
    .input(z.object({ id: z.int().min(1) }))
    .output(heldMessageSchema.extend({ source: z.string(), /** There is more of it than that. */ sourceCut: z.boolean() })),
  preview: procedure.input(z.object({ id: z.int().min(1) })).output(messagePreviewSchema),
  /**
   * Delivers held messages as if they had just been accepted. `recipients` names those of one message that get it now.
   * Fails with NOT_FOUND or CONFLICT if none could be released; else says which could not, and why.
   */
  release: procedure
    .input(
      z
        .object({ ids: idsSchema, recipients: z.array(z.string().trim().min(1).max(320)).min(1).max(50_000).optional() })
        .refine(({ ids, recipients }) => recipients === undefined || ids.length === 1, { path: ['recipients'], message: 'can be named for one message only' }),
    )
    .output(z.object({ released: z.array(releasedSchema), refused: z.array(z.object({ id: z.number().int(), message: z.string() })) })),
  /** Discards held messages for good. Fails with NOT_FOUND if none of them is held. */
  remove: procedure.input(z.object({ ids: idsSchema })).output(z.object({ removed: z.array(z.number().int()), missing: z.array(z.number().int()) })),
};
