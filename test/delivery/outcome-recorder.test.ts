import { expect, it } from 'vitest';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { NOBODY } from '../../main/delivery/outcome.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

function recorderFor(queue: MemoryQueue): OutcomeRecorder {
  return new OutcomeRecorder({
    queue,
    reports: queue,
    events: { emit: () => undefined, count: () => undefined },
    clock: { now: () => 0 },
    settings: () => defaultSettings().delivery,
    random: () => 0.5,
  });
}

it('what was sent is remembered although the queue could record nothing, and told as soon as it can', async () => {
  const queue = new MemoryQueue();
  queue.add(['r1@example.com', 'r2@example.com']);
  const recorder = recorderFor(queue);
  const outcomes = [
    { kind: 'deferred', reply: '450' },
    { kind: 'sent', reply: '250' },
  ] as const;
  let full = true;
  const settle = queue.settle.bind(queue);
  queue.settle = async (settlement) => {
    if (full) throw new StoreError('disk-full', 'full');
    await settle(settlement);
  };
  await expect(recorder.record(queue.entries, outcomes, { contact: NOBODY, milliseconds: 0 })).rejects.toThrow('full');
  full = false;
  await recorder.catchUp();
  expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['r1@example.com']);
});

it('what is being told is not told once more by whoever asks the queue meanwhile', async () => {
  const queue = new MemoryQueue();
  queue.add(['r1@example.com']);
  const recorder = recorderFor(queue);
  const told = Promise.withResolvers<void>();
  let settlements = 0;
  const settle = queue.settle.bind(queue);
  queue.settle = async (settlement) => {
    settlements += 1;
    await told.promise;
    await settle(settlement);
  };
  const recorded = recorder.record(queue.entries, [{ kind: 'sent', reply: '250' }], { contact: NOBODY, milliseconds: 0 });
  await expect.poll(() => settlements).toBe(1);
  expect(queue.entries.map(({ id }) => recorder.isSent(id))).toEqual([true]);
  await recorder.catchUp();
  told.resolve();
  await recorded;
  expect([settlements, queue.entries]).toEqual([1, []]);
});
