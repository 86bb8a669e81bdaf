import { expect, it } from 'vitest';
import { OutcomeRecorder, type RecorderServices } from '../../main/delivery/outcome-recorder.ts';
import { NOBODY } from '../../main/delivery/outcome.ts';
import { StoreConflict, StoreError } from '../../main/store/mail-store.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

function recorderFor(queue: MemoryQueue, more: Partial<RecorderServices> = {}): OutcomeRecorder {
  return new OutcomeRecorder({
    queue,
    reports: queue,
    events: { emit: () => undefined, count: () => undefined },
    clock: { now: () => 0 },
    settings: () => defaultSettings().delivery,
    random: () => 0.5,
    ...more,
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

it('what cannot be put into a mailbox has nobody told twice of the others', async () => {
  const queue = new MemoryQueue();
  queue.add(['told@example.com']);
  queue.add(['forwarded@example.com'], { entry: { returnable: false } });
  let removed = true;
  const keep = async ({ id }: { readonly id: number }): Promise<boolean> => {
    if (removed) throw new StoreConflict('missing', 'The account has been removed.');
    await queue.settle({ done: [id] });
    return true;
  };
  const recorder = recorderFor(queue, { kept: { keep } });
  const record = async (): Promise<unknown> =>
    await recorder.record(
      queue.entries,
      queue.entries.map(() => ({ kind: 'failed', reply: '550' })),
      { contact: NOBODY, milliseconds: 0 },
    );
  await expect(record()).rejects.toThrow('removed');
  expect(queue.entries.map(({ recipient }) => recipient)).toEqual(['forwarded@example.com']);
  removed = false;
  await record();
  const told = queue.reports.flatMap(({ fates }) => fates.map(({ entry }) => entry.recipient));
  expect([told, queue.entries]).toEqual([['told@example.com'], []]);
});

it('a report on what has left that cannot be written has nobody told twice of what has failed', async () => {
  const queue = new MemoryQueue();
  queue.add(['failed@example.com', 'sent@example.com'], { entry: { notify: 'SUCCESS,FAILURE' } });
  const reports: RecorderServices['reports'] = {
    reaches: () => true,
    send: async (action, fates) => {
      if (action === 'relayed') throw new StoreError('disk-full', 'full');
      return await queue.send(action, fates);
    },
  };
  const outcomes = [
    { kind: 'failed', reply: '550' },
    { kind: 'sent', reply: '250', reportsOn: false },
  ] as const;
  await expect(recorderFor(queue, { reports }).record(queue.entries, outcomes, { contact: NOBODY, milliseconds: 0 })).rejects.toThrow('full');
  expect(queue.entries).toEqual([]);
});
