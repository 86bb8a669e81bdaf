/** What the command line prints: tables for people, JSON for programs. All of it is made safe to show on a terminal. */
import type { Writable } from 'node:stream';
import { EVENT_KINDS, type LogEvent } from '../../shared/events.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';

/** Columns of a table, each with its heading and how a row's cell is made. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number>>;

/** A table with a heading; numbers stand to the right. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const headings = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((cell) => cell(row)));
  const texts = [headings, ...cells.map((line) => line.map((cell) => escapeHostileText(String(cell))))];
  const widths = headings.map((_, column) => Math.max(...texts.map((line) => (line[column] ?? '').length)));
  const isNumber = headings.map((_, column) => cells.length > 0 && cells.every((line) => typeof line[column] === 'number'));
  const lines = texts.map((line) => line.map((text, column) => pad(text, widths[column] ?? 0, isNumber[column] ?? false)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** Local time, as `2026-11-24 15:04:05`. */
export function dateTime(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** One event on one line. Its text comes escaped from the log. */
export function eventLine(event: LogEvent): string {
  const who = [event.remoteAddress, event.account].filter((part) => part !== undefined && part !== '').join(' ');
  const ids = [event.sessionId, event.traceId].filter((part) => part !== undefined).join(' ');
  const parts = [
    dateTime(event.at),
    event.level.padEnd(7),
    event.protocol.padEnd(11),
    EVENT_KINDS[event.kind],
    who,
    event.reason ?? '',
    event.text,
    ids === '' ? '' : `[${ids}]`,
  ];
  return `${parts.filter((part) => part !== '').join('  ')}\n`;
}

/** Bytes for people. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${power === 0 ? count : (count / 1024 ** power).toFixed(1)} ${units[power] ?? 'B'}`;
}

/** Bytes that may wait for a slow reader of the log on stdout, before that reader loses lines. */
const WAITING_BYTES = 4 * 1024 * 1024;
/** Milliseconds that lines gather. */
const GATHER_MS = 50;

/** Lines for a reader that may be slow or gone: it loses lines, with a count, and the server never waits for it. */
export class LossyLines {
  readonly #stream: Writable;
  readonly #lostLine: (lost: number) => string;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;
  #lost = 0;

  /** @param lostLine makes the line that says how many were lost */
  constructor(stream: Writable, lostLine: (lost: number) => string) {
    this.#stream = stream;
    this.#lostLine = lostLine;
    // The reader has gone away; the log is in the data folder all the same.
    stream.on('error', () => undefined);
  }

  /** Lines go out together, a few times a second: a write for each would cost the sessions more than the line is worth. */
  write(line: string): void {
    if (this.#stream.destroyed || this.#stream.writableLength + this.#gathered.length > WAITING_BYTES) {
      this.#lost += 1;
      return;
    }
    if (this.#lost > 0) this.#gathered += this.#lostLine(this.#lost);
    this.#lost = 0;
    this.#gathered += line;
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Hands over what has gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered !== '') this.#stream.write(this.#gathered);
    this.#gathered = '';
  }
}
