/** The editors of the lists: pages, changes with their undo, import and export, and the questions before dangerous addresses. */
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { Json } from '../../main/settings/json-path.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

async function administered(security: Json = {}): Promise<RunningEngine & { readonly client: AdminClient }> {
  const running = await startEngine({ security });
  onTestFinished(async () => await running.stop());
  const admin = createAdminContext(running.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  return { ...running, client: createRouterClient(adminRouter, { context: { admin, caller: 'console' } }) };
}

const texts = async (client: AdminClient, query = {}): Promise<string[]> => (await client.entries.filters.list(query)).rows.map(({ entry }) => entry.text);

test('pages are searched, narrowed, sorted and counted', async () => {
  const entries = [
    { text: 'cheap pills', scope: 'subject', note: 'pharmacy' },
    { text: 'Casino', action: 'quarantine', enabled: false },
    { text: 'anything', expires: '2020-01-01T00:00:00Z' },
  ];
  const { client, engine } = await administered({ filters: { entries } });
  engine.hits.count({ option: 'filters', entry: 'cheap pills' }, 1000);
  expect(await client.entries.filters.list({ limit: 1, offset: 1 })).toMatchObject({
    total: 3,
    all: 3,
    rows: [{ key: 'anywhere:Casino', index: 1, source: 'manual', hits: 0, lastHitAt: null }],
  });
  expect(await texts(client, { sort: 'main' })).toEqual(['anything', 'Casino', 'cheap pills']);
  expect(await texts(client, { sort: 'hits', descending: true })).toEqual(expect.arrayContaining(['cheap pills']));
  expect((await client.entries.filters.list({ sort: 'hits', descending: true })).rows[0]).toMatchObject({ hits: 1, lastHitAt: 1000 });
  expect(await texts(client, { search: 'PHARM' })).toEqual(['cheap pills']);
  expect(await texts(client, { state: 'off' })).toEqual(['Casino']);
  expect(await texts(client, { state: 'expired' })).toEqual(['anything']);
  expect(await texts(client, { state: 'active' })).toEqual(['cheap pills']);
  expect(await texts(client, { state: 'never-hit' })).toEqual(['Casino', 'anything']);
});

test('each change can be taken back, and leaves what was changed since', async () => {
  const { client } = await administered({ filters: { entries: ['one', 'two', 'three', 'four'].map((text) => ({ text })) } });
  const { filters } = client.entries;
  const removed = await filters.remove({ selection: { keys: ['anywhere:two', 'anywhere:four'] } });
  expect([removed.count, await texts(client)]).toEqual([2, ['one', 'three']]);
  await filters.add({ entry: { text: 'five' } });
  const updated = await filters.update({ key: 'anywhere:three', entry: { text: '3', scope: 'subject' } });
  expect(await texts(client)).toEqual(['one', '3', 'five']);
  const off = await filters.enable({ selection: { all: { search: 'o' }, except: [] }, enabled: false });
  expect(off.count).toBe(1);
  expect(await texts(client, { state: 'off' })).toEqual(['one']);
  await filters.undo({ undo: off.undo });
  expect(await texts(client, { state: 'off' })).toEqual([]);
  await filters.undo({ undo: removed.undo });
  expect(await texts(client)).toEqual(['one', 'two', '3', 'four', 'five']);
  await filters.undo({ undo: updated.undo });
  expect(await texts(client)).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(await refusal(filters.undo({ undo: updated.undo }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('taken back, a change leaves what others have made of its entries since, and says so', async () => {
  const inTime = (span: number): string => new Date(Date.now() + span).toISOString();
  const [hour, day] = [inTime(3_600_000), inTime(86_400_000)];
  const { client } = await administered();
  const { bannedAddresses: banned, filters } = client.entries;
  const address = '203.0.113.5';
  const listed = async (): Promise<unknown[]> => (await banned.list({})).rows.map(({ entry }) => [entry.address, entry.expires]);
  const changedSince = (name: string): object => ({ code: 'CHANGED_ELSEWHERE', data: { problems: [{ message: expect.stringContaining(name) as unknown }] } });

  const first = await banned.add({ entry: { address, expires: hour } });
  const second = await banned.add({ entry: { address, expires: day } });
  const third = await banned.add({ entry: { address } });
  expect(await refusal(banned.undo({ undo: first.undo }))).toMatchObject(changedSince(address));
  expect(await refusal(banned.undo({ undo: second.undo }))).toMatchObject(changedSince(address));
  expect(await listed()).toEqual([[address, null]]);
  // The last of them can be, and then stands there what the one before it has made.
  await banned.undo({ undo: third.undo });
  expect(await listed()).toEqual([[address, day]]);

  const imported = await banned.import({ text: '203.0.113.6\n203.0.113.7' });
  await banned.update({ key: '203.0.113.6', entry: { address: '203.0.113.6', note: 'worse than thought' } });
  expect(await refusal(banned.undo({ undo: imported.undo }))).toMatchObject(changedSince('203.0.113.6'));
  expect(await listed()).toEqual([
    [address, day],
    ['203.0.113.6', null],
  ]);

  // The same address is the same ban, however it is spelled.
  const spelled = await banned.add({ entry: { address: '192.0.2.7', expires: hour } });
  await banned.add({ entry: { address: '192.0.2.7/32' } });
  expect(await refusal(banned.undo({ undo: spelled.undo }))).toMatchObject(changedSince('192.0.2.7/32'));
  const gone = await banned.remove({ selection: { keys: ['192.0.2.7/32'] } });
  await banned.add({ entry: { address: '192.0.2.7', expires: hour } });
  expect(await refusal(banned.undo({ undo: gone.undo }))).toMatchObject(changedSince('192.0.2.7'));
  const [there, after] = [await banned.import({ text: '192.0.2.8\n192.0.2.9' }), await banned.remove({ selection: { keys: ['192.0.2.8'] } })];
  await banned.add({ entry: { address: '192.0.2.8/32', note: 'of somebody else' } });
  expect(await refusal(banned.undo({ undo: there.undo }))).toMatchObject({ data: { problems: [{ facts: { undone: 1 } }] } });
  expect(await refusal(banned.undo({ undo: after.undo }))).toMatchObject({ data: { problems: [{ facts: { undone: 0 } }] } });
  expect((await listed()).slice(2)).toEqual([
    ['192.0.2.7', hour],
    ['192.0.2.8/32', null],
  ]);

  // What is gone since does not come back in another shape, and what came again stays.
  await filters.add({ entry: { text: 'one' } });
  const updated = await filters.update({ key: 'anywhere:one', entry: { text: 'two' } });
  const removed = await filters.remove({ selection: { keys: ['anywhere:two'] } });
  expect(await refusal(filters.undo({ undo: updated.undo }))).toMatchObject(changedSince('anywhere:two'));
  await filters.add({ entry: { text: 'two', action: 'tag' } });
  expect(await refusal(filters.undo({ undo: removed.undo }))).toMatchObject(changedSince('anywhere:two'));
  const renamed = await filters.update({ key: 'anywhere:two', entry: { text: 'three' } });
  await filters.add({ entry: { text: 'two' } });
  expect(await refusal(filters.undo({ undo: renamed.undo }))).toMatchObject(changedSince('anywhere:three'));
  expect(await texts(client)).toEqual(['three', 'two']);
});

test('a change that could not be taken back still can be', async () => {
  const { client, engine } = await administered({ filters: { entries: [{ text: 'one' }] } });
  const { undo } = await client.entries.filters.remove({ selection: { keys: ['anywhere:one'] } });
  const edit = vi.spyOn(engine.settings, 'edit').mockRejectedValueOnce(new Error('the disk is full'));
  onTestFinished(() => edit.mockRestore());
  await expect(client.entries.filters.undo({ undo })).rejects.toThrow();
  expect(await texts(client)).toEqual([]);
  await client.entries.filters.undo({ undo });
  expect(await texts(client)).toEqual(['one']);
  expect(await refusal(client.entries.filters.undo({ undo }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('everything that is found goes at once, but for what is left out, and comes back where it was', async () => {
  const { client } = await administered({ filters: { entries: ['a1', 'b', 'a2', 'a3'].map((text) => ({ text })) } });
  const { count, undo } = await client.entries.filters.remove({ selection: { all: { search: 'a' }, except: ['anywhere:a2'] } });
  expect([count, await texts(client)]).toEqual([2, ['b', 'a2']]);
  await client.entries.filters.undo({ undo });
  expect(await texts(client)).toEqual(['a1', 'b', 'a2', 'a3']);
});

test('what is there twice, gone, or cannot be switched is refused', async () => {
  const { client } = await administered({ filters: { entries: [{ text: 'one' }, { text: 'two' }] } });
  const { filters, bannedAddresses: banned } = client.entries;
  expect(await refusal(filters.add({ entry: { text: 'one' } }))).toMatchObject({ code: 'CONFLICT', data: { problems: [{ field: 'entry.text' }] } });
  await filters.add({ entry: { text: 'one', scope: 'subject' } });
  expect(await refusal(filters.update({ key: 'anywhere:two', entry: { text: 'one' } }))).toMatchObject({ code: 'CONFLICT' });
  expect(await refusal(filters.update({ key: 'anywhere:gone', entry: { text: 'x' } }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await refusal(filters.remove({ selection: { keys: ['anywhere:gone'] } }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await refusal(filters.add({ entry: { text: ' ' } }))).toMatchObject({ code: 'INVALID' });
  expect(await refusal(banned.enable({ selection: { keys: ['192.0.2.1'] }, enabled: false }))).toMatchObject({ code: 'INVALID' });
});

test('an entry that stands twice, in two spellings: what is taken back of one leaves the other alone', async () => {
  const entries = [
    { address: '2001:DB8::1', note: 'two' },
    { address: '2001:db8:0::1', note: 'three' },
  ];
  const { client } = await administered({ 'banned-addresses': { entries } });
  const { bannedAddresses: banned } = client.entries;
  const removed = await banned.remove({ selection: { keys: ['2001:DB8::1'] } });
  expect(await banned.undo({ undo: removed.undo })).toEqual({ count: 1 });
  const noted = await banned.update({ key: '2001:DB8::1', entry: { address: '2001:DB8::1', note: 'changed' } });
  expect(await banned.undo({ undo: noted.undo })).toEqual({ count: 1 });
  expect((await banned.list({})).rows.map(({ entry }) => entry)).toMatchObject(entries);
});

test('what is over gives way to the same again, and comes back with an undo', async () => {
  const over = { expires: '2020-01-01T00:00:00Z' };
  const { client } = await administered({ filters: { entries: [{ text: 'one', ...over }, { text: 'two' }, { text: 'three', ...over }] } });
  const { filters } = client.entries;
  const { undo, lengthened } = await filters.add({ entry: { text: 'one', note: 'again' } });
  expect(lengthened).toBe(false);
  expect((await filters.list({})).rows[0]?.entry).toMatchObject({ text: 'one', note: 'again', expires: null });
  expect((await filters.list({})).total).toBe(3);
  await filters.undo({ undo });
  expect((await filters.list({})).rows[0]?.entry).toMatchObject({ text: 'one', note: '', ...over });
  // One that is over again adds nothing.
  expect(await refusal(filters.add({ entry: { text: 'one', ...over } }))).toMatchObject({ code: 'CONFLICT' });
  const updated = await filters.update({ key: 'anywhere:two', entry: { text: 'three' } });
  expect(await texts(client)).toEqual(['one', 'three']);
  await filters.undo({ undo: updated.undo });
  expect(await texts(client)).toEqual(['one', 'two', 'three']);
});

test('banned again, an address is banned for the longer time; nothing is shortened, and all is counted', async () => {
  const inTime = (span: number): string => new Date(Date.now() + span).toISOString();
  const [hour, day] = [inTime(3_600_000), inTime(86_400_000)];
  const entries = [
    { address: '203.0.113.1', expires: '2020-01-01T00:00:00Z' },
    { address: '203.0.113.2', expires: hour, note: 'guesses' },
    { address: '203.0.113.3' },
  ];
  const { client } = await administered({ 'banned-addresses': { entries } });
  const { bannedAddresses: banned } = client.entries;
  const listed = async (): Promise<unknown[]> => (await banned.list({})).rows.map(({ entry: { address, expires, note } }) => [address, expires, note]);
  const before = await listed();
  const text = `address,note,expires\r\n${[1, 2, 3, 4].map((host) => `203.0.113.${host},,${day}\r\n`).join('')}`;
  const { undo, revision: _revision, ...taken } = await banned.import({ text });
  expect(taken).toEqual({ added: 2, lengthened: 1, alreadyThere: 1, unreadable: 0 });
  expect(await listed()).toEqual([
    ['203.0.113.1', day, ''],
    ['203.0.113.2', day, 'guesses'],
    ['203.0.113.3', null, ''],
    ['203.0.113.4', day, ''],
  ]);
  await banned.undo({ undo });
  expect(await listed()).toEqual(before);
  expect(await banned.add({ entry: { address: '203.0.113.2' } })).toMatchObject({ count: 1, lengthened: true });
  // As the command line asks.
  const ban = async (address: string, expires?: string | null) => await client.addresses.add({ list: 'banned', entry: { address, note: '', expires } });
  expect(await ban('203.0.113.1', hour)).toMatchObject({ expires: hour, lengthened: false });
  expect(await ban('203.0.113.1', day)).toMatchObject({ expires: day, lengthened: true });
  expect((await refusal(ban('203.0.113.1', hour))).message).toContain('203.0.113.1 is in the list already, and for longer');
  expect(await ban('203.0.113.1', null)).toMatchObject({ expires: null, lengthened: true });
  expect(await listed()).toEqual([
    ['203.0.113.1', null, ''],
    ['203.0.113.2', null, 'guesses'],
    ['203.0.113.3', null, ''],
  ]);
});

test('of an address that comes twice in one import, the longest time counts', async () => {
  const { client } = await administered({ 'banned-addresses': { entries: [{ address: '203.0.113.2', expires: '2090-01-01T00:00:00Z' }] } });
  const { bannedAddresses: banned } = client.entries;
  const text = [
    'address,note,expires',
    '203.0.113.1,first,2090-01-01',
    '203.0.113.1/32,longest,',
    '203.0.113.1,last,2095-01-01',
    '203.0.113.2,shorter,2080-01-01',
    '203.0.113.2,longer,2095-01-01',
  ].join('\n');
  expect(await banned.import({ text })).toMatchObject({ added: 1, lengthened: 1, alreadyThere: 3, unreadable: 0 });
  expect((await banned.list({})).rows.map(({ entry: { address, note, expires } }) => [address, note, expires])).toEqual([
    ['203.0.113.2', 'longer', '2095-01-01T23:59:59Z'],
    ['203.0.113.1/32', 'longest', null],
  ]);
});

test('what is exported can be imported again, all of it', async () => {
  const entries = [
    { text: 'plain' },
    { text: '=SUM("a"), b\nc', scope: 'body', action: 'tag', enabled: false, note: '-1', expires: '2030-01-01T00:00:00Z' },
    { text: "'quoted'", scope: 'urls', action: 'discard', note: 'with "quotes"; and more' },
  ];
  const { client } = await administered({ filters: { entries } });
  const { filters } = client.entries;
  const before = (await filters.list({})).rows.map(({ entry }) => entry);
  const { text, next } = await filters.export({ format: 'csv' });
  expect(next).toBeNull();
  await filters.remove({ selection: { all: {}, except: [] } });
  const { undo, revision: _revision, ...imported } = await filters.import({ text });
  expect(imported).toEqual({ added: 3, lengthened: 0, alreadyThere: 0, unreadable: 0 });
  expect((await filters.list({})).rows.map(({ entry }) => entry)).toEqual(before);
  expect(await filters.import({ text })).toMatchObject({ added: 0, alreadyThere: 3 });
  await filters.undo({ undo });
  expect(await texts(client)).toEqual([]);
  expect((await filters.export({ format: 'csv' })).text).toBe('text,scope,action,enabled,note,expires\r\n');
});

test('lines that cannot be read are named, and left out only when asked to', async () => {
  const { client } = await administered();
  const { bannedAddresses: banned } = client.entries;
  const text = '192.0.2.1 # scanner\nnobody\n\n192.0.2.0/40\n192.0.2.1';
  expect(await refusal(banned.import({ text }))).toMatchObject({ code: 'INVALID', data: { problems: [{ field: 'line 2' }, { field: 'line 4' }] } });
  expect((await banned.list({})).total).toBe(0);
  expect(await banned.import({ text, skipUnreadable: true })).toMatchObject({ added: 1, alreadyThere: 1, unreadable: 2 });
  expect((await banned.list({})).rows).toMatchObject([{ key: '192.0.2.1', entry: { note: 'scanner' } }]);
  expect((await banned.export({ format: 'text' })).text).toBe('192.0.2.1 # scanner\n');
});

test('an address that could lock somebody out is asked about; whoever was asked gets it, on trial', async () => {
  const { client, engine } = await administered();
  const { bannedAddresses: banned, trustedAddresses: trusted } = client.entries;
  const entry = { address: '127.0.0.0/8' };
  // The question names what is to be banned, and for how long.
  expect(await refusal(banned.add({ entry }))).toMatchObject({
    code: 'NEEDS_CONFIRMATION',
    data: { problems: [{ field: 'covers-loopback', facts: { banned: '127.0.0.0/8', until: '' } }] },
  });
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  expect(await refusal(banned.add({ entry: { ...entry, expires } }))).toMatchObject({
    data: { problems: [{ facts: { banned: '127.0.0.0/8', until: expires } }] },
  });
  expect(await refusal(banned.import({ text: '127.0.0.1' }))).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  expect(await refusal(trusted.add({ entry: { address: '10.0.0.0/8' } }))).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  const { undo } = await banned.add({ entry, confirmed: true });
  expect(engine.trial.current?.revisions).toEqual([engine.settings.revision]);
  await banned.undo({ undo });
  expect(engine.trial.current).toBeUndefined();
  await banned.add({ entry, confirmed: true });
  expect((await banned.list({ search: '127.9.9.9' })).rows).toMatchObject([{ key: '127.0.0.0/8' }]);
  // Taken back, a removal is what adding it was; and the question can be answered.
  const removed = await banned.remove({ selection: { keys: ['127.0.0.0/8'] } });
  expect(await refusal(banned.undo({ undo: removed.undo }))).toMatchObject({ code: 'NEEDS_CONFIRMATION', data: { problems: [{ field: 'covers-loopback' }] } });
  expect((await banned.list({})).total).toBe(0);
  await banned.undo({ undo: removed.undo, confirmed: true });
  expect((await banned.list({})).total).toBe(1);
});

test('what the server has banned by itself is listed first, ended, and comes back as an entry', async () => {
  const { client, engine } = await administered({ 'banned-addresses': { entries: [{ address: '192.0.2.1' }] } });
  const { bannedAddresses: banned } = client.entries;
  engine.addressLists.ban({ address: '198.51.100.7', source: 'brute-force', minutes: 60, note: 'guessed 10 passwords' });
  const { rows } = await banned.list({});
  expect(rows).toMatchObject([
    { key: 'automatic:198.51.100.7', index: null, source: 'brute-force' },
    { key: '192.0.2.1', index: 0, source: 'manual' },
  ]);
  expect((await banned.list({ state: 'automatic' })).total).toBe(1);
  const revision = engine.settings.revision;
  const { undo } = await banned.remove({ selection: { keys: ['automatic:198.51.100.7'] } });
  expect([(await banned.list({})).total, engine.settings.revision]).toEqual([1, revision]);
  await banned.undo({ undo });
  expect((await banned.list({})).rows).toMatchObject([{ key: '192.0.2.1' }, { key: '198.51.100.7', source: 'manual' }]);
});

test('the smart host, and whoever has logged in lately, are asked about', async () => {
  const { client, engine } = await administered();
  await engine.settings.set('delivery.smartHost', { host: '198.51.100.7' }, 'console');
  engine.recentLogins.note('203.0.113.20', Date.now());
  const { bannedAddresses: banned } = client.entries;
  const asked = async (address: string): Promise<unknown> => await refusal(banned.add({ entry: { address } }));
  expect(await asked('198.51.100.0/24')).toMatchObject({ code: 'NEEDS_CONFIRMATION', data: { problems: [{ field: 'covers-smart-host' }] } });
  expect(await asked('203.0.113.20')).toMatchObject({ code: 'NEEDS_CONFIRMATION', data: { problems: [{ field: 'covers-recent-login' }] } });
  expect((await banned.list({})).total).toBe(0);
});

test('a list of 200,000 addresses is imported in turns: nobody waits for long in between', { timeout: 300_000 }, async () => {
  const { client, engine } = await administered();
  const text = Array.from({ length: 200_000 }, (_, index) => `${11 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.${(index * 7) & 255}`).join('\n');
  const start = performance.now();
  let last = start;
  let longest = 0;
  // As every session, it gets its turn when the event loop goes round.
  const turn = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  expect(await client.entries.bannedAddresses.import({ text })).toMatchObject({ added: 200_000 });
  clearInterval(turn);
  longest = Math.max(longest, performance.now() - last);
  // A share, since all of it takes longer on a machine that is busy. In one go each of its steps would take more.
  expect(longest).toBeLessThan(Math.max(100, (performance.now() - start) / 8));
  expect(engine.settings.current.security['banned-addresses'].entries).toHaveLength(200_000);
});
