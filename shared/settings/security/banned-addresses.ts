/** `security.banned-addresses`: client addresses that are disconnected at once. */
import * as z from 'zod';
import { field } from '../fields.ts';
import { addressEntrySchema } from './address-entry.ts';

export const bannedAddressesSchema = z.strictObject({
  entries: z
    .array(addressEntrySchema)
    .max(1_000_000)
    .default([])
    .meta(field('Banned addresses', 'Bans that the server makes by itself (guessing of passwords or recipients) are kept apart, and listed with these.')),
});
