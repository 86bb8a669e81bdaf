/** An entry of the lists of banned and trusted addresses. */
import * as z from 'zod';
import { ADDRESS_RANGE_CHARACTERS, readSpan } from '../../net/address-range.ts';
import { field } from '../fields.ts';
import { NOTE_CHARACTERS, expiresSchema, noteSchema } from './list-fields.ts';

export const addressEntrySchema = z.strictObject({
  address: z
    .string()
    .max(ADDRESS_RANGE_CHARACTERS)
    .superRefine((text, context) => {
      const span = readSpan(text);
      if (typeof span === 'string') context.addIssue({ code: 'custom', message: span });
    })
    .meta(field('Address', 'An IP address, a network (192.0.2.0/24), a range (192.0.2.1-192.0.2.9) or a pattern (192.0.2.*); IPv4 or IPv6.')),
  note: noteSchema,
  expires: expiresSchema,
});
export type AddressEntry = z.infer<typeof addressEntrySchema>;

const FIELDS = Object.keys(addressEntrySchema.shape);

/**
 * True for an entry that the schema would give back as it is, told without making another: most of a long list are such. False
 * says nothing.
 */
export function isPlainAddressEntry(entry: { readonly [name: string]: unknown }): boolean {
  const names = Object.keys(entry);
  if (names.length !== FIELDS.length || names.some((name, place) => name !== FIELDS[place])) return false;
  const { address, note, expires } = entry;
  if (typeof address !== 'string' || typeof note !== 'string' || expires !== null) return false;
  return note.length <= NOTE_CHARACTERS && typeof readSpan(address) !== 'string';
}
