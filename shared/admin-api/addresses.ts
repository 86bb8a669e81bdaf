/**
 * Admin API, area `addresses`: the lists of banned and trusted addresses, entry by entry, so that a list of 100,000 need not
 * travel whole. Entries that could lock somebody out, or let everybody in, are refused with NEEDS_CONFIRMATION first.
 */
import * as z from 'zod';
import { FIXED_LIMITS } from '../limits.ts';
import { ADDRESS_LINTS, type AddressLint } from '../net/address-lint.ts';
import { addressEntrySchema } from '../settings/security/address-entry.ts';
import { procedure } from './errors.ts';

export const addressListSchema = z.enum(['banned', 'trusted']);

export const listedAddressSchema = z.object({
  address: z.string(),
  note: z.string(),
  /** ISO 8601; null means never. */
  expires: z.string().nullable(),
  source: z.enum(['manual', 'brute-force', 'harvest']),
  /** Kept by the server, where it counts them. */
  hits: z.int().optional(),
  /** Milliseconds since 1970. */
  lastHitAt: z.number().optional(),
});
export type ListedAddress = z.infer<typeof listedAddressSchema>;

const pageSchema = z.object({
  list: addressListSchema,
  /** Part of an address or note, or an address that entries cover. */
  search: z.string().max(200).default(''),
  sources: z.array(listedAddressSchema.shape.source).optional(),
  /** `list`: automatic bans first, the newest first, then as in the settings. */
  sort: z.enum(['list', 'address', 'note', 'expires']).default('list'),
  descending: z.boolean().default(false),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(FIXED_LIMITS.addressPage).default(100),
});
export type AddressPage = z.infer<typeof pageSchema>;

const confirmed = z.boolean().default(false);
const count = z.object({ count: z.int() });

export const addressesContract = {
  /** One page of a list; `total` counts all that fit. */
  list: procedure.input(pageSchema).output(z.object({ total: z.int(), entries: z.array(listedAddressSchema) })),
  /** CONFLICT if the very same addresses are in the list already, for as long at least; one that ends sooner, or is over, gives way, and `lengthened` tells of the former. */
  add: procedure
    .input(z.object({ list: addressListSchema, entry: addressEntrySchema, confirmed }))
    .output(addressEntrySchema.extend({ lengthened: z.boolean() })),
  /** Puts another entry in the place of one; NOT_FOUND if it is not in the settings. */
  update: procedure.input(z.object({ list: addressListSchema, address: z.string().max(100), entry: addressEntrySchema, confirmed })).output(addressEntrySchema),
  /** Removes entries, and the automatic bans of these addresses. NOT_FOUND if one is not there, and then nothing is removed. */
  remove: procedure.input(z.object({ list: addressListSchema, addresses: z.array(z.string().max(100)).min(1).max(FIXED_LIMITS.addressPage) })).output(count),
  /**
   * Adds many: an address on each line, with a note after "#" or ";". Those that are there for as long already are passed over. INVALID
   * names the lines that cannot be read, and nothing is added.
   */
  import: procedure
    .input(z.object({ list: addressListSchema, text: z.string().max(FIXED_LIMITS.addressImportCharacters), confirmed }))
    .output(z.object({ added: z.int(), alreadyThere: z.int() })),
  /** What is odd about a list; the first of it, and how much there is. */
  lint: procedure.input(z.object({ list: addressListSchema })).output(
    z.object({
      total: z.int(),
      found: z.array(
        z.object({ address: z.string(), lint: z.enum(Object.keys(ADDRESS_LINTS) as [AddressLint, ...AddressLint[]]), other: z.string().optional() }),
      ),
    }),
  ),
};
