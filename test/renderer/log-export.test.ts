import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat } from '../../renderer/windows/log/export-formats.ts';
import { EXPORT_PAGE, exportLog, exportName, lineOf } from '../../renderer/windows/log/log-export.ts';
import type { LogSource } from '../../renderer/windows/log/log-feed.ts';
import { logEvent, logEvents } from './log-event-maker.ts';

/** A host with events 1 to `count`. */
function host(count: number): { source: Pick<LogSource, 'search'>; asked: number[] } {
  const asked: number[] = [];
  const search: LogSource['search'] = async ({ before = count + 1, limit }) => {
    asked.push(before);
    const first = Math.max(1, before - limit);
    return { events: logEvents(first, before - 1), more: first > 1 };
  };
  return { source: { search }, asked };
}

const run = async (source: Pick<LogSource, 'search'>, format: ExportFormat): Promise<{ text: string; counts: number[] }> => {
  const counts: number[] = [];
  const { file } = await exportLog(source, {}, format, { signal: new AbortController().signal, onPage: (count) => counts.push(count) });
  return { text: await file.text(), counts };
};

describe('the export of the log', () => {
  it('has all of the history in order, read page by page', async () => {
    const { source, asked } = host(EXPORT_PAGE * 2 + 7);
    const { text, counts } = await run(source, 'jsonl');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => Number(/"id":(\d+)/.exec(line)?.[1]));
    expect(ids).toEqual(logEvents(1, EXPORT_PAGE * 2 + 7).map(({ id }) => id));
    expect(asked).toHaveLength(3);
    expect(counts).toEqual([EXPORT_PAGE, EXPORT_PAGE * 2, EXPORT_PAGE * 2 + 7]);
  });

  it.each(EXPORT_FORMATS)('of an empty log is a file of %s without events', async (format) => {
    const { text } = await run({ search: async () => ({ events: [], more: false }) }, format);
    expect(text.split('\n').length).toBeLessThanOrEqual(2);
  });

  it('begins a table with the names of its columns', async () => {
    const { text } = await run(host(1).source, 'csv');
    expect(text.replace('\uFEFF', '').split('\n')[0]).toBe('id,at,level,protocol,kind,sessionId,traceId,remoteAddress,account,reason,text');
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const running = exportLog(host(EXPORT_PAGE * 3).source, {}, 'text', { signal: stop.signal, onPage: () => stop.abort() });
    await expect(running).rejects.toThrow();
  });

  it('quotes cells, and lets no sender write a formula', () => {
    const cells = lineOf(logEvent(1, { text: 'a "b", c', account: '=HYPERLINK("x")' }), 'csv');
    expect(cells).toContain('"a ""b"", c"');
    expect(cells).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lineOf(logEvent(1, { text: '+1' }), 'csv')).toMatch(/,'\+1$/);
  });

  it('has a name that tells the time and the kind', () => {
    expect(exportName('csv', Date.UTC(2026, 10, 25, 14, 30))).toBe('gatepost-log-2026-11-25T14-30.csv');
  });
});
