/**
 * The events that a filter lets through, all of the history, as a file. They are read page by page from the newest back,
 * each page becoming a piece of the file at once, so that a million events never stand in the memory of the window.
 */
import type { LogFilter } from '../../../shared/admin-api/log.ts';
import { EVENT_KINDS, type LogEvent } from '../../../shared/events.ts';
import type { ExportFormat } from './export-formats.ts';
import type { LogSource } from './log-feed.ts';

/** Events asked for at a time: the most that the admin API hands out. */
export const EXPORT_PAGE = 5000;

const TYPES: Readonly<Record<ExportFormat, { readonly type: string; readonly ending: string }>> = {
  text: { type: 'text/plain;charset=utf-8', ending: 'txt' },
  csv: { type: 'text/csv;charset=utf-8', ending: 'csv' },
  jsonl: { type: 'application/jsonl;charset=utf-8', ending: 'jsonl' },
};

const CSV_FIELDS = ['id', 'at', 'level', 'protocol', 'kind', 'sessionId', 'traceId', 'remoteAddress', 'account', 'reason', 'text'] as const;
/** Spreadsheets tell the encoding by it. */
const BYTE_ORDER_MARK = '\uFEFF';

export interface ExportProgress {
  readonly signal: AbortSignal;
  /** Told after each page how many events there are by now. */
  readonly onPage: (count: number) => void;
}

export async function exportLog(
  source: Pick<LogSource, 'search'>,
  filter: LogFilter,
  format: ExportFormat,
  { signal, onPage }: ExportProgress,
): Promise<{ readonly file: Blob; readonly count: number }> {
  const { type } = TYPES[format];
  const pieces: Blob[] = [];
  let count = 0;
  let before: number | undefined;
  for (let more = true; more; ) {
    const page = await source.search({ ...filter, limit: EXPORT_PAGE, ...(before === undefined ? {} : { before }) }, { signal });
    signal.throwIfAborted();
    count += page.events.length;
    before = page.events[0]?.id;
    pieces.push(new Blob([page.events.map((event) => `${lineOf(event, format)}\n`).join('')], { type }));
    more = page.more && before !== undefined;
    onPage(count);
  }
  if (format === 'csv') pieces.push(new Blob([`${BYTE_ORDER_MARK}${CSV_FIELDS.join(',')}\n`], { type }));
  return { file: new Blob(pieces.toReversed(), { type }), count };
}

/** `gatepost-log-2026-11-25T14-30.csv` */
export function exportName(format: ExportFormat, now: number): string {
  return `gatepost-log-${new Date(now).toISOString().slice(0, 16).replace(':', '-')}.${TYPES[format].ending}`;
}

export function lineOf(event: LogEvent, format: ExportFormat): string {
  switch (format) {
    case 'text':
      return textLine(event);
    case 'csv':
      return CSV_FIELDS.map((field) => csvCell(field === 'at' ? new Date(event.at).toISOString() : String(event[field] ?? ''))).join(',');
    case 'jsonl':
      return JSON.stringify({ ...event, at: new Date(event.at).toISOString() });
  }
}

/** One event on one line of plain text. */
export function textLine({ at, level, protocol, kind, sessionId, remoteAddress, account, reason, text }: LogEvent): string {
  const who = [sessionId, remoteAddress, account, reason].filter((part) => part !== undefined).join(' ');
  return `${new Date(at).toISOString()} ${level} ${protocol} ${who === '' ? '' : `${who} `}${EVENT_KINDS[kind]}: ${text}`;
}

/** RFC 4180. What a spreadsheet would take for a formula begins with an apostrophe: the texts are those of strangers. */
function csvCell(value: string): string {
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
