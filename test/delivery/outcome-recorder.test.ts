import { expect, it } from 'vitest';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

it('what was sent is remembered although the queue could record nothing, and told as soon as it can', async () => {
  const queue = new MemoryQueue();
  queue.add(['r1@example.com', 'r2@example.com']);
  const recorder = new OutcomeRecorder({ queue, reports: queue, events: { emit: () => undefined, count: () => undefined }, clock: { now: () => 0 } });
  const outcomes = [
    { kind: 'deferred', reply: '450' },
    { kind: 'sent', reply: '250' },
  ] as const;
  let full = true;
  const { settle } = queue;
  queue.settle = async (settlement) => {
    if (full) throw new StoreError('disk-full', 'full');
    await settle.call(queue, settlement);
  };
  await expect(recorder.record(queue.entries, outcomes)).rejects.toThrow('full');
  full = false;
  await recorder.catchUp();
  expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['r1@example.com']);
});
