import { expect, onTestFinished, test, vi } from 'vitest';
import { type DiscardedMessage, StoreError } from '../../main/store/mail-store.ts';
import { QuarantineKeeper } from '../../main/store/quarantine-keeper.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';

const DAY = 86_400_000;

/** A keeper of a quarantine that notes what it was asked, and finds these messages in turn. */
function keeping(...answers: readonly (readonly DiscardedMessage[] | Error)[]) {
  const asked: number[] = [];
  const [settings, events, clock] = [new FixedSettings(), new RecordedEvents(), new ManualClock(100 * DAY)];
  const pruneOlderThan = async (at: number): Promise<readonly DiscardedMessage[]> => {
    const answer = answers[asked.length] ?? [];
    asked.push(at);
    if (answer instanceof Error) throw answer;
    return await Promise.resolve(answer);
  };
  const keeper = new QuarantineKeeper({ quarantine: { pruneOlderThan }, settings, events, clock });
  onTestFinished(() => keeper.stop());
  return { keeper, asked, settings, events, clock };
}

test('what is too old is discarded at the start, with a word about each', async () => {
  const { keeper, asked, events } = keeping([{ id: 7, traceId: 'T7' }]);
  keeper.start();
  expect(await events.seen('message-discarded')).toEqual([
    {
      kind: 'message-discarded',
      level: 'info',
      protocol: 'server',
      traceId: 'T7',
      text: 'held message 7 was discarded: nobody has released it within 30 days',
    },
  ]);
  expect(asked).toEqual([70 * DAY]);
});

test('and when the setting changes, and each hour; trouble is told, and the next look tries again', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { keeper, asked, settings, events, clock } = keeping([{ id: 7, traceId: 'T7' }], new StoreError('disk-full', 'the disk is full'), [
    { id: 8, traceId: 'T8' },
  ]);
  keeper.start();
  await events.seen('message-discarded');
  settings.change(({ server }) => {
    server.hostname = 'other.test';
  });
  settings.change(({ server }) => {
    server.limits.quarantineDays = 2;
  });
  expect(await events.seen('server')).toMatchObject([{ level: 'error', text: 'old held messages could not be discarded: the disk is full' }]);
  clock.advance(3_600_000);
  vi.advanceTimersByTime(3_600_000);
  await events.seen('message-discarded', 2);
  expect(asked).toEqual([70 * DAY, 98 * DAY, 98 * DAY + 3_600_000]);
  await keeper.stop();
  vi.advanceTimersByTime(36_000_000);
  expect(asked).toHaveLength(3);
});
