/** Admin API, area `grants`: who may send without logging in just now, since they have fetched mail a moment ago (SMTP After POP). */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { procedure } from './errors.ts';

export const grantSchema = z.object({
  /** The client address. */
  address: z.string(),
  accountId: z.number().int(),
  /** The address of the account that has logged in from there. */
  account: z.string(),
  /** Milliseconds from now until it ends by itself. */
  timeLeft: z.number(),
  /** Messages that were sent to other domains on the strength of it. */
  messages: z.number().int(),
});
export type Grant = z.infer<typeof grantSchema>;

export const grantsContract = {
  /** All live grants; an address from which several accounts have logged in has one for each. The one that began longest ago comes first. */
  list: procedure.output(z.array(grantSchema)),
  /** The same now, and again after each change, at most twice a second. That the time of one is up is not told: `timeLeft` says when. */
  watch: procedure.output(eventIterator(z.array(grantSchema))),
  /** Ends the grants of a client address, all of them or those of one account. NOT_FOUND if there is none. */
  end: procedure.input(z.object({ address: z.string().max(100), accountId: z.int().optional() })),
};
