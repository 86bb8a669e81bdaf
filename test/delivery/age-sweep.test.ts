/** Looks at the age of what waits: what is due is tried first, but its turn has to come. */
import { beforeEach, expect, test } from 'vitest';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { AgeSweep } from '../../main/delivery/runner/age-sweep.ts';
import { InHand } from '../../main/delivery/runner/in-hand.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

const HOUR = 3_600_000;
const INTERVAL = FIXED_LIMITS.deliverySweepSeconds * 1000;

let clock: ManualClock;
let queue: MemoryQueue;
let inHand: InHand;
let sweep: AgeSweep;
let paused: boolean;

beforeEach(() => {
  [clock, queue, inHand, paused] = [new ManualClock(0), new MemoryQueue(), new InHand(() => undefined), false];
  const settings = (): ReturnType<typeof defaultSettings>['delivery'] => ({ ...defaultSettings().delivery, delayNoticeHours: 4, giveUpHours: 10, paused });
  const recorder = new OutcomeRecorder({
    queue,
    reports: queue,
    events: { emit: () => undefined, count: () => undefined },
    clock,
    settings,
    random: () => 0.5,
  });
  sweep = new AgeSweep({
    settings,
    queue,
    recorder,
    clock,
    inHand,
    giveUp: async (entries) => await recorder.giveUp(entries),
    refusedDomains: () => [],
    isStopping: () => false,
    isSettled: () => false,
    release: (entries) => inHand.release(entries),
    onChange: () => undefined,
  });
});

/** Looks again and again, for some hours. */
async function looks(hours: number): Promise<void> {
  for (const end = clock.now() + hours * HOUR; clock.now() < end; clock.advance(INTERVAL)) {
    expect(sweep.dueAt).toBeLessThanOrEqual(clock.now());
    await sweep.run();
  }
}

const told = (): readonly (readonly [string, string, string])[] =>
  queue.reports.flatMap(({ action, fates }) => fates.map(({ entry, enhanced }) => [action, entry.recipient, enhanced] as const));

test('what is due and has no turn for four hours is told of as late, once, and comes back when it is too old', async () => {
  queue.add(['a@d.test']);
  queue.add(['b@d.test'], { entry: { attempts: 1, lastError: '451 4.7.1 come again' } });
  await looks(4);
  expect(told()).toEqual([]);
  await looks(5);
  expect(told()).toEqual([
    ['delayed', 'a@d.test', '4.4.5'],
    ['delayed', 'b@d.test', '4.7.1'],
  ]);
  expect(queue.reports[0]?.fates[0]?.reason).toBe('There is much mail for the mail server of d.test, and this server passes on only some of it at one time.');
  await looks(2);
  expect(told().slice(2)).toEqual([
    ['failed', 'a@d.test', '4.4.7'],
    ['failed', 'b@d.test', '4.4.7'],
  ]);
  expect(queue.entries).toEqual([]);
});

test('what is in memory has its turn next, and keeps nobody else from hearing', async () => {
  const many = Array.from({ length: FIXED_LIMITS.deliveryAgedBatch + 1 }, (_, number) => `${number}@d.test`);
  queue.add(many);
  await inHand.takeFrom(async () => queue.entries.slice(0, -1));
  await looks(5);
  expect(told().map(([, recipient]) => recipient)).toEqual(many.slice(-1));
});

test('the time for which the computer slept, or the queue was paused, is no turn', async () => {
  queue.add(['a@d.test'], { entry: { delayTold: true } });
  await looks(1);
  clock.advance(20 * HOUR);
  await looks(3);
  paused = true;
  await looks(1);
  paused = false;
  await looks(3);
  expect(told()).toEqual([]);
  await looks(2);
  expect(told()).toEqual([['failed', 'a@d.test', '4.4.7']]);
});

test('goes on at once where the clock was set back', async () => {
  clock.advance(48 * HOUR);
  await sweep.run();
  expect(sweep.dueAt).toBe(clock.now() + INTERVAL);
  clock.advance(-24 * HOUR);
  expect(sweep.dueAt).toBeLessThanOrEqual(clock.now());
});
