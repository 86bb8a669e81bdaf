/** `security.sender-rules`: narrow who may relay by the sender's address. A sender is forgeable: these never open anything. */
import * as z from 'zod';
import { field } from '../fields.ts';

export const senderRulesSchema = z.strictObject({
  senderDomainMustBeLocal: z
    .boolean()
    .default(false)
    .meta(field("Sender's domain must be local", 'Mail to other domains is taken only if the domain of MAIL FROM is one of ours.')),
  senderMustHaveAccount: z
    .boolean()
    .default(false)
    .meta(field('Sender must have an account', 'Mail to other domains is taken only if MAIL FROM is an existing account or alias.')),
});
