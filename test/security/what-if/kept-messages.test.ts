/** The newest kept messages, read straight from a real store. */
import { expect, test } from 'vitest';
import { KeptMessages, type KeptMessage } from '../../../main/store/kept-messages.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { openTestStore, temporaryFolder } from '../../store/fixtures.ts';
import { accept, addAccount, bytes, deliveredTo, incoming } from '../../store/sample-messages.ts';

const HELD = { check: 'filters', reason: 'text-filtered', entry: 'x' };

test('all kept messages come, newest first, wherever they are kept', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  const small = bytes(5000, 'small');
  const large = bytes(200_000, 'large');
  const huge = bytes(FIXED_LIMITS.whatIfMessageBytes + 1000, 'huge');
  await accept(store, small, incoming({ traceId: 't1', ...deliveredTo(anna) }));
  await accept(store, large, incoming({ traceId: 't2', relays: [{ recipient: 'them@elsewhere.test', domain: 'elsewhere.test' }] }));
  await accept(store, huge, incoming({ traceId: 't3', held: HELD, ...deliveredTo(anna) }));
  const kept = KeptMessages.open(dataFolder);
  const all = [...kept.newest(10)];
  expect(all.map(({ traceId, held, cut, size }) => ({ traceId, held, cut, size }))).toEqual([
    { traceId: 't3', held: true, cut: true, size: huge.length },
    { traceId: 't2', held: false, cut: false, size: large.length },
    { traceId: 't1', held: false, cut: false, size: small.length },
  ]);
  const wanted = [huge.subarray(0, FIXED_LIMITS.whatIfMessageBytes), large, small];
  expect(all.map((message, place) => message.bytes.equals(wanted[place] ?? small))).toEqual([true, true, true]);
  expect(all.map(({ id }) => kept.recipientsOf(id))).toEqual([[`account-${anna}@example.org`], ['them@elsewhere.test'], [`account-${anna}@example.org`]]);
  expect(kept.count(10)).toBe(3);
  expect(kept.count(2)).toBe(2);
  kept.close();
});

test('shares together are the newest, and each message is in one of them', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  await Promise.all(Array.from({ length: 300 }, async () => await accept(store, bytes(100, 'x'), incoming(deliveredTo(anna)))));
  const kept = KeptMessages.open(dataFolder);
  const idsOf = (messages: Iterable<KeptMessage>): number[] => [...messages].map(({ id }) => id);
  const shares = [0, 1].map((rest) => idsOf(kept.newest(250, { of: 2, rest })));
  expect(shares.flat().toSorted((a, b) => b - a)).toEqual(idsOf(kept.newest(250)));
  expect(shares.map((share) => share.length)).toEqual([125, 125]);
  expect(Math.min(...shares.flat())).toBe(51);
  kept.close();
});

test('a large message that is removed meanwhile is passed over', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const anna = await addAccount(store, 'anna');
  await accept(store, bytes(200_000, 'old'), incoming(deliveredTo(anna)));
  await accept(store, bytes(100, 'new'), incoming(deliveredTo(anna)));
  const kept = KeptMessages.open(dataFolder);
  const messages = kept.newest(10);
  expect(messages.next().value).toMatchObject({ id: 2 });
  const { entries } = await store.mailboxes.list(anna);
  await store.mailboxes.remove(
    anna,
    entries.map(({ uid }) => uid),
  );
  expect(messages.next()).toEqual({ done: true, value: undefined });
  kept.close();
});

test('a store without messages has none', async () => {
  const dataFolder = temporaryFolder();
  await openTestStore({ dataFolder });
  const kept = KeptMessages.open(dataFolder);
  expect([...kept.newest(10)]).toEqual([]);
  expect(kept.count(10)).toBe(0);
  kept.close();
});
