/** How the entries of each list are written as text: the columns of a spreadsheet, and a line of plain text. */
import type * as z from 'zod';
import { type AddressEntry, addressEntrySchema } from '../settings/security/address-entry.ts';
import { type AttachmentEntry, attachmentEntrySchema } from '../settings/security/attachment-filters.ts';
import { type FilterEntry, filterEntrySchema } from '../settings/security/filters.ts';
import { addressRecord, filterRecord } from './bare-records.ts';

/** The lists of entries, by the option that they belong to. */
export interface ListEntries {
  readonly filters: FilterEntry;
  readonly 'attachment-filters': AttachmentEntry;
  readonly 'banned-addresses': AddressEntry;
  readonly 'trusted-addresses': AddressEntry;
}
export const LIST_IDS = ['filters', 'attachment-filters', 'banned-addresses', 'trusted-addresses'] as const satisfies readonly (keyof ListEntries)[];
export type ListId = (typeof LIST_IDS)[number];

/** Fields of an entry as they stand in a text, by column; undefined for a line that says nothing. */
export type Fields = Readonly<Record<string, string>>;

export interface ListFormat<Entry> {
  /** The first is the one that an entry is about. */
  readonly columns: readonly (keyof Entry & string)[];
  readonly schema: z.ZodType<Entry>;
  readonly fieldsOfLine: (line: string) => Fields | undefined;
  readonly lineOf: (entry: Entry) => string;
}

/** Longest note in characters, as the settings allow. */
const NOTE = 1000;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A filter is a line as it stands: "#" and ";" occur in texts of spam. How much white space there is makes no difference to it. */
const FILTER_COLUMNS = ['text', 'scope', 'action', 'enabled', 'note', 'expires'] as const;
const filterFormat: ListFormat<FilterEntry> = {
  columns: FILTER_COLUMNS,
  schema: filterEntrySchema,
  fieldsOfLine: (line) => (line.trim() === '' ? undefined : (filterRecord(line, FILTER_COLUMNS) ?? { text: line.trim() })),
  lineOf: ({ text }) => oneLine(text),
};

const ATTACHMENT_COLUMNS = ['pattern', 'action', 'enabled', 'note'] as const;
const attachmentFormat: ListFormat<AttachmentEntry> = {
  columns: ATTACHMENT_COLUMNS,
  schema: attachmentEntrySchema,
  fieldsOfLine: (line) => (line.trim() === '' ? undefined : (filterRecord(line, ATTACHMENT_COLUMNS) ?? { pattern: line.trim() })),
  lineOf: ({ pattern }) => oneLine(pattern),
};

/** Lists of addresses in the world have notes behind "#" or ";". */
const ADDRESS_COLUMNS = ['address', 'note', 'expires'] as const;
const addressFormat: ListFormat<AddressEntry> = {
  columns: ADDRESS_COLUMNS,
  schema: addressEntrySchema,
  fieldsOfLine: (line) => {
    const record = addressRecord(line, ADDRESS_COLUMNS);
    if (record !== undefined) return { ...record, note: (record['note'] ?? '').slice(0, NOTE) };
    const mark = line.search(/[#;]/);
    const address = (mark < 0 ? line : line.slice(0, mark)).trim();
    return address === '' ? undefined : { address, note: mark < 0 ? '' : line.slice(mark + 1, mark + 1 + NOTE).trim() };
  },
  lineOf: ({ address, note }) => (note === '' ? address : `${address} # ${oneLine(note)}`),
};

export const LIST_FORMATS: { readonly [Id in ListId]: ListFormat<ListEntries[Id]> } = {
  filters: filterFormat,
  'attachment-filters': attachmentFormat,
  'banned-addresses': addressFormat,
  'trusted-addresses': addressFormat,
};
