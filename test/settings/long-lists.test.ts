/** Lists of 100,000 entries: an edit costs what it changes, and the history says what it changed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from '../../main/settings/json-path.ts';
import { SettingsStore } from '../../main/settings/settings-store.ts';
import { SettingsError } from '../../main/settings/validation.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { MemoryRevisions } from '../fakes/memory-revisions.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

const PATH = 'security.banned-addresses.entries';
const COUNT = 20_000;

function addresses(count: number): { address: string }[] {
  return Array.from({ length: count }, (_, place) => ({ address: `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}` }));
}

async function open(
  folder = tempFolder(),
  revisions = new MemoryRevisions(),
): Promise<{ settings: SettingsStore; folder: string; revisions: MemoryRevisions }> {
  const settings = new SettingsStore({ dataFolder: folder, clock: { now: () => 5 } });
  await settings.attachRevisions(revisions);
  return { settings, folder, revisions };
}

const banned = (settings: SettingsStore): readonly object[] => settings.current.security['banned-addresses'].entries;

async function problemsOf(work: Promise<unknown>): Promise<SettingsError['problems']> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

test('is taken whole, gets its defaults, and is on disk and in the history', async () => {
  const { settings, folder, revisions } = await open();
  const revision = await settings.set(PATH, addresses(COUNT), 'console');
  expect(settings.checkedEntries).toBe(COUNT);
  expect(revision.changes).toEqual([{ path: PATH, from: [], to: expect.arrayContaining([`… and ${COUNT - 20} more`]) as unknown }]);
  expect(banned(settings)[7]).toEqual({ address: '10.0.0.7', note: '', expires: null });
  const text = readFileSync(path.join(folder, 'settings.json'), 'utf8');
  expect(JSON.parse(text)).toEqual(settings.current);
  expect(text).toContain('\n        {"address":"10.0.0.7","note":"","expires":null},\n');
  expect((await revisions.get(2))?.document).toEqual(settings.current);
  const again = await open(folder, revisions);
  expect(again.settings.current).toEqual(settings.current);
  expect(again.settings.revision).toBe(2);
});

test('addresses that are written in full are in force as they came, and no copies are made of them', async () => {
  const { settings } = await open();
  const entries = addresses(200).map(({ address }, place) => (place === 7 ? { address } : { address, note: '', expires: null }));
  await settings.set(PATH, entries, 'console');
  expect(settings.checkedEntries).toBe(200);
  expect(banned(settings).filter((entry, place) => entry !== entries[place])).toEqual([{ address: '10.0.0.7', note: '', expires: null }]);
  expect(await problemsOf(settings.set(PATH, [...entries, { address: '10.0.0.300', note: '', expires: null }], 'console'))).toHaveLength(1);
});

test('an edit of one entry checks one entry, and keeps the others as the same objects', async () => {
  const { settings } = await open();
  await settings.set(PATH, addresses(COUNT), 'console');
  const before = [...banned(settings)];
  const revision = await settings.set(`${PATH}.500.note`, 'spam', 'console');
  expect(settings.checkedEntries).toBe(1);
  expect(revision.changes).toEqual([
    { path: PATH, from: [{ address: '10.0.1.244', note: '', expires: null }], to: [{ address: '10.0.1.244', note: 'spam', expires: null }] },
  ]);
  expect(banned(settings).filter((entry, place) => entry !== before[place])).toHaveLength(1);
  await settings.set('delivery.port', 2525, 'console');
  expect(settings.checkedEntries).toBe(0);
});

test('a whole document written back with one entry more checks one entry', async () => {
  const { settings } = await open();
  await settings.set(PATH, addresses(COUNT), 'console');
  const before = new Set(banned(settings));
  const document = JSON.parse(JSON.stringify(settings.get(''))) as { version: number; security: Record<string, { entries: Json[] }> };
  document.security['banned-addresses']?.entries.splice(3, 0, { address: '192.0.2.1' });
  const revision = await settings.import(document, 'console');
  expect(settings.checkedEntries).toBe(1);
  expect(revision.changes).toEqual([{ path: PATH, from: [], to: [{ address: '192.0.2.1', note: '', expires: null }] }]);
  expect(banned(settings).filter((entry) => !before.has(entry))).toHaveLength(1);
  // The same again changes nothing.
  expect((await settings.import(settings.get(''), 'console')).changes).toEqual([]);
});

test('entries that are wrong are named by line, the first of them, and nothing is changed', async () => {
  const { settings } = await open();
  const list: Json[] = addresses(1000);
  list[400] = { address: '10.0.0.300' };
  list[401] = { address: '10.0.0.1', nonsense: 1 };
  list[402] = 7;
  expect(await problemsOf(settings.set(PATH, list, 'console'))).toEqual([
    { field: `${PATH}.400.address`, message: expect.stringContaining('must be an IP address') as string },
    { field: `${PATH}.401.nonsense`, message: 'there is no such setting' },
    { field: `${PATH}.402`, message: 'must be an object' },
  ]);
  expect(await problemsOf(settings.set(PATH, Array<Json>(50_000).fill({ address: 'x' }), 'console'))).toHaveLength(20);
  expect(await problemsOf(settings.import({ security: { 'trusted-addresses': { entries: Array<Json>(100_001).fill(7) } }, nonsense: 1 }, 'console'))).toEqual([
    { field: 'nonsense', message: 'there is no such setting' },
    { field: 'security.trusted-addresses.entries', message: 'must have at most 100000 entries' },
  ]);
  expect(settings.current).toEqual(defaultSettings());
});

test('put in another order it is another list', async () => {
  const { settings } = await open();
  await settings.set(PATH, addresses(200), 'console');
  const { changes } = await settings.edit(
    (current) => ({
      ...current,
      security: { ...current.security, 'banned-addresses': { entries: current.security['banned-addresses'].entries.toReversed() } },
    }),
    'console',
  );
  expect(changes).toEqual([{ path: PATH, from: '200 entries', to: 'the same 200 entries in another order' }]);
});

test('a check may stop a change, until it is taken away', async () => {
  const { settings } = await open();
  const stop = settings.addCheck(async () => [{ field: 'delivery.port', message: 'not now' }]);
  expect(await problemsOf(settings.set('delivery.port', 26, 'console'))).toEqual([{ field: 'delivery.port', message: 'not now' }]);
  stop();
  await settings.set('delivery.port', 26, 'console');
});
