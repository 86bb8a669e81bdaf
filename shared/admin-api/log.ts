/** Admin API, area `log`: search all that happened, and follow what happens. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { eventKindSchema, eventLevelSchema, logEventSchema, reasonIdSchema } from '../events.ts';
import { procedure } from './errors.ts';

export const logFilterSchema = z.object({
  /** Milliseconds since 1970, inclusive. */
  since: z.number().optional(),
  until: z.number().optional(),
  remoteAddress: z.string().max(64).optional(),
  sessionId: z.string().max(64).optional(),
  traceId: z.string().max(64).optional(),
  account: z.string().max(320).optional(),
  reason: reasonIdSchema.optional(),
  kinds: z.array(eventKindSchema).optional(),
  protocols: z.array(logEventSchema.shape.protocol).optional(),
  minLevel: eventLevelSchema.optional(),
  /** Found anywhere in text, account, address or reason; case does not matter. */
  text: z.string().max(500).optional(),
  /** Reasons whose words, as the reader has them in his language, hold the text: an event with one of these fits the text as well. */
  textReasons: z.array(reasonIdSchema).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

/** Events in order, and how many this reader has lost just before them because it was too slow. */
export const eventBatchSchema = z.object({ events: z.array(logEventSchema), lost: z.number().int() });
export type EventBatch = z.infer<typeof eventBatchSchema>;

export const logContract = {
  /** The newest events that fit, in order of time; `before` pages further back. */
  search: procedure
    .input(logFilterSchema.extend({ before: z.int().optional(), limit: z.int().min(1).max(5000).default(500) }))
    .output(z.object({ events: z.array(logEventSchema), more: z.boolean() })),
  /** The events that fit, as they happen, in batches. */
  follow: procedure.input(logFilterSchema).output(eventIterator(eventBatchSchema)),
};
