/**
 * Admin API, area `queue`: mail on its way to other servers. A message is in the queue as long as one of its recipients
 * waits or is held; recipients that have it are no longer there. All texts are escaped (shared/text/escape.ts).
 */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { procedure } from './errors.ts';

const idsSchema = z.array(z.int().min(1)).min(1, 'name at least one').max(10_000, 'at most 10,000 in one go');
/** An address; `@example.com` for all of a domain; `<>` for the null reverse-path. Case makes no difference. */
const addressPattern = z.string().trim().min(1).max(320);

export const queueFilterSchema = z.strictObject({
  sender: addressPattern.optional(),
  recipient: addressPattern.optional(),
  /** The domain of recipients. */
  destination: z.string().trim().min(1).max(255).optional(),
  state: z.enum(['waiting', 'held']).optional(),
  /** Found anywhere in sender, recipient or the last error. */
  text: z.string().max(500).optional(),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

/** Which recipients an action is for: those that fit all that is said. Everything is said with `all`, so that nobody names it by mistake. */
export const queueSelectionSchema = queueFilterSchema
  .extend({
    /** Ids of messages. */
    messages: idsSchema.optional(),
    /** Ids of single recipients, as `get` lists them. */
    recipients: idsSchema.optional(),
    all: z.literal(true).optional(),
  })
  .refine((selection) => Object.values(selection).some((value) => value !== undefined), 'say which messages: ids, a destination, a sender, or all');
export type QueueSelection = z.infer<typeof queueSelectionSchema>;

export const queuedMessageSchema = z.object({
  /** Grows with time and is never used twice. */
  id: z.number().int(),
  traceId: z.string(),
  /** '' is the null reverse-path: a delivery report. */
  sender: z.string(),
  /** Those still in the queue; in a list only the first of many. */
  recipients: z.array(z.string()),
  recipientCount: z.number().int(),
  heldCount: z.number().int(),
  /** `held`: all recipients are. `sending`: a connection works on it at this moment. */
  state: z.enum(['waiting', 'held', 'sending']),
  /** Bytes. */
  size: z.number().int(),
  /** When the message was accepted, in milliseconds since 1970. */
  queuedAt: z.number(),
  /** The earliest of its recipients; null where all are held. */
  nextAttemptAt: z.number().nullable(),
  /** Of the recipient with the most. */
  attempts: z.number().int(),
  /** What the last attempt that failed has brought; '' before the first. */
  lastError: z.string(),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

/** One attempt that has not succeeded. */
export const queueAttemptSchema = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The host that was asked; '' where none was found. */
  host: z.string(),
  /** Its address and port. */
  address: z.string(),
  /** Version, cipher and what vouched for the host; '' without TLS. */
  tls: z.string(),
  /** The reply, or what went wrong. */
  reply: z.string(),
  milliseconds: z.number(),
});
export type QueueAttempt = z.infer<typeof queueAttemptSchema>;

export const queuedRecipientSchema = z.object({
  id: z.number().int(),
  recipient: z.string(),
  destination: z.string(),
  state: z.enum(['waiting', 'held', 'sending']),
  /** Why it is held; '' while it is not. */
  holdNote: z.string(),
  attempts: z.number().int(),
  /** Its age counts from here: later than the message came, where it was held or the queue was paused. */
  queuedAt: z.number(),
  nextAttemptAt: z.number(),
  /** Milliseconds since 1970: it is given up then and its sender is told. */
  givenUpAt: z.number(),
  lastError: z.string(),
  /** Where the administrator has sent it, as `host` or `host:port`; '' where the router decides. */
  route: z.string(),
  /** Where it goes as things stand, in words, such as "mail hosts of example.com" or "smart host relay.example.net:587". */
  routed: z.string(),
  /** The sender has been told of the delay. */
  delayTold: z.boolean(),
  /** The newest first. */
  history: z.array(queueAttemptSchema),
});
export type QueuedRecipient = z.infer<typeof queuedRecipientSchema>;

export const queueDestinationSchema = z.object({
  destination: z.string(),
  waiting: z.number().int(),
  held: z.number().int(),
  messages: z.number().int(),
  oldestAt: z.number(),
  nextAttemptAt: z.number().nullable(),
  lastError: z.string(),
  /** Open at this moment. */
  connections: z.number().int(),
  /** The host is not tried before: the last attempts to reach it have failed. Milliseconds since 1970. */
  restsUntil: z.number().nullable(),
});
export type QueueDestination = z.infer<typeof queueDestinationSchema>;

export const queueSummarySchema = z.object({
  /** Nothing leaves: the whole queue was paused. */
  paused: z.boolean(),
  messages: z.number().int(),
  /** Recipients. */
  waiting: z.number().int(),
  held: z.number().int(),
  /** Domains that recipients wait for. */
  destinations: z.number().int(),
  /** Milliseconds since 1970; null where the queue is empty. */
  oldestAt: z.number().nullable(),
  /** Connections to other servers at this moment. */
  connections: z.number().int(),
});
export type QueueSummary = z.infer<typeof queueSummarySchema>;

/** How many were changed. */
const changeSchema = z.object({ recipients: z.number().int(), messages: z.number().int() });
const selected = z.object({ selection: queueSelectionSchema });

export const queueContract = {
  /** Messages with recipients that fit the filter. `from` is the last id of a page, to go on behind it; `count` is of all that fit. */
  list: procedure
    .input(
      z.object({
        filter: queueFilterSchema.default({}),
        order: z.enum(['newest', 'oldest']).default('newest'),
        from: z.int().min(0).optional(),
        limit: z.int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ messages: z.array(queuedMessageSchema), more: z.boolean(), count: z.number().int() })),
  /** One message with its recipients, the attempts for each, and how the message begins. NOT_FOUND once it has left. */
  get: procedure.input(z.object({ id: z.int().min(1) })).output(
    queuedMessageSchema.extend({
      /** `recipients` in full, at most 500. */
      details: z.array(queuedRecipientSchema),
      /** Lines that are safe to show. */
      source: z.string(),
      sourceCut: z.boolean(),
    }),
  ),
  summary: procedure.output(queueSummarySchema),
  /** The summary now and again after each change, at most once a second. */
  watch: procedure.output(eventIterator(queueSummarySchema)),
  /** Destinations with the most recipients, those whose name has the text alone if given. */
  destinations: procedure
    .input(z.object({ text: z.string().max(255).optional(), limit: z.int().min(1).max(1000).default(100) }))
    .output(z.object({ destinations: z.array(queueDestinationSchema) })),
  /** What waits is tried at once, hosts that rest included. What is held stays held. */
  retry: procedure.input(selected).output(changeSchema),
  /** What waits is kept back until it is released. The note says why. */
  hold: procedure.input(selected.extend({ note: z.string().trim().max(500).default('') })).output(changeSchema),
  /** What is held waits again, and is tried at once. */
  release: procedure.input(selected).output(changeSchema),
  /** Sends to this host, `name` or `name:port`, instead of where the router would; null leaves it to the router again. */
  reroute: procedure.input(selected.extend({ route: z.string().trim().min(1).max(300).nullable() })).output(changeSchema),
  /**
   * Removes recipients from the queue for good: with a report to the sender (`bounce`) or without a word (`silent`).
   * `reported` counts the recipients that a sender was told of: delivery reports themselves, and senders that may be
   * forged, get none. `underWay` counts those that were being sent at that moment: they are not removed, and stay if they do not arrive.
   */
  remove: procedure
    .input(selected.extend({ report: z.enum(['bounce', 'silent']) }))
    .output(changeSchema.extend({ reported: z.number().int(), underWay: z.number().int() })),
  /** Stops all delivery to other servers until `resume`; also over restarts. */
  pause: procedure,
  resume: procedure,
};
