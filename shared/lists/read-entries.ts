/**
 * Reads lists of entries as people have them: a spreadsheet with a line of column names, or plain lines. The window shows with
 * the same code what would be read, line by line, before anything is saved.
 */
import type { Problem } from '../admin-api/errors.ts';
import { FIXED_LIMITS } from '../limits.ts';
import { NO, YES } from './bare-records.ts';
import { type CsvRecord, csvTurns, separatorOf } from './csv.ts';
import type { Fields, ListFormat } from './list-formats.ts';

export interface ReadEntries<Entry> {
  /** In the order of the text. */
  readonly entries: readonly Entry[];
  /** Lines that cannot be read, how many in all, and the first of them. */
  readonly unreadable: number;
  readonly problems: readonly Problem[];
}

/** Lines between two pauses. */
const STEP = 64;
/** In a text a day alone will do, which is its last moment, and nothing at all stands for never. */
const NO_TIME = 'must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z';
/** A longer line is no entry; what stands at its start is enough to say so. */
const LINE = 4000;

/** Pauses now and then (`yield`), so that a text of a million lines can be read in turns. @param text with any line ends */
export function* readEntries<Entry>(text: string, format: ListFormat<Entry>): Generator<void, ReadEntries<Entry>, void> {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  let unreadable = 0;
  let count = 0;
  for (const found of fieldsIn(text.replace(/^\uFEFF/, ''), format)) {
    if (found === undefined) {
      yield;
      continue;
    }
    const { fields, line, shown } = found;
    const read = format.schema.safeParse(valuesOf(fields));
    if (read.success) entries.push(read.data);
    else {
      unreadable += 1;
      const [issue] = read.error.issues;
      const why = issue?.path[0] === 'expires' ? NO_TIME : (issue?.message ?? '');
      if (problems.length < FIXED_LIMITS.listProblems) problems.push({ field: `line ${line}`, message: `${shown.slice(0, 50)} ${why}` });
    }
    count += 1;
    if (count % STEP === 0) yield;
  }
  return { entries, unreadable, problems };
}

interface Line {
  readonly fields: Fields;
  /** From 1. */
  readonly line: number;
  readonly shown: string;
}

/** The lines with an entry in them, and undefined where it is time for a pause: lines without one are work, too. */
function* fieldsIn<Entry>(text: string, format: ListFormat<Entry>): Generator<Line | undefined, void, void> {
  const end = text.search(/[\r\n]/);
  const head = end < 0 ? text : text.slice(0, end);
  const separator = separatorOf(head);
  const names = separator === undefined ? [] : head.split(separator).map((name) => name.replaceAll('"', '').trim().toLowerCase());
  const [main] = format.columns;
  if (separator !== undefined && main !== undefined && names.includes(main)) yield* fromTable(csvTurns(text, separator), names, format.columns);
  else yield* fromLines(text, format);
}

function* fromTable(records: Iterable<CsvRecord | undefined>, names: readonly string[], columns: readonly string[]): Generator<Line | undefined, void, void> {
  // Once: the head may name any number of columns.
  const places = columns.map((name) => ({ name, place: names.lastIndexOf(name) })).filter(({ place }) => place >= 0);
  let isHead = true;
  for (const record of records) {
    if (record === undefined) yield undefined;
    else if (isHead) isHead = false;
    else {
      const fields = Object.fromEntries(places.map(({ name, place }) => [name, record.cells[place] ?? '']));
      yield { fields, line: record.line, shown: fields[columns[0] ?? ''] ?? '' };
    }
  }
}

function* fromLines<Entry>(text: string, format: ListFormat<Entry>): Generator<Line | undefined, void, void> {
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf('\n', from);
    const to = next < 0 ? text.length : next;
    line += 1;
    if (line % STEP === 0) yield undefined;
    const written = text.slice(from, Math.min(to, from + LINE)).replace(/\r$/, '');
    const fields = format.fieldsOfLine(written);
    if (fields !== undefined) yield { fields, line, shown: written.trim() };
    from = to + 1;
  }
}

/** The values of an entry; what is not as it should be is left as it is, for the schema to say so. */
function valuesOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]): [string, unknown][] => {
      const value = text.trim();
      switch (name) {
        case 'enabled':
          return [[name, YES.has(value.toLowerCase()) ? true : NO.has(value.toLowerCase()) ? false : value]];
        case 'expires':
          return [[name, value === '' ? null : /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T23:59:59Z` : value]];
        case 'scope':
        case 'action':
          // Left empty: as a new entry has it.
          return value === '' ? [] : [[name, value.toLowerCase()]];
        case 'address':
          return [[name, value]];
        default:
          return [[name, text]];
      }
    }),
  );
}
