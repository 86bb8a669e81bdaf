/**
 * Events: what happened, as the log, the live log and the statistics see it. A session has an id from connect to
 * close, a message a trace id from accept to mailbox. All text in an event is already escaped (shared/text/escape.ts)
 * and holds no secret: `main/log/make-event.ts` is the only place where events are made.
 */
import * as z from 'zod';
import { REASONS, type ReasonId } from './decisions/reasons.ts';

export const PROTOCOLS = ['smtp', 'submission', 'submissions', 'pop3', 'pop3s'] as const;
export const protocolSchema = z.enum(PROTOCOLS);
export type Protocol = z.infer<typeof protocolSchema>;

/** Every kind of event, with the words the windows show for it. */
export const EVENT_KINDS = {
  'session-opened': 'Connected',
  'session-closed': 'Disconnected',
  'session-refused': 'Connection refused',
  command: 'Client says',
  reply: 'Server says',
  'tls-started': 'TLS started',
  'tls-failed': 'TLS failed',
  'login-succeeded': 'Logged in',
  'login-failed': 'Login failed',
  'sender-refused': 'Sender refused',
  'recipient-refused': 'Recipient refused',
  'message-accepted': 'Message accepted',
  'message-refused': 'Message refused',
  'message-held': 'Held',
  'message-released': 'Released',
  'message-discarded': 'Discarded',
  'message-delivered': 'Delivered to mailbox',
  'message-queued': 'Queued',
  'message-fetched': 'Fetched by POP3',
  'message-deleted': 'Deleted by POP3',
  'relay-sent': 'Sent on',
  'relay-deferred': 'Sending deferred',
  'relay-failed': 'Sending failed',
  'host-failed': 'Mail host failed',
  admin: 'Administrator',
  server: 'Server',
} as const satisfies Record<string, string>;

export type EventKind = keyof typeof EVENT_KINDS;
export const eventKindSchema = z.enum(Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]]);

export const EVENT_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export const eventLevelSchema = z.enum(EVENT_LEVELS);
export type EventLevel = z.infer<typeof eventLevelSchema>;

export const reasonIdSchema = z.enum(Object.keys(REASONS) as [ReasonId, ...ReasonId[]]);

export const logEventSchema = z.object({
  /** Grows by one with each event of this data folder; never used twice. */
  id: z.number().int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  kind: eventKindSchema,
  level: eventLevelSchema,
  protocol: z.enum([...PROTOCOLS, 'delivery', 'admin', 'server']),
  sessionId: z.string().optional(),
  traceId: z.string().optional(),
  remoteAddress: z.string().optional(),
  /** The account or login concerned. */
  account: z.string().optional(),
  reason: reasonIdSchema.optional(),
  text: z.string(),
});
export type LogEvent = z.infer<typeof logEventSchema>;

/** An event as its maker hands it in: the log adds id and time, and escapes. */
export type NewEvent = Omit<LogEvent, 'id' | 'at'>;
