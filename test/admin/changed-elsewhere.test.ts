/** Two people change the same thing: nobody overwrites what he has not seen, and what is taken back is what was there. */
import { createRouterClient } from '@orpc/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

const ANNA = 'anna@local.test';
const LIST = 'news@local.test';
const INFO = 'info@local.test';

let running: RunningEngine;
let client: AdminClient;

beforeAll(async () => {
  running = await startEngine();
  const admin = createAdminContext(running.engine, '0.0.0', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
});
afterAll(async () => await running.stop());
afterEach(async () => {
  await client.accounts.update({ address: ANNA, name: '', enabled: true, quotaBytes: null });
  for (const { address } of await client.lists.list()) await client.lists.remove({ address });
});

/** The fields that somebody else has changed. */
async function changedElsewhere(call: Promise<unknown>): Promise<string[]> {
  const { code, data } = await refusal(call);
  expect(code).toBe('CHANGED_ELSEWHERE');
  return (data as { problems: { field: string }[] }).problems.map(({ field }) => field);
}

describe('an account', () => {
  test('is not overwritten where somebody else has changed it since it was looked at', async () => {
    await client.accounts.update({ address: ANNA, name: 'Anna of the office', quotaBytes: 5_000_000 });
    expect(await changedElsewhere(client.accounts.update({ address: ANNA, name: 'Anna', enabled: false, opened: { name: '', enabled: true } }))).toEqual([
      'name',
    ]);
    expect(await client.accounts.list({})).toContainEqual(expect.objectContaining({ address: ANNA, name: 'Anna of the office', enabled: true }));
    // With what there is now it goes through.
    expect(await client.accounts.update({ address: ANNA, name: 'Anna', opened: { name: 'Anna of the office' } })).toMatchObject({ name: 'Anna' });
  });

  test('is changed in two places by two people', async () => {
    await client.accounts.update({ address: ANNA, name: 'Anna', opened: { name: '' } });
    expect(await client.accounts.update({ address: ANNA, quotaBytes: 5_000_000, opened: { quotaBytes: null } })).toMatchObject({
      name: 'Anna',
      quotaBytes: 5_000_000,
      before: { name: 'Anna', enabled: true, quotaBytes: null },
    });
    // Both want the same: nobody has to be asked.
    expect(await client.accounts.update({ address: ANNA, quotaBytes: 5_000_000, opened: { quotaBytes: null } })).toMatchObject({ quotaBytes: 5_000_000 });
  });

  test('of two at the same moment one is told', async () => {
    const both = await Promise.allSettled(['one', 'other'].map((name) => client.accounts.update({ address: ANNA, name, opened: { name: '' } })));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('that is new is taken back without a question only while there is no mail in it', async () => {
    await client.accounts.add({ address: 'carla@local.test', password: 'correct horse' });
    await client.accounts.remove({ address: 'carla@local.test', onlyEmpty: true });
    await client.accounts.add({ address: 'carla@local.test', password: 'correct horse' });
    expect(await client.overview.sendTestMessage({ address: 'carla@local.test', subject: 'x', text: 'x' })).toMatchObject({ arrived: true });
    expect((await refusal(client.accounts.remove({ address: 'carla@local.test', onlyEmpty: true }))).code).toBe('NEEDS_CONFIRMATION');
    await client.accounts.remove({ address: 'carla@local.test' });
    expect((await client.accounts.list({})).map(({ address }) => address)).toEqual([ANNA, 'bert@local.test']);
  });
});

test('an alias is not overwritten, nor removed, where somebody else has changed it', async () => {
  expect(await client.aliases.put({ address: INFO, targets: [ANNA] })).toMatchObject({ before: null });
  const opened = { targets: [ANNA] };
  expect(await client.aliases.put({ address: INFO, targets: ['bert@local.test'], replace: true })).toMatchObject({ before: opened });
  expect(await changedElsewhere(client.aliases.put({ address: INFO, targets: ['x@example.com'], replace: true, opened }))).toEqual(['targets']);
  expect(await changedElsewhere(client.aliases.remove({ address: INFO, opened }))).toEqual(['targets']);
  expect(await client.aliases.remove({ address: INFO, opened: { targets: ['bert@local.test'] } })).toMatchObject({ targets: ['bert@local.test'] });
  // Who changes one that is gone does not make it again.
  expect((await refusal(client.aliases.put({ address: INFO, targets: [ANNA], replace: true, opened }))).code).toBe('NOT_FOUND');
});

describe('a mailing list', () => {
  beforeEach(async () => {
    await client.lists.add({ address: LIST, name: 'News' });
    await client.lists.addMembers({ address: LIST, members: ['anna@local.test', 'dora@example.org'] });
  });
  const suspended = { bounceDays: 4, bouncedAt: 1_700_000_000_000, suspendedAt: 1_700_000_000_001 };

  test('is not overwritten where somebody else has changed it', async () => {
    const posters = ['office@example.net'];
    expect(await client.lists.update({ address: LIST, posters, posting: 'anyone' })).toMatchObject({
      before: { name: 'News', posters: [], posting: 'members' },
    });
    const opened = { name: 'News', posters: [], posting: 'members' as const };
    expect(await changedElsewhere(client.lists.update({ address: LIST, name: 'x', posters: ['a@b.example'], posting: 'anyone', opened }))).toEqual(['posters']);
    expect(await client.lists.list()).toMatchObject([{ name: 'News', posters, posting: 'anyone' }]);
  });

  test('that is removed comes back with its members as they were, suspended ones suspended', async () => {
    await running.engine.accounts.services.setStanding(LIST, 'dora@example.org', suspended);
    const before = await client.lists.members({ address: LIST });
    expect((await refusal(client.lists.remove({ address: LIST, onlyEmpty: true }))).code).toBe('NEEDS_CONFIRMATION');
    const { list, members } = await client.lists.remove({ address: LIST });
    expect(list).toMatchObject({ address: LIST, name: 'News' });
    expect(members).toEqual(before);
    await client.lists.add({ address: LIST });
    await client.lists.putBackMembers({ address: LIST, members });
    expect(await client.lists.members({ address: LIST })).toEqual(before);
    expect((await running.engine.store.accountServices.load()).lists[0]?.members.at(-1)?.standing).toEqual(suspended);
  });

  test('gets members back as they were, and leaves alone those that have come back by themselves', async () => {
    await running.engine.accounts.services.setStanding(LIST, 'dora@example.org', suspended);
    const { removed, members } = await client.lists.removeMembers({ address: LIST, members: ['Dora@example.org', 'dora@example.org', 'nobody@example.org'] });
    expect(removed).toBe(1);
    await client.lists.addMembers({ address: LIST, members: ['dora@example.org'] });
    await client.lists.putBackMembers({ address: LIST, members });
    expect(await client.lists.members({ address: LIST })).toContainEqual(expect.objectContaining({ address: 'dora@example.org', suspendedAt: null }));
  });

  test('says whom it has taken in, and whom it gives mail again', async () => {
    await running.engine.accounts.services.setStanding(LIST, 'dora@example.org', suspended);
    const { added, revived } = await client.lists.addMembers({
      address: LIST,
      members: ['anna@local.test', 'DORA@example.org', 'carl@example.com', 'Carl@EXAMPLE.com'],
    });
    expect(added).toEqual(['carl@example.com']);
    expect(revived).toMatchObject([{ address: 'dora@example.org', suspendedAt: suspended.suspendedAt, bounceDays: 4 }]);
  });
});

test('a forward and an automatic reply are not overwritten, and answer with what there was', async () => {
  const forward = { address: ANNA, targets: ['x@example.com'], keepCopy: true };
  expect(await client.forwards.set({ ...forward, opened: null })).toEqual({ ...forward, before: null });
  expect(await changedElsewhere(client.forwards.set({ address: ANNA, targets: ['y@example.com'], opened: null }))).toEqual(['targets']);
  expect(await client.forwards.remove({ address: ANNA, opened: forward })).toEqual(forward);
  expect(await client.forwards.remove({ address: ANNA })).toBeNull();

  const reply = { address: ANNA, subject: '', text: 'Away.', startsAt: null, endsAt: null, days: 7 };
  expect(await client.vacations.set({ ...reply, opened: null })).toEqual({ ...reply, before: null });
  expect(await changedElsewhere(client.vacations.set({ ...reply, text: 'Gone.', opened: null }))).toEqual(['text']);
  expect(await client.vacations.set({ ...reply, text: 'Gone.', opened: reply })).toEqual({ ...reply, text: 'Gone.', before: reply });
  expect(await changedElsewhere(client.vacations.remove({ address: ANNA, opened: reply }))).toEqual(['text']);
});

test('a domain says what is in it, mailing lists too', async () => {
  await client.domains.add({ name: 'lists.test' });
  await client.lists.add({ address: 'all@lists.test' });
  expect(await client.domains.list()).toContainEqual(expect.objectContaining({ name: 'lists.test', accounts: 0, aliases: 0, lists: 1 }));
  expect(await refusal(client.domains.remove({ name: 'lists.test' }))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('accounts: 0, aliases: 0, mailing lists: 1') as string,
  });
});
