/** What became of messages is put down together, and nothing waits for that for long. */
import { expect, test, vi } from 'vitest';
import { Settlements } from '../../main/delivery/settlements.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import type { Settlement } from '../../main/store/outgoing-queue.ts';

function recording(fails: (settlement: Settlement) => boolean = () => false): { readonly commits: Settlement[]; readonly settlements: Settlements } {
  const commits: Settlement[] = [];
  const settle = async (settlement: Settlement): Promise<void> => {
    commits.push(settlement);
    if (fails(settlement)) throw new StoreError('failed', `not ${settlement.done?.join(' ')}`);
  };
  return { commits, settlements: new Settlements({ settle }) };
}

const sent = (id: number): Required<Pick<Settlement, 'done' | 'deferred'>> => ({ done: [id], deferred: [] });

test('of the one message that is under way at once', async () => {
  const { commits, settlements } = recording();
  await settlements.put(sent(1), 1);
  await settlements.put(sent(2), 1);
  expect(commits.map(({ done }) => done)).toEqual([[1], [2]]);
});

test('of all that are under way in one commit, once the last of them is there', async () => {
  const { commits, settlements } = recording();
  const attempt = { at: 1, host: '', address: '', tls: '', reply: '450', milliseconds: 1 };
  const deferred = [{ ids: [3], route: '', nextAttemptAt: 5, attempt }];
  const first = [settlements.put(sent(1), 3), settlements.put({ done: [], deferred }, 3)];
  expect(commits).toEqual([]);
  await Promise.all([...first, settlements.put(sent(2), 3)]);
  expect(commits).toEqual([{ done: [1, 2], deferred }]);
});

test('without the last of them where that takes long', async () => {
  vi.useFakeTimers();
  try {
    const { commits, settlements } = recording();
    const both = [settlements.put(sent(1), 10), settlements.put(sent(2), 10)];
    vi.runOnlyPendingTimers();
    await Promise.all(both);
    expect(commits.map(({ done }) => done)).toEqual([[1, 2]]);
  } finally {
    vi.useRealTimers();
  }
});

test('of each by itself where one of them cannot be put down', async () => {
  const { commits, settlements } = recording(({ done = [] }) => done.includes(2));
  const results = await Promise.allSettled([1, 2, 3].map(async (id) => await settlements.put(sent(id), 3)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: new StoreError('failed', 'not 2') });
  expect(commits.map(({ done }) => done)).toEqual([[1, 2, 3], [1], [2], [3]]);
});
