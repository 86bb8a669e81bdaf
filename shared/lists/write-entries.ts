/** Writes lists of entries as text: all of each entry for a spreadsheet, or a plain line each. */
import { csvLine } from './csv.ts';
import type { ListFormat } from './list-formats.ts';

export const LIST_FILE_FORMATS = ['csv', 'text'] as const;
export type ListFileFormat = (typeof LIST_FILE_FORMATS)[number];

/** The line of column names; '' for plain text, which has none. */
export function headLine<Entry>(format: ListFormat<Entry>, as: ListFileFormat): string {
  return as === 'csv' ? `${csvLine(format.columns)}\r\n` : '';
}

export function entryLine<Entry>(entry: Entry, format: ListFormat<Entry>, as: ListFileFormat): string {
  if (as === 'text') return `${format.lineOf(entry)}\n`;
  return `${csvLine(format.columns.map((column) => cellOf(entry[column])))}\r\n`;
}

/** The fields of entries are texts and switches, or nothing. */
function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : '';
}
