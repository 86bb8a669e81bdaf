import { mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LogEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { LogThread } from '../../main/log/log-thread.ts';
import { TUNING } from '../../main/log/tuning.ts';
import { searchEvents } from '../../main/log/event-search.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { event, openLog } from './open-log.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('when the log cannot keep up', () => {
  it('events beyond the backlog are lost, counted, and the log says so once it has caught up', async () => {
    const { log, found } = await openLog();
    for (let count = 0; count < FIXED_LIMITS.eventBacklog + 123; count += 1) log.emit(event({ text: `number ${count}` }));
    expect(log.lost).toBe(123);
    expect((await found({ kinds: ['command'] })).at(-1)?.text).toBe(`number ${FIXED_LIMITS.eventBacklog - 1}`);
    expect(await found({ minLevel: 'warning' })).toMatchObject([
      { kind: 'server', level: 'warning', text: '123 events were lost, because the log could not keep up' },
    ]);
    log.emit(event({ text: 'goes on' }));
    expect(await found({ text: 'goes on' })).toHaveLength(1);
    expect(log.lost).toBe(123);
  });

  it('live readers still see what happens', async () => {
    const { log } = await openLog();
    const follower = log.follow({ text: 'look' });
    for (let count = 0; count < FIXED_LIMITS.eventBacklog; count += 1) log.emit(event());
    log.emit(event({ text: 'look' }));
    expect(log.lost).toBe(1);
    expect((await follower.next()).value?.events).toMatchObject([{ text: 'look' }]);
  });
});

describe('when the disk is in trouble', () => {
  it('a log file that cannot be written is told once, and the end of it too', async () => {
    const { log, folder, found, fileLines } = await openLog();
    const follower = log.follow({ minLevel: 'warning' });
    await found();
    writeFileSync(path.join(folder, 'logs'), 'in the way');
    for (const text of ['one', 'two', 'three']) {
      log.emit(event({ text }));
      await found();
    }
    const told = (await follower.next()).value?.events;
    expect(told).toMatchObject([{ kind: 'server', level: 'error' }]);
    expect(told?.[0]?.text).toMatch(/^The log file in the folder "logs" cannot be written: /);
    expect(await found({ kinds: ['command'] })).toHaveLength(3);
    expect(log.lost).toBeGreaterThanOrEqual(3);
    const lost = log.lost;
    rmSync(path.join(folder, 'logs'));
    log.emit(event({ text: 'four' }));
    expect((await fileLines()).map((line) => line.split(' ').at(-1))).toContain('four');
    const [after] = await found({ text: 'written again' });
    expect(after?.text).toBe(`The log file in the folder "logs" is written again; ${lost} events are missing there`);
    expect(await found({ minLevel: 'error' })).toHaveLength(1);
    expect(log.lost).toBe(lost);
  });

  it('a database that cannot be opened costs the search, not the file and not the start', async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, 'events.db'));
    const { log, found, fileLines } = await openLog({ folder });
    log.emit(event({ text: 'one' }));
    await expect(found()).rejects.toThrow('the event database cannot be read');
    expect(log.lost).toBeGreaterThan(0);
    rmdirSync(path.join(folder, 'events.db'));
    log.emit(event({ text: 'two' }));
    expect((await found({ kinds: ['command'] })).map(({ text }) => text)).toEqual(['two']);
    expect(await found({ text: 'is written again' })).toHaveLength(1);
    const lines = (await fileLines()).join('\n');
    expect(lines).toMatch(/ one$/m);
    expect(lines).toContain('The event database events.db cannot be written: ');
  });
});

describe('a damaged event database', () => {
  const aside = (folder: string): string[] => readdirSync(folder).filter((name) => /^events\.db\.damaged-[\dTZ-]+$/.test(name));

  it('found at the start is set aside and told of, and ids are still never used twice', async () => {
    const folder = tempFolder();
    const garbage = Buffer.alloc(50_000, 'no database');
    writeFileSync(path.join(folder, 'events.db'), garbage);
    const { log, clock, found } = await openLog({ folder });
    log.emit(event({ text: 'goes on' }));
    const events = await found();
    expect(events).toMatchObject([{ level: 'error' }, { text: 'goes on' }]);
    expect(events[0]?.text).toContain('It was set aside as events.db.damaged-');
    expect(events[0]?.id).toBeGreaterThan(clock.now());
    const [name] = aside(folder);
    expect(readFileSync(path.join(folder, name ?? ''))).toEqual(garbage);
  });

  it('found by a search is set aside, and the log goes on', async () => {
    const first = await openLog();
    for (let count = 0; count < 5000; count += 1) first.log.emit(event({ text: `number ${count} ${'x'.repeat(100)}` }));
    await first.log.close();
    const file = path.join(first.folder, 'events.db');
    const bytes = readFileSync(file);
    // Within the text of some chunk: what the start looks at is in order.
    bytes.fill(0xff, TUNING.pageBytes * 20, TUNING.pageBytes * 30);
    writeFileSync(file, bytes);
    const { log, folder, found } = await openLog({ folder: first.folder });
    // Both searches meet the damage; only one database is damaged.
    const outcomes = await Promise.allSettled([found(), found()]);
    for (const outcome of outcomes) expect(String(outcome.status === 'rejected' && outcome.reason)).toContain('the event database cannot be read');
    log.emit(event({ text: 'goes on' }));
    expect((await found()).map(({ text }) => text)).toContain('goes on');
    expect(await found({ text: 'was set aside' })).toHaveLength(1);
    expect(aside(folder)).toHaveLength(1);
  });

  it('that was set aside goes when its events are too old', async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, 'events.db'), 'no database');
    const first = await openLog({ folder });
    expect(aside(folder)).toHaveLength(1);
    const { keepDays } = first.settings.current.logging;
    for (const [days, left] of [
      [keepDays, 1],
      [keepDays + 1, 0],
    ] as const) {
      await first.log.close();
      const { log } = await openLog({ folder, clock: new ManualClock(first.clock.now() + days * DAY) });
      await log.close();
      expect(aside(folder)).toHaveLength(left);
    }
  });

  it('of a newer version is set aside too', async () => {
    const first = await openLog();
    first.log.emit(event({ text: 'old' }));
    await first.log.close();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path.join(first.folder, 'events.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const { found } = await openLog({ folder: first.folder });
    expect((await found()).map(({ text }) => text).join()).toContain('written by a newer version');
    expect(aside(first.folder)).toHaveLength(1);
  });
});

