import { afterEach, describe, expect, it, vi } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { CounterBook } from '../../main/log/counters.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { memoryStatistics } from '../fakes/memory-statistics.ts';
import { openLog } from './open-log.ts';

const DAY = 24 * 60 * 60 * 1000;

afterEach(() => {
  vi.useRealTimers();
});

describe('counters', () => {
  it('count since the start and by day, saved or not', async () => {
    const { log, clock } = await openLog();
    log.count('connections');
    log.count('bytesAccepted', 4096);
    clock.advance(DAY);
    log.count('connections', 2);
    expect(log.counters).toMatchObject({ connections: 3, bytesAccepted: 4096, relayed: 0 });
    const days = await log.statistics(7);
    expect(days.map(({ day, counters }) => [day, counters.connections, counters.bytesAccepted, counters.relayed])).toEqual([
      ['2026-11-25', 2, 0, 0],
      ['2026-11-24', 1, 4096, 0],
    ]);
    expect(await log.statistics(1)).toHaveLength(1);
  });

  it('count by hour, with the hours in which nothing happened', async () => {
    const { log, clock } = await openLog();
    log.count('connections', 3);
    clock.advance(2 * 60 * 60 * 1000);
    log.count('connections');
    const hours = await log.hours(4);
    expect(hours.map(({ counters }) => counters.connections)).toEqual([0, 3, 0, 1]);
    expect(hours.every(({ start }, index) => start === (hours[0]?.start ?? 0) + index * 60 * 60 * 1000)).toBe(true);
    expect(hours.at(-1)?.start).toBeLessThanOrEqual(clock.now());
  });

  it('go on by day after a restart, and begin anew since the start', async () => {
    const first = await openLog();
    first.log.count('deliveries', 5);
    await first.log.close();
    const { log } = await openLog({ statistics: first.statistics });
    log.count('deliveries');
    expect(log.counters.deliveries).toBe(1);
    expect((await log.statistics(1))[0]?.counters.deliveries).toBe(6);
  });

  it('tell who listens', async () => {
    const { log } = await openLog();
    let calls = 0;
    const stop = log.onCount(() => {
      calls += 1;
    });
    log.count('connections');
    stop();
    log.count('connections');
    expect(calls).toBe(1);
  });

  it('are saved a few seconds after the first change, with no timer while nothing changes', async () => {
    vi.useFakeTimers();
    const statistics = memoryStatistics();
    const book = new CounterBook(new ManualClock(), statistics, () => undefined);
    expect(vi.getTimerCount()).toBe(0);
    book.count('connections', 1);
    book.count('connections', 1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(FIXED_LIMITS.statisticsFlushSeconds * 1000);
    expect(await statistics.byDay(1)).toMatchObject([{ counters: { connections: 2 } }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are kept while they cannot be saved, and the log says so once', async () => {
    const { log, statistics, found } = await openLog();
    statistics.failure = new Error('disk full');
    log.count('connections');
    expect((await log.statistics(1))[0]?.counters.connections).toBe(1);
    log.count('connections');
    expect((await log.statistics(1))[0]?.counters.connections).toBe(2);
    expect((await found()).map(({ text }) => text)).toEqual(['The counters could not be saved: disk full']);
    statistics.failure = undefined;
    expect((await log.statistics(1))[0]?.counters.connections).toBe(2);
    expect(await statistics.byDay(1)).toMatchObject([{ counters: { connections: 2 } }]);
  });

  it('are each counted once, however saving, counting and reading overlap', async () => {
    const statistics = memoryStatistics();
    const book = new CounterBook(new ManualClock(), statistics, () => undefined);
    const readings: Promise<{ counters: { connections: number } }[]>[] = [];
    for (let count = 1; count <= 50; count += 1) {
      book.count('connections', 1);
      void book.save();
      readings.push(book.byDay(1));
    }
    for (const reading of await Promise.all(readings)) expect(reading[0]?.counters.connections).toBe(50);
    book.count('connections', 1);
    expect((await book.byDay(1))[0]?.counters.connections).toBe(51);
  });
});
