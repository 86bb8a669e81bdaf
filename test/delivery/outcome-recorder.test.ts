import { expect, it } from 'vitest';
import { OutcomeRecorder } from '../../main/delivery/outcome-recorder.ts';
import { type QueueEntry, type QueueStore, StoreError } from '../../main/store/mail-store.ts';

const entry = (id: number): QueueEntry => ({
  id,
  messageId: 1,
  traceId: 't',
  reversePath: '',
  recipient: `r${id}@example.com`,
  domain: 'example.com',
  size: 1,
  attempts: 0,
  queuedAt: 0,
  nextAttemptAt: 0,
  state: 'waiting',
  lastError: '',
});

it('what was sent is remembered although the queue could record nothing, and told as soon as it can', async () => {
  let full = true;
  const gone: number[] = [];
  const refuse = async (): Promise<void> => {
    if (full) throw new StoreError('disk-full', 'full');
  };
  const queue: QueueStore = {
    due: async () => [],
    nextDueAt: async () => undefined,
    count: async () => 0,
    list: async () => [],
    sent: async (ids) => {
      await refuse();
      gone.push(...ids);
    },
    deferred: refuse,
    failed: refuse,
  };
  const recorder = new OutcomeRecorder({ queue, events: { emit: () => undefined, count: () => undefined }, clock: { now: () => 0 } });
  const outcomes = [
    { kind: 'failed', reply: '550' },
    { kind: 'sent', reply: '250' },
  ] as const;
  await expect(recorder.record([entry(1), entry(2)], outcomes)).rejects.toThrow('full');
  full = false;
  await recorder.catchUp();
  expect(gone).toEqual([2]);
});
