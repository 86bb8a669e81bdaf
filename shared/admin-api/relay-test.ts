/** Admin API, area `relayTest`: does a listener of this server pass on mail for strangers? All texts are escaped. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { protocolSchema } from '../events.ts';
import { procedure } from './errors.ts';

/** Why a listener, or the whole server, could not be tested. */
export const RELAY_TEST_GAPS = {
  'not-listening': 'It is not listening',
  'not-reachable': 'It could not be reached from the test’s address',
  'cut-off': 'It ended the conversation again and again',
  'no-stranger': 'Every address of 127.0.0.0/8 is on a list of trusted or banned addresses: there is none from which a stranger could be played',
  'no-address': 'This system has no loopback address but 127.0.0.1, which is trusted',
} as const satisfies Record<string, string>;
export type RelayTestGap = keyof typeof RELAY_TEST_GAPS;
const gapSchema = z.enum(Object.keys(RELAY_TEST_GAPS) as [RelayTestGap, ...RelayTestGap[]]);

export const relayAttemptSchema = z.object({
  /** '' is the null reverse-path. */
  sender: z.string(),
  /** Missing where the sender was refused already. */
  recipient: z.string().optional(),
  /** The last line of the reply. */
  reply: z.string(),
  /** The recipient was taken: the message would have been relayed. */
  taken: z.boolean(),
});
export type RelayAttempt = z.infer<typeof relayAttemptSchema>;

export const testedListenerSchema = z.object({
  id: z.string(),
  protocol: protocolSchema,
  port: z.number().int(),
  /** Missing where it was tested to the end. */
  gap: gapSchema.optional(),
  attempts: z.array(relayAttemptSchema),
});
export type TestedListener = z.infer<typeof testedListenerSchema>;

export const relayTestResultSchema = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  milliseconds: z.number(),
  cause: z.enum(['asked', 'changed']),
  /** `unsure`: nothing was taken, but not every listener could be tested. */
  verdict: z.enum(['closed', 'open', 'unsure']),
  /** The address it came from; missing where there was none to come from. */
  clientAddress: z.string().optional(),
  /** Why nothing could be tested at all. */
  gap: gapSchema.optional(),
  listeners: z.array(testedListenerSchema),
});
export type RelayTestResult = z.infer<typeof relayTestResultSchema>;

export const relayTestContract = {
  /** Tests the SMTP listeners that run, with real connections from an address that is not trusted. Nothing is sent. */
  run: procedure.output(relayTestResultSchema),
  /** The last result since the start; null before the first. Now and after each test. */
  watch: procedure.output(eventIterator(relayTestResultSchema.nullable())),
};
