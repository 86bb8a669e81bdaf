/** Lines of a spreadsheet that has no line of column names, told from plain lines. */
import { readSpan } from '../net/address-range.ts';
import { FILTER_ACTIONS, FILTER_SCOPES } from '../settings/security/filters.ts';
import { csvRecords } from './csv.ts';

export const YES: ReadonlySet<string> = new Set(['', 'true', 'yes', 'ja', '1', 'x', 'on']);
export const NO: ReadonlySet<string> = new Set(['false', 'no', 'nein', '0', 'off']);

const SEPARATORS = [',', ';', '\t'];

/** The cells of a line, by the columns that they stand in; undefined if it is none of such a table. @param isRecord looks at the cells, spaces around them left out */
function bareRecord(
  line: string,
  columns: readonly string[],
  isRecord: (cells: readonly string[], separator: string) => boolean,
): Readonly<Record<string, string>> | undefined {
  for (const separator of SEPARATORS) {
    if (!line.includes(separator)) continue;
    const [record] = csvRecords(line, separator);
    const cells = (record?.cells ?? []).map((cell) => cell.trim());
    // A separator at the end of each line is an empty column more.
    if (cells.length > columns.length && cells.at(-1) === '') cells.pop();
    if (cells.length < 2 || cells.length > columns.length || !isRecord(cells, separator)) continue;
    return Object.fromEntries(columns.flatMap((column, place): [string, string][] => (place < cells.length ? [[column, cells[place] ?? '']] : [])));
  }
  return undefined;
}

const isAddress = (text: string): boolean => typeof readSpan(text) !== 'string';
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Days as other countries write them are meant for a time, too: they are refused as such, rather than kept as a part of a note. */
const isTime = (text: string): boolean => text === '' || /^\d{4}-\d\d-\d\d/.test(text) || /^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/.test(text);

/**
 * An address, and what may stand behind it: a note and a time. Two addresses are no entry with a note, and what has more cells
 * or no time in the third may have lost the quotes around its note.
 */
export function addressRecord(line: string, columns: readonly string[]): Readonly<Record<string, string>> | undefined {
  const record = bareRecord(
    line,
    columns,
    ([address = '', note = '', time = ''], separator) => isAddress(address) && isTime(time) && (separator === ';' || !isAddress(note)),
  );
  const [, note = '', time = ''] = columns;
  // A day alone is no note.
  return record === undefined || !DAY.test(record[note] ?? '') || record[time] !== undefined ? record : { ...record, [note]: '', [time]: record[note] ?? '' };
}

const isOneOf = (words: readonly string[], text: string): boolean => words.includes(text.toLowerCase());

/** What the cells of a column may say, where that is a closed list. */
const CELLS: Readonly<Record<string, (text: string) => boolean>> = {
  scope: (text) => isOneOf(FILTER_SCOPES, text),
  action: (text) => isOneOf(FILTER_ACTIONS, text),
  enabled: (text) => YES.has(text.toLowerCase()) || NO.has(text.toLowerCase()),
  expires: isTime,
};

/** Texts have commas and semicolons in them: only what names an action in its place, and nothing wrong in the others, is a record. */
export function filterRecord(line: string, columns: readonly string[]): Readonly<Record<string, string>> | undefined {
  const named = columns.indexOf('action');
  return bareRecord(
    line,
    columns,
    (cells) => cells.length > named && cells[0] !== '' && cells.every((cell, place) => CELLS[columns[place] ?? '']?.(cell) !== false),
  );
}