describe('a log thread that dies', () => {
  const worker = (dataFolder: string): Worker =>
    new Worker(new URL('../../main/log/log-worker.ts', import.meta.url), { workerData: { dataFolder, toFile: true, now: 1 } });
  const eventsIn = async (folder: string): Promise<LogEvent[]> => {
    const db = new DatabaseSync(path.join(folder, 'events.db'), { readOnly: true });
    const { events } = await searchEvents(db, {}, { limit: 10 }, () => false);
    db.close();
    return events;
  };
  const line = (id: number): string => `${id}\t1764000000000\tcommand\tinfo\tsmtp\t\t\t\t\t\tnumber ${id}`;

  afterEach(() => {
    vi.useRealTimers();
  });

  it('loses what it had, says so, and is started again; what came meanwhile is written', async () => {
    const folder = tempFolder();
    const workers: Worker[] = [];
    const notices: string[] = [];
    const thread = new LogThread({
      start: () => {
        const started = worker(folder);
        workers.push(started);
        return started;
      },
      notice: (_level, text) => notices.push(text),
    });
    onTestFinished(() => thread.close());
    expect(await thread.open()).toEqual({ event: 0, decision: 0 });
    thread.take('events', line(1));
    await thread.settled();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await workers[0]?.terminate();
    expect(thread.lost('events')).toBe(0);
    thread.take('events', line(2));
    await thread.settled();
    expect(notices).toEqual(['The log thread has failed (it ended by itself) and lost 0 events; it is started again in 1 s']);
    vi.advanceTimersByTime(TUNING.restartMilliseconds);
    expect(workers).toHaveLength(2);
    await thread.settled();
    const [name] = readdirSync(path.join(folder, 'logs'));
    expect(readFileSync(path.join(folder, 'logs', name ?? ''), 'utf8')).toMatch(/ number 1\n.* number 2\n$/);
    const events = await eventsIn(folder);
    expect(events.map(({ text }) => text)).toEqual(['number 1', 'number 2']);
  });

  it('and cannot be started again is tried for again, more and more seldom', async () => {
    const folder = tempFolder();
    const starts: ((start: () => Worker) => Worker)[] = [];
    const notices: string[] = [];
    const thread = new LogThread({
      start: () => {
        const next = starts.shift();
        return next === undefined ? worker(folder) : next(() => worker(folder));
      },
      notice: (_level, text) => notices.push(text),
    });
    onTestFinished(() => thread.close());
    let first: Worker | undefined;
    const failing = (): Worker => {
      throw new Error('no more threads');
    };
    starts.push((start) => (first = start()), failing, failing);
    await thread.open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await first?.terminate();
    for (const seconds of [1, 2, 4]) {
      expect(notices.at(-1)).toMatch(new RegExp(`it is started again in ${seconds} s$`));
      vi.advanceTimersByTime(seconds * 1000);
    }
    expect(notices).toHaveLength(3);
    expect(notices[1]).toContain('no more threads');
    thread.take('events', line(1));
    await thread.settled();
    expect(thread.lost('events')).toBe(0);
    expect(await eventsIn(folder)).toHaveLength(1);
  });

  it.each(['throw new Error("broken")', 'process.exit()'])('at once (%s) is no log at all, and is not started again', async (script) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const exits: Promise<unknown>[] = [];
    const start = (): Worker => {
      const broken = new Worker(new URL(`data:text/javascript,${script}`));
      exits.push(new Promise((resolve) => broken.once('exit', resolve)));
      return broken;
    };
    const thread = new LogThread({ start, notice: () => undefined });
    await expect(thread.open()).rejects.toThrow('the log thread did not start');
    await Promise.allSettled(exits);
    vi.advanceTimersByTime(TUNING.restartMaxMilliseconds);
    expect(exits).toHaveLength(1);
  });
});
