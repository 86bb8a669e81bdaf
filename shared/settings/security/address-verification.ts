/** `security.address-verification`: host names, senders and recipients. */
import * as z from 'zod';
import { field } from '../fields.ts';

export const addressVerificationSchema = z.strictObject({
  assumeBlankSenderIsValid: z
    .boolean()
    .default(true)
    .meta(
      field(
        'Assume blank MAIL FROM address is valid',
        'Delivery reports have a blank sender (RFC 5321 section 4.5.5). Off: they are refused, and no report reaches your users any more.',
      ),
    ),
  verifySenderDomain: z.boolean().default(true).meta(field("Verify the sender's domain", 'The domain of MAIL FROM must be able to receive mail.')),
  verifyLocalSender: z.boolean().default(true).meta(field('Verify local senders', 'A MAIL FROM in a local domain must be an existing account or alias.')),
  verifyHelo: z.boolean().default(true).meta(field('Verify HELO', 'The name a client gives itself must be well formed, and not our own.')),
  heloMustResolve: z.boolean().default(false).meta(field('HELO name must exist', 'The name must be in the DNS. Some legitimate servers fail this.')),
  verifyReverseDns: z
    .boolean()
    .default(false)
    .meta(field('Verify reverse DNS', 'The client address must have a name that leads back to it. Some legitimate servers fail this.')),
  verifySenderByCallout: z
    .boolean()
    .default(false)
    .meta(
      field(
        'Verify the sender by callout',
        "Asks the mail server of the sender's domain whether the address exists. Slow; some servers dislike it. Any trouble counts as yes.",
      ),
    ),
  maxUnknownRecipients: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .meta(
      field(
        'Unknown recipients before a client is slowed',
        'A session that tries more addresses that do not exist is guessing: it is slowed, at twice the number closed and its address banned for a while.',
      ),
    ),
});
