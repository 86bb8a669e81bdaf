/** `outbound`: how much one sender may send to other servers before the rest is held for the administrator to look at. */
import * as z from 'zod';
import { field } from './fields.ts';

const limit = (label: string, help: string, usual: number) => z.int().min(1).max(1_000_000).nullable().default(usual).meta(field(label, help));
const ownLimit = (label: string) => z.int().min(1).max(1_000_000).nullable().default(null).meta(field(label, 'Empty: without limit.'));

export const outboundExceptionSchema = z.strictObject({
  sender: z.string().min(1).max(320).meta(field('Sender', 'The address of an account, or the name of an SMTP login.')),
  messagesPerHour: ownLimit('Messages in an hour'),
  messagesPerDay: ownLimit('Messages in a day'),
  newRecipientsPerHour: ownLimit('New recipients in an hour'),
  newRecipientsPerDay: ownLimit('New recipients in a day'),
});

export const outboundSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta(
      field(
        'Enabled',
        'Mail past the limits is held, not lost: it can be released in one step. Local recipients and trusted clients that do not log in are not counted.',
      ),
    ),
  messagesPerHour: limit(
    'Messages in an hour',
    'A person writes a few dozen messages on a busy day; whoever has stolen a password sends thousands in an hour. Empty: without limit.',
    200,
  ),
  messagesPerDay: limit('Messages in a day', 'Room for a busy day of a shop that confirms each order. Empty: without limit.', 1000),
  newRecipientsPerHour: limit(
    'New recipients in an hour',
    'Addresses elsewhere that the sender has never written to: few in normal work, all of them when a stolen password is used. Empty: without limit.',
    100,
  ),
  newRecipientsPerDay: limit(
    'New recipients in a day',
    'An invitation to all customers passes, a purchased list of addresses does not. Empty: without limit.',
    400,
  ),
  exceptions: z
    .array(outboundExceptionSchema)
    .max(10_000)
    .default([])
    .meta(field('Exceptions', 'Senders with limits of their own, such as a login for newsletters.')),
});
export type OutboundSettings = z.infer<typeof outboundSchema>;
