/** Comma-separated values as spreadsheets write and read them (RFC 4180; semicolons and tabs too, as Excel writes them in many languages). */

/** A spreadsheet takes a cell that begins like this for a formula, and would carry out what a sender wrote: such a cell gets an apostrophe in front. */
const FORMULA = /^'*[=+\-@\t]/;

export function csvLine(cells: readonly string[], separator = ','): string {
  return cells.map((cell) => csvCell(cell, separator)).join(separator);
}

function csvCell(cell: string, separator: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Of its first line, from 1. */
  readonly line: number;
}

/** The separator of a text whose first line is `head`: the one that stands in it most often; undefined if none does. */
export function separatorOf(head: string): string | undefined {
  const [best] = [',', ';', '\t'].map((separator) => ({ separator, count: head.split(separator).length })).toSorted((one, other) => other.count - one.count);
  return best === undefined || best.count < 2 ? undefined : best.separator;
}

/** Cells between two pauses. */
const PAUSE = 256;

/** The records of a text, one after the other; a line break within quotes belongs to its cell. Empty lines are passed over. */
export function* csvRecords(text: string, separator: string): Generator<CsvRecord, void, void> {
  for (const record of csvTurns(text, separator)) if (record !== undefined) yield record;
}

/** The same with pauses (undefined), however many lines are empty and however many cells a record has. */
export function* csvTurns(text: string, separator: string): Generator<CsvRecord | undefined, void, void> {
  let read = 0;
  let cells: string[] = [];
  let line = 1;
  let firstLine = 1;
  for (let at = 0; at <= text.length; ) {
    const { cell, end } = readCell(text, at, separator);
    cells.push(FORMULA.test(cell) && cell.startsWith("'") ? cell.slice(1) : cell);
    line += countBreaks(text, at, end);
    read += 1;
    if (read % PAUSE === 0) yield undefined;
    const mark = text[end];
    at = end + 1;
    if (mark === separator) continue;
    if (mark === '\r' && text[at] === '\n') at += 1;
    if (cells.length > 1 || cells[0]?.trim() !== '') yield { cells, line: firstLine };
    cells = [];
    line += 1;
    firstLine = line;
  }
}

/** @returns the cell that begins at `at`, and where its separator or line break stands */
function readCell(text: string, at: number, separator: string): { readonly cell: string; readonly end: number } {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { cell: text.slice(at, end), end };
  }
  let cell = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { cell: cell + text.slice(from), end: text.length };
    cell += text.slice(from, quote);
    from = quote + 1;
    if (text[from] !== '"') break;
    cell += '"';
    from += 1;
  }
  // What stands between the quotes and the separator belongs to nothing; it is kept, so that nobody loses a word.
  const rest = readCell(text, from, separator);
  return text[from] === '"' ? { cell, end: from } : { cell: cell + rest.cell, end: rest.end };
}

/** Looks no further than `to`: the next line break may be at the end of the text, or nowhere. */
function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (text[at] === '\n') count += 1;
  return count;
}
