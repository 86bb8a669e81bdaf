/** Admin API, area `overview`: what the main window says about the whole. */
import * as z from 'zod';
import { CONCERN_IDS, type ConcernId } from '../concerns.ts';
import { reasonIdSchema } from '../events.ts';
import { mailAddressSchema } from './directory.ts';
import { procedure } from './errors.ts';

export const concernSchema = z.object({
  id: z.enum(CONCERN_IDS as [ConcernId, ...ConcernId[]]),
  /** Put into the words at `{detail}`. */
  detail: z.string().optional(),
  /** Likewise, a moment in milliseconds since 1970: the window writes it as its reader does. */
  at: z.number().optional(),
});
export type FoundConcern = z.infer<typeof concernSchema>;

export const refusalsSchema = z.object({
  /** Milliseconds since 1970. */
  since: z.number(),
  /** Decisions about messages and sessions that were looked at, and how many of them refused. */
  decisions: z.number().int(),
  refused: z.number().int(),
  /** False where there were too many to look at all. */
  complete: z.boolean(),
  /** Who was refused most often, with the most frequent reason, how many others there were, and when last. */
  clients: z.array(
    z.object({ remoteAddress: z.string(), refused: z.number().int(), lastAt: z.number(), reason: reasonIdSchema, otherReasons: z.number().int() }),
  ),
  /** Why most were refused, and how many clients. */
  reasons: z.array(z.object({ reason: reasonIdSchema, refused: z.number().int(), clients: z.number().int() })),
});
export type Refusals = z.infer<typeof refusalsSchema>;

/** What became of a message that the server sent to one of its own mailboxes. */
export const testMessageSchema = z.object({
  accepted: z.boolean(),
  /** What the listener said last, escaped. */
  reply: z.string(),
  /** It is in the mailbox: not held by a filter, not passed on to somebody else. */
  arrived: z.boolean(),
  /** The port of the listener that it went through. */
  port: z.number().int(),
});
export type TestMessage = z.infer<typeof testMessageSchema>;

export const overviewContract = {
  /** What is wrong, the gravest first; nothing: all is well. */
  concerns: procedure.output(z.array(concernSchema)),
  /** Who was refused since a time, and why. */
  refusals: procedure.input(z.object({ since: z.number() })).output(refusalsSchema),
  /** What nothing else shows of the first steps: when a test message first was in its mailbox; null as long as none was. */
  firstSteps: procedure.output(z.object({ testMessageAt: z.number().nullable() })),
  /** Sends a message to an account here, through the SMTP listener, as another server would. NOT_FOUND without the account, CONFLICT while no such listener runs. */
  sendTestMessage: procedure
    .input(z.object({ address: mailAddressSchema, subject: z.string().trim().min(1).max(200), text: z.string().max(5000) }))
    .output(testMessageSchema),
};
