/** The clock is set back by a day, as where it was wrong: nothing may wait for a time that is a day away now. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OwnTrouble } from '../../main/delivery/runner/own-trouble.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { type World, world } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let isDown: boolean;
beforeEach(() => {
  isDown = true;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two days after 1970 the host refuses what calls, as long as it is down. */
async function twoDaysOn(): Promise<World> {
  const made = await world({ 'one.test': { addresses: ['127.0.0.2'] } });
  await made.host('127.0.0.2', (what) => (what === 'greeting' && isDown ? '421 4.3.2 down' : undefined));
  made.clock.advance(2 * DAY);
  return made;
}

test('fresh mail goes to a host that has just failed, and what has failed follows within the hour', async () => {
  const { queue, events, clock, start } = await twoDaysOn();
  queue.add(['old@one.test']);
  const delivery = start();
  await events.seen('relay-deferred');
  expect(delivery.destination('one.test').restsUntil).toBe(2 * DAY + MINUTE);
  isDown = false;
  clock.advance(-DAY);
  expect(delivery.destination('one.test').restsUntil).toBeNull();
  queue.add(['new@one.test']);
  delivery.nudge({ reversePath: 'anna@local.test', relays: [{ recipient: 'new@one.test', domain: 'one.test' }] });
  await events.seen('relay-sent');
  expect(queue.entries).toMatchObject([{ recipient: 'old@one.test', nextAttemptAt: 2 * DAY + MINUTE }]);
  vi.advanceTimersByTime(HOUR);
  await events.seen('relay-sent', 2);
  expect(queue.entries).toEqual([]);
});

test('what was put off before is tried when the server starts, and what waits for no longer than others is not', async () => {
  const { queue, events, clock, start } = await twoDaysOn();
  isDown = false;
  queue.add(['a@one.test'], { entry: { nextAttemptAt: clock.now() + DAY, attempts: 3 } });
  queue.add(['b@one.test'], { entry: { nextAttemptAt: clock.now() + HOUR, attempts: 3 } });
  queue.add(['held@one.test'], { entry: { nextAttemptAt: clock.now() + DAY, state: 'held' } });
  start();
  await events.seen('relay-sent');
  expect(queue.entries.map(({ recipient, nextAttemptAt }) => [recipient, nextAttemptAt])).toEqual([
    ['b@one.test', 2 * DAY + HOUR],
    ['held@one.test', 3 * DAY],
  ]);
});

test('a pause that began later than it ends makes nothing older', async () => {
  const { queue, events, clock, settings, start } = await twoDaysOn();
  settings.current.delivery.paused = true;
  start();
  clock.advance(-DAY);
  queue.add(['a@one.test'], { entry: { queuedAt: clock.now(), nextAttemptAt: clock.now() } });
  settings.change(({ delivery }) => void (delivery.paused = false));
  await events.seen('relay-deferred');
  expect(queue.entries).toMatchObject([{ queuedAt: DAY }]);
});

test('trouble of our own is over', () => {
  const clock = new ManualClock(2 * DAY);
  const trouble = new OwnTrouble(clock);
  trouble.note();
  expect([trouble.isOver, trouble.until]).toEqual([false, 2 * DAY + MINUTE]);
  clock.advance(-DAY);
  expect([trouble.isOver, trouble.until]).toEqual([true, 0]);
});
