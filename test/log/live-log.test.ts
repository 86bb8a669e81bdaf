import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { LiveFollower } from '../../main/log/live-follower.ts';
import { event, openLog } from './open-log.ts';

describe('a live reader', () => {
  it('sees what happens from the moment it asked, and what fits', async () => {
    const { log } = await openLog();
    log.emit(event({ text: 'before' }));
    const all = log.follow({});
    const some = log.follow({ minLevel: 'warning' });
    log.emit(event({ text: 'one' }));
    log.emit(event({ text: 'two', level: 'error' }));
    const batch = (await all.next()).value;
    expect(batch?.events.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(batch?.lost).toBe(0);
    expect((await some.next()).value?.events.map(({ text }) => text)).toEqual(['two']);
  });

  it('that waits is told at once, and what comes close together is one batch', async () => {
    const { log } = await openLog();
    const follower = log.follow({});
    const first = follower.next();
    log.emit(event({ text: 'one' }));
    const second = follower.next();
    for (const text of ['two', 'three', 'four']) log.emit(event({ text }));
    expect((await first).value?.events.map(({ text }) => text)).toEqual(['one']);
    expect((await second).value?.events.map(({ text }) => text)).toEqual(['two', 'three', 'four']);
  });

  it('gets at most about twenty batches a second', async () => {
    const { log } = await openLog();
    const follower = log.follow({});
    const start = performance.now();
    for (let batches = 0; batches < 5; batches += 1) {
      log.emit(event());
      await follower.next();
    }
    expect(performance.now() - start).toBeGreaterThan(4 * 45);
  });

  it('that is slow loses the oldest, is told how many, and nobody else loses', async () => {
    const { log, found } = await openLog();
    const slow = log.follow({});
    const fitting = log.follow({ text: 'number 7' });
    const total = FIXED_LIMITS.liveLogBacklog + 500;
    for (let count = 0; count < total; count += 1) log.emit(event({ text: `number ${count}` }));
    const batch = (await slow.next()).value;
    expect(batch?.lost).toBe(500);
    expect(batch?.events).toHaveLength(FIXED_LIMITS.liveLogBacklog);
    expect(batch?.events.map(({ id }) => id)).toEqual(Array.from({ length: FIXED_LIMITS.liveLogBacklog }, (_, place) => place + 501));
    log.emit(event({ text: 'later' }));
    expect((await slow.next()).value).toMatchObject({ lost: 0, events: [{ text: 'later' }] });
    expect((await fitting.next()).value?.lost).toBe(0);
    expect(await found()).toHaveLength(total + 1);
    expect(log.lost).toBe(0);
  });

  it('ends when its signal fires, also while it waits', async () => {
    const { log } = await openLog();
    const controller = new AbortController();
    const follower = log.follow({}, controller.signal);
    const waiting = follower.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await follower.next()).toEqual({ done: true, value: undefined });
    expect(await log.follow({}, AbortSignal.abort()).next()).toEqual({ done: true, value: undefined });
  });

  it('ends when it returns, also while it waits, and when a loop is left', async () => {
    const { log } = await openLog();
    const follower = log.follow({});
    const waiting = follower.next();
    await follower.return?.();
    expect((await waiting).done).toBe(true);
    const other = log.follow({});
    log.emit(event({ text: 'one' }));
    for await (const { events } of other) {
      expect(events).toHaveLength(1);
      break;
    }
    expect((await other.next()).done).toBe(true);
  });

  it('ends when the log is closed, and after that at once', async () => {
    const { log } = await openLog();
    const waiting = log.follow({}).next();
    await log.close();
    expect((await waiting).done).toBe(true);
    expect((await log.follow({}).next()).done).toBe(true);
    log.emit(event());
  });

  it('that has stopped reading holds up neither the log nor its close', async () => {
    const { log } = await openLog();
    const follower = log.follow({});
    for (let count = 0; count < FIXED_LIMITS.liveLogBacklog * 2; count += 1) log.emit(event());
    await log.close();
    expect((await follower.next()).done).toBe(true);
  });

  it('lets go of its signal at its end', async () => {
    const { log } = await openLog();
    const { signal } = new AbortController();
    const follower = log.follow({}, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await follower.return?.();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('holds on to nothing after its end', () => {
    let ends = 0;
    const follower = new LiveFollower({}, () => {
      ends += 1;
    });
    follower.end();
    follower.end();
    follower.offer({ id: 1, at: 1, kind: 'server', level: 'info', protocol: 'server', text: '' });
    expect(ends).toBe(1);
  });
});
