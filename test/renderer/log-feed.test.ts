import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventBatch, LogFilter } from '../../shared/admin-api/log.ts';
import type { LogEvent } from '../../shared/events.ts';
import { LogFeed, type LogSource, PAGE_EVENTS } from '../../renderer/windows/log/log-feed.ts';
import { matcher, NO_FILTER } from '../../renderer/windows/log/log-filter.ts';
import { logEvent, logEvents } from './log-event-maker.ts';

/** A host that keeps its events in a list and hands out live ones when told to. */
class Host implements LogSource {
  history: LogEvent[] = [];
  readonly searches: (LogFilter & { before?: number; limit: number })[] = [];
  /** Live streams that are open. */
  readonly open = new Set<(batch: EventBatch) => void>();
  failing: Error | undefined;

  search: LogSource['search'] = async (input) => {
    this.searches.push(input);
    if (this.failing !== undefined) throw this.failing;
    const fitting = this.history
      .filter(matcher({ ...NO_FILTER, text: input.text ?? '' }))
      .filter((event) => event.id < (input.before ?? Number.POSITIVE_INFINITY));
    return { events: fitting.slice(-input.limit), more: fitting.length > input.limit };
  };

  follow: LogSource['follow'] = async (_input, { signal }) => {
    const batches: EventBatch[] = [];
    let wake = Promise.withResolvers<void>();
    const give = (batch: EventBatch): void => {
      batches.push(batch);
      wake.resolve();
    };
    this.open.add(give);
    signal.addEventListener('abort', () => {
      this.open.delete(give);
      wake.resolve();
    });
    return (async function* () {
      while (!signal.aborted) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        yield* batches.splice(0);
      }
    })();
  };

  happen(events: LogEvent[], lost = 0): void {
    this.history.push(...events);
    for (const give of this.open) give({ events, lost });
  }
}

function started(history: LogEvent[] = []): { host: Host; feed: LogFeed; ids: () => number[] } {
  const host = new Host();
  host.history = history;
  const feed = new LogFeed(host, NO_FILTER);
  feed.connect();
  const ids = (): number[] => feed.view().log.rows.flatMap((row) => (row.kind === 'event' ? [row.event.id] : []));
  return { host, feed, ids };
}

const settle = async (milliseconds = 0): Promise<void> => {
  await vi.advanceTimersByTimeAsync(milliseconds);
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the live log of a window', () => {
  it('begins with the history and goes on with what happens', async () => {
    const { host, feed, ids } = started(logEvents(1, 3));
    expect(feed.view().activity).toBe('loading');
    await settle();
    expect(feed.view().activity).toBe('idle');
    host.happen(logEvents(4, 5));
    await settle();
    expect(ids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells of many events at most ten times a second', async () => {
    const { host, feed, ids } = started();
    await settle();
    const told = vi.fn<() => void>();
    feed.onChange(told);
    for (let id = 1; id <= 200; id += 1) {
      host.happen([logEvent(id)]);
      await settle(5);
    }
    expect(ids()).toHaveLength(200);
    expect(told.mock.calls.length).toBeLessThanOrEqual(10);
    expect(told.mock.calls.length).toBeGreaterThan(5);
  });

  it('judges at once what is here, and searches all history when the typing rests', async () => {
    const { host, feed, ids } = started([...logEvents(1, PAGE_EVENTS), ...logEvents(PAGE_EVENTS + 1, 2 * PAGE_EVENTS)]);
    await settle();
    expect(ids()).toHaveLength(PAGE_EVENTS);
    feed.filter({ text: 'event 1' }, 200);
    feed.filter({ text: 'event 10' }, 200);
    expect(feed.view().activity).toBe('searching');
    expect(ids()).toEqual([1000]);
    expect(host.searches).toHaveLength(1);
    await settle(200);
    expect(host.searches).toHaveLength(2);
    expect(ids()).toEqual([10, ...logEvents(100, 109).map((event) => event.id), 1000]);
    expect(host.open.size).toBe(1);
  });

  it('reads back page by page, until the beginning', async () => {
    const { feed, ids } = started(logEvents(1, PAGE_EVENTS + 20));
    await settle();
    expect(ids()[0]).toBe(21);
    feed.readBack();
    feed.readBack();
    expect(feed.view().activity).toBe('reading-back');
    await settle();
    expect(ids()).toEqual(logEvents(1, PAGE_EVENTS + 20).map((event) => event.id));
    expect(feed.view().log.older).toBe(false);
  });

  it('catches up after a break in the connection', async () => {
    const { host, feed, ids } = started(logEvents(1, 3));
    await settle();
    feed.disconnect();
    expect(host.open.size).toBe(0);
    host.happen(logEvents(4, 9));
    feed.connect();
    await settle();
    host.happen(logEvents(10, 10));
    await settle();
    expect(ids()).toEqual(logEvents(1, 10).map((event) => event.id));
  });

  it('shows what was lost on the way once it is told to read again', async () => {
    const { host, feed, ids } = started(logEvents(1, 3));
    await settle();
    host.history.push(...logEvents(4, 15));
    host.happen(logEvents(16, 16), 12);
    await settle();
    expect(feed.view().log.lost).toBe(12);
    expect(ids()).toEqual([1, 2, 3, 16]);
    feed.reload();
    await settle();
    expect(feed.view().log.lost).toBe(0);
    expect(ids()).toEqual(logEvents(1, 16).map((event) => event.id));
  });

  it('says what went wrong, and tries again by itself', async () => {
    const { host, feed, ids } = started(logEvents(1, 3));
    host.failing = new Error('disk full');
    await settle();
    expect(feed.view()).toMatchObject({ activity: 'idle', problem: host.failing });
    host.failing = undefined;
    await settle(1000);
    expect(feed.view().problem).toBeUndefined();
    expect(ids()).toEqual([1, 2, 3]);
    expect(host.open.size).toBe(1);
  });
});
