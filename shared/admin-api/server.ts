/** Admin API, area `server`: state of the server and its listeners, counters, live status. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { protocolSchema } from '../events.ts';
import { FIXED_LIMITS } from '../limits.ts';
import { tlsModeSchema } from '../settings/server.ts';
import { passwordSchema } from './directory.ts';
import { procedure } from './errors.ts';

export const listenerStateSchema = z.object({
  /** Stable while the server runs: the place of the listener in the settings. */
  id: z.string(),
  protocol: protocolSchema,
  address: z.string(),
  /** The port in use; the configured one while stopped. */
  port: z.number().int(),
  tls: tlsModeSchema,
  state: z.enum(['listening', 'stopped', 'failed']),
  /** Why it failed, and what to do. */
  problem: z.string().optional(),
  /** No longer in the settings, and open until the listener of this id is, which cannot be opened. */
  standsInFor: z.string().optional(),
  connections: z.number().int(),
});
export type ListenerState = z.infer<typeof listenerStateSchema>;

const listenersFromSchema = z.enum(['settings', 'command line']);

/** What is counted, since start and by day. */
export const COUNTERS = {
  connections: 'Connections',
  messagesAccepted: 'Messages accepted',
  messagesRefused: 'Messages refused',
  recipientsRefused: 'Recipients refused',
  sendersRefused: 'Senders refused',
  bytesAccepted: 'Bytes accepted',
  deliveries: 'Delivered to mailboxes',
  relayed: 'Sent on',
  relayDeferred: 'Sending put off',
  relayFailed: 'Sending failed',
  loginsFailed: 'Failed logins',
  messagesFetched: 'Fetched by POP3',
} as const;
export type Counter = keyof typeof COUNTERS;
export const counterSchema = z.enum(Object.keys(COUNTERS) as [Counter, ...Counter[]]);
export const countersSchema = z.record(counterSchema, z.number());
export type Counters = z.infer<typeof countersSchema>;

export const certificateSchema = z.object({
  subject: z.string(),
  selfSigned: z.boolean(),
  /** SHA-256 of the whole certificate, as mail programs show it: `4F:2A:…`. */
  fingerprint: z.string(),
  /** Milliseconds since 1970. */
  validTo: z.number(),
});

export const statusSchema = z.object({
  hostname: z.string(),
  version: z.string(),
  dataFolder: z.string(),
  startedAt: z.number(),
  listeners: z.array(listenerStateSchema),
  /** Where the listeners of this run come from: those of the command line do not follow the settings. */
  listenersFrom: listenersFromSchema,
  certificate: certificateSchema,
  domains: z.number().int(),
  accounts: z.number().int(),
  queued: z.number().int(),
  sinceStart: countersSchema,
  /** Events that the log had to drop since the start, because it could not keep up. */
  eventsLost: z.number().int(),
  /** Switches that leave the server without a protection that somebody may think it has, in words; to be shown loudly. */
  warnings: z.array(z.string()),
});
export type Status = z.infer<typeof statusSchema>;

export const dayCountersSchema = z.object({ day: z.iso.date(), counters: countersSchema });

/** Counters of one hour; `start` in milliseconds since 1970. */
export const hourCountersSchema = z.object({ start: z.number(), counters: countersSchema });
export type HourCounters = z.infer<typeof hourCountersSchema>;

export const serverContract = {
  status: procedure.output(statusSchema),
  /** The status now and again after each change, at most twice a second. */
  watch: procedure.output(eventIterator(statusSchema)),
  /** What has become of the listeners that were asked for last: answers once each is open, or is known not to open. */
  listeners: procedure.output(z.object({ from: listenersFromSchema, listeners: z.array(listenerStateSchema) })),
  startListener: procedure.input(z.object({ id: z.string() })).output(listenerStateSchema),
  stopListener: procedure.input(z.object({ id: z.string() })).output(listenerStateSchema),
  statistics: procedure
    .input(z.object({ days: z.int().min(1).max(3650).default(7) }))
    .output(z.object({ sinceStart: countersSchema, byDay: z.array(dayCountersSchema) })),
  /** The counters of each of the last hours, the present one last; hours in which nothing happened are there with zeros. */
  hours: procedure.input(z.object({ hours: z.int().min(1).max(FIXED_LIMITS.statisticsHours).default(24) })).output(z.array(hourCountersSchema)),
  /** The address of the console with a fresh one-time sign-in token. For the command line alone; NOT_FOUND where no console is open. */
  consoleAddress: procedure.output(z.object({ address: z.url() })),
  /** The password with which an administrator signs in to the console; null removes it, so that only one-time addresses let in. */
  setConsolePassword: procedure.input(z.object({ password: passwordSchema.nullable() })),
};
