/** Admin API, area `sessions`: who is connected now, what each client is doing, and how to end it. All texts are escaped. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { protocolSchema } from '../events.ts';
import { FIXED_LIMITS } from '../limits.ts';
import { procedure } from './errors.ts';

/** What a session is doing at this moment, with the words the windows show for it. */
export const SESSION_STAGES = {
  'starting-tls': 'Starting TLS',
  waiting: 'Waiting for a command',
  'logging-in': 'Logging in',
  envelope: 'Naming sender and recipients',
  receiving: 'Sending us a message',
  deciding: 'Waiting for our answer',
  mailbox: 'In the mailbox',
  fetching: 'Fetching mail',
  closing: 'Closing',
} as const satisfies Record<string, string>;
export type SessionStage = keyof typeof SESSION_STAGES;
const stageSchema = z.enum(Object.keys(SESSION_STAGES) as [SessionStage, ...SessionStage[]]);

export const openSessionSchema = z.object({
  /** As in the log. */
  id: z.string(),
  protocol: protocolSchema,
  remoteAddress: z.string(),
  /** Who has logged in; missing before. */
  account: z.string().optional(),
  /** Version and cipher, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; '' without TLS. */
  cipher: z.string(),
  /** Milliseconds since 1970. */
  since: z.number(),
  bytesReceived: z.number().int(),
  bytesSent: z.number().int(),
  stage: stageSchema,
  /** The client's last command, passwords masked; '' before the first. */
  lastCommand: z.string(),
});
export type OpenSession = z.infer<typeof openSessionSchema>;

/** The newest first, at most as many as asked for; `total` counts all. */
export const openSessionsSchema = z.object({ total: z.number().int(), sessions: z.array(openSessionSchema) });
export type OpenSessions = z.infer<typeof openSessionsSchema>;

const limitSchema = z.object({ limit: z.int().min(1).max(FIXED_LIMITS.shownSessions).default(FIXED_LIMITS.shownSessions) });

export const sessionsContract = {
  list: procedure.input(limitSchema).output(openSessionsSchema),
  /** The open sessions now and again after each change, at most once a second. */
  watch: procedure.input(limitSchema).output(eventIterator(openSessionsSchema)),
  /**
   * Ends sessions: the client is told to come again later (421, -ERR). A message that has arrived whole is still answered first, so
   * that none is lost or kept twice. Those that are gone already are passed over.
   */
  close: procedure
    .input(z.object({ ids: z.array(z.string().max(64)).min(1, 'name at least one session').max(FIXED_LIMITS.shownSessions) }))
    .output(z.object({ closed: z.number().int() })),
};
