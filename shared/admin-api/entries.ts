/**
 * Admin API, area `entries`: the four lists of the Security menu as windows edit them, page by page, so that a list of 100,000
 * entries need not travel whole. Each change can be taken back for a while with the `undo` that it returns. For banned and
 * trusted addresses what could lock somebody out, or let everybody in, is refused with NEEDS_CONFIRMATION first.
 */
import * as z from 'zod';
import { FIXED_LIMITS } from '../limits.ts';
import { LIST_FILE_FORMATS } from '../lists/write-entries.ts';
import { addressEntrySchema } from '../settings/security/address-entry.ts';
import { attachmentEntrySchema } from '../settings/security/attachment-filters.ts';
import { filterEntrySchema } from '../settings/security/filters.ts';
import { procedure } from './errors.ts';

/** `list`: as in the settings, automatic bans before them. What a list has no such field of is sorted as `list`. */
export const ENTRY_SORTS = ['list', 'main', 'scope', 'action', 'enabled', 'note', 'expires', 'source', 'hits', 'lastHitAt'] as const;
/** `manual` and `automatic`: whoever made the entry. `never-hit`: it has not matched anything yet. */
export const ENTRY_STATES = ['active', 'off', 'expired', 'never-hit', 'manual', 'automatic'] as const;

export const entryQuerySchema = z.object({
  /** Found in the entry or its note; in lists of addresses also an address that entries cover. */
  search: z.string().max(1000).default(''),
  state: z.enum(ENTRY_STATES).optional(),
  sort: z.enum(ENTRY_SORTS).default('list'),
  descending: z.boolean().default(false),
});
export type EntryQuery = z.infer<typeof entryQuerySchema>;

const keySchema = z.string().max(1100);
/** Entries by their keys, or all that a question finds but for some. */
const selectionSchema = z.union([
  z.strictObject({ keys: z.array(keySchema).min(1).max(FIXED_LIMITS.selectedEntries) }),
  z.strictObject({ all: entryQuerySchema.pick({ search: true, state: true }), except: z.array(keySchema).max(FIXED_LIMITS.selectedEntries).default([]) }),
]);
export type EntrySelection = z.infer<typeof selectionSchema>;

export const entrySourceSchema = z.enum(['manual', 'brute-force', 'harvest']);
export type EntrySource = z.infer<typeof entrySourceSchema>;

/** What everybody has who is a row of a list, whatever it lists. */
export interface EntryRow<Entry> {
  /** Names the entry within its list for as long as it is not changed. */
  readonly key: string;
  /** Its place in the settings, as findings name it; null for what the server has added by itself. */
  readonly index: number | null;
  readonly entry: Entry;
  readonly source: EntrySource;
  readonly hits: number;
  /** Milliseconds since 1970. */
  readonly lastHitAt: number | null;
}

/** What became of entries that were to be added. */
export interface EntriesTaken {
  readonly added: number;
  /** They were in the list already, and end later now. */
  readonly lengthened: number;
  readonly alreadyThere: number;
}

const confirmed = z.boolean().default(false);
/** Names a change, for `undo`. */
const undo = z.string();
/** The revision of the settings that it has made; none where they stay as they were. */
const revision = z.int().optional();
const changed = z.object({ count: z.int(), undo, revision });

function listContract<Schema extends z.ZodObject>(entry: Schema) {
  return {
    /** A page; `total` counts what fits the question, `all` what is in the list. */
    list: procedure
      .input(entryQuerySchema.extend({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(FIXED_LIMITS.addressPage).default(200) }))
      .output(
        z.object({
          total: z.int(),
          all: z.int(),
          rows: z.array(
            z.object({ key: z.string(), index: z.int().nullable(), entry, source: entrySourceSchema, hits: z.int(), lastHitAt: z.number().nullable() }),
          ),
        }),
      ),
    /** CONFLICT if the list has it already. One that is over gives way; so does one that ends sooner, in lists of addresses, which is `lengthened` then. */
    add: procedure.input(z.object({ entry, confirmed })).output(changed.extend({ lengthened: z.boolean() })),
    /** Puts another entry in the place of one; NOT_FOUND if that is not there any more. */
    update: procedure.input(z.object({ key: keySchema, entry, confirmed })).output(changed),
    /** Removes entries, and ends automatic bans. Those that are gone already are passed over; NOT_FOUND if all are. */
    remove: procedure.input(z.object({ selection: selectionSchema })).output(changed),
    /** INVALID for a list whose entries cannot be switched off. */
    enable: procedure.input(z.object({ selection: selectionSchema, enabled: z.boolean() })).output(changed),
    /** Adds what a text lists (shared/lists/read-entries.ts). INVALID names the lines that cannot be read, unless these are to be passed over. */
    import: procedure
      .input(z.object({ text: z.string().max(FIXED_LIMITS.addressImportCharacters), skipUnreadable: z.boolean().default(false), confirmed }))
      .output(z.object({ added: z.int(), lengthened: z.int(), alreadyThere: z.int(), unreadable: z.int(), undo, revision })),
    /** A part of the list as text, from one entry on; `next` is where the following part begins, null at the end. Automatic bans are left out. */
    export: procedure
      .input(z.object({ format: z.enum(LIST_FILE_FORMATS), from: z.int().min(0).default(0) }))
      .output(z.object({ text: z.string(), next: z.int().nullable() })),
    /**
     * Takes a change back, and leaves all that was changed since as it is. CHANGED_ELSEWHERE names what of this change itself has
     * been changed again since: the rest of it is taken back then. NOT_FOUND if it is too long ago.
     */
    undo: procedure.input(z.object({ undo, confirmed })).output(z.object({ count: z.int() })),
  };
}

/** By the option: names of calls are letters and digits alone. */
export const entriesContract = {
  filters: listContract(filterEntrySchema),
  attachmentFilters: listContract(attachmentEntrySchema),
  bannedAddresses: listContract(addressEntrySchema),
  trustedAddresses: listContract(addressEntrySchema),
};
