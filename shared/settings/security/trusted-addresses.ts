/** `security.trusted-addresses`: client addresses that may send to other domains without logging in. */
import * as z from 'zod';
import { field } from '../fields.ts';
import { addressEntrySchema } from './address-entry.ts';

export const trustedAddressesSchema = z.strictObject({
  entries: z
    .array(addressEntrySchema)
    .max(100_000)
    .default(['127.0.0.1', '::1'].map((address) => ({ address, note: 'this computer', expires: null })))
    .meta(field('Trusted addresses', 'Filters, attachment filters and limits still apply to them.')),
});
