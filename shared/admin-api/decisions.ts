/** Admin API, area `decisions`: what was decided about each message and each session that brought none, and why. */
import * as z from 'zod';
import { checkIdSchema, decisionSchema, decisionSummarySchema, verdictSchema } from '../decisions/verdicts.ts';
import { logEventSchema, reasonIdSchema } from '../events.ts';
import { procedure } from './errors.ts';

/** A mail address, or a whole domain as `@example.com`; case makes no difference. */
const mailPattern = z.string().trim().min(1).max(320);

export const decisionFilterSchema = z.object({
  /** Milliseconds since 1970, inclusive. */
  since: z.number().optional(),
  until: z.number().optional(),
  /** Sender, recipient or login. */
  address: mailPattern.optional(),
  sender: mailPattern.optional(),
  recipient: mailPattern.optional(),
  login: mailPattern.optional(),
  /** A client address, or many, written as in the list of banned addresses: a network, a range or a pattern. */
  remoteAddress: z.string().trim().min(1).max(100).optional(),
  sessionId: z.string().max(64).optional(),
  traceId: z.string().max(64).optional(),
  /** These three must be of one finding: what settled the decision, or anything else that a check found, "nothing wrong" excepted. */
  option: checkIdSchema.optional(),
  verdict: verdictSchema.optional(),
  reason: reasonIdSchema.optional(),
  /** Found anywhere in its texts: addresses, host names, subject, attachments, and what the checks looked at and found; case does not matter. */
  text: z.string().max(500).optional(),
});
export type DecisionFilter = z.infer<typeof decisionFilterSchema>;

/** What an option did: in how many decisions it found this, and how many it settled by that. */
export const optionTallySchema = z.object({
  /** Decisions in that time, whatever the option had to do with them. */
  decisions: z.number().int(),
  findings: z.array(z.object({ verdict: verdictSchema, reason: reasonIdSchema, decisions: z.number().int(), settled: z.number().int() })),
});
export type OptionTally = z.infer<typeof optionTallySchema>;

/** The client addresses of the newest sessions, each with its number of sessions, the most frequent first. */
export const remoteAddressesSchema = z.object({
  /** Sessions looked at. */
  sessions: z.number().int(),
  /** When the oldest of them was decided; milliseconds since 1970, null without one. */
  since: z.number().nullable(),
  addresses: z.array(z.object({ remoteAddress: z.string(), sessions: z.number().int() })),
});
export type RemoteAddresses = z.infer<typeof remoteAddressesSchema>;

/** Everything that is known about one message. */
export const messageTraceSchema = z.object({
  traceId: z.string(),
  /** Normally one. */
  decisions: z.array(decisionSchema),
  /** All its events in order: accepted, queued, delivered, fetched. */
  events: z.array(logEventSchema),
  /** There are more events than are listed here; these are the newest. */
  moreEvents: z.boolean(),
});
export type MessageTrace = z.infer<typeof messageTraceSchema>;

const idSchema = z.string().trim().min(1).max(64);

export const decisionsContract = {
  /** The newest decisions that fit, newest first; `before` (the last id of a page) pages further back. */
  search: procedure
    .input(decisionFilterSchema.extend({ before: z.int().optional(), limit: z.int().min(1).max(1000).default(100) }))
    .output(z.object({ decisions: z.array(decisionSummarySchema), more: z.boolean() })),
  /** The decisions of one message or one session with all their steps, newest first, at most 100. NOT_FOUND if there is none. */
  get: procedure
    .input(z.union([z.strictObject({ traceId: idSchema }), z.strictObject({ sessionId: idSchema })]))
    .output(z.object({ decisions: z.array(decisionSchema), more: z.boolean() })),
  /** Everything about one message. NOT_FOUND if nothing is known of it. */
  message: procedure.input(z.object({ traceId: idSchema })).output(messageTraceSchema),
  /** What an option has done since a time; for "what it did in the last 7 days". */
  tally: procedure.input(z.object({ option: checkIdSchema, since: z.number() })).output(optionTallySchema),
};
