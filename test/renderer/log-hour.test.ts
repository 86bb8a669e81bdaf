/** An hour of a busy server, run through the live log of one window: what it holds stays bounded, following or paused. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { EventBatch } from '../../shared/admin-api/log.ts';
import type { LogEvent } from '../../shared/events.ts';
import { LogFeed, type LogSource } from '../../renderer/windows/log/log-feed.ts';
import { NO_FILTER } from '../../renderer/windows/log/log-filter.ts';
import { FOLLOWED_ROWS } from '../../renderer/windows/log/log-rows.ts';
import { groupBySession } from '../../renderer/windows/log/session-groups.ts';

const EVENTS_A_SECOND = 200;
const HOUR_SECONDS = 3600;
/** Handed over 20 times a second, as the server does (main/log/tuning.ts). */
const BATCH = EVENTS_A_SECOND / 20;
/** What the window may hold more after the hour than after its first minutes: the rows themselves take some 3 MB. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = z.function({ input: [], output: z.undefined() }).parse(runInNewContext('gc'));

/** Bytes in use after everything that can go has gone. */
function held(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

function batchAt(first: number): EventBatch {
  const events = Array.from({ length: BATCH }, (_, place): LogEvent => {
    const id = first + place;
    return { id, at: id * 5, kind: 'command', level: 'info', protocol: 'smtp', sessionId: `s${Math.floor(id / 12)}`, text: `RCPT TO:<user${id}@example.com>` };
  });
  return { events, lost: 0 };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('holds no more after an hour at 200 events a second than after a few minutes', { timeout: 240_000 }, async () => {
  let give = (_batch: EventBatch): void => undefined;
  let taken = Promise.withResolvers<void>();
  const source: LogSource = {
    search: async () => ({ events: [], more: false }),
    follow: async () =>
      (async function* () {
        for (;;) {
          const next = Promise.withResolvers<EventBatch>();
          give = next.resolve;
          taken.resolve();
          yield await next.promise;
        }
      })(),
  };
  const feed = new LogFeed(source, NO_FILTER);
  let drawn = 0;
  feed.onChange(() => {
    drawn = groupBySession(feed.view().log.rows, new Set()).length;
  });
  feed.connect();
  await vi.advanceTimersByTimeAsync(0);
  await taken.promise;

  let id = 1;
  const run = async (seconds: number): Promise<void> => {
    for (const end = id + seconds * EVENTS_A_SECOND; id < end; id += BATCH) {
      taken = Promise.withResolvers<void>();
      give(batchAt(id));
      await taken.promise;
    }
    await vi.advanceTimersByTimeAsync(100);
    const { rows, waiting } = feed.view().log;
    expect(rows.length).toBeLessThanOrEqual(FOLLOWED_ROWS);
    expect(waiting.length).toBeLessThanOrEqual(FOLLOWED_ROWS);
  };

  // Both kinds of rows are full before it is measured: those shown, and those that wait.
  await run(120);
  feed.pause();
  await run(60);
  const before = held();
  const half = (HOUR_SECONDS - 180) / 2;
  await run(half);
  expect(feed.view().log.waitingCount).toBe((60 + half) * EVENTS_A_SECOND);
  feed.follow();
  await run(half);
  expect(held() - before).toBeLessThan(MOST_GROWTH_BYTES);
  expect(id - 1).toBe(HOUR_SECONDS * EVENTS_A_SECOND);
  expect(drawn).toBeGreaterThan(FOLLOWED_ROWS / 20);
  feed.disconnect();
});
