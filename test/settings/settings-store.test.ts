import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SettingsFileError } from '../../main/settings/settings-file.ts';
import { type SettingsCheck, SettingsStore } from '../../main/settings/settings-store.ts';
import { SettingsError } from '../../main/settings/validation.ts';
import { StoreError } from '../../main/store/mail-store.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';
import { MemoryRevisions } from '../fakes/memory-revisions.ts';

const NOW = Date.UTC(2030, 0, 2, 3, 4, 5);

let folder: string;
let revisions: MemoryRevisions;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gatepost-settings-'));
  revisions = new MemoryRevisions();
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const file = (): string => path.join(folder, 'settings.json');
const onDisk = async (): Promise<unknown> => JSON.parse(await readFile(file(), 'utf8'));

async function open(checks: readonly SettingsCheck[] = []): Promise<SettingsStore> {
  const settings = new SettingsStore({ dataFolder: folder, clock: { now: () => NOW }, checks });
  await settings.attachRevisions(revisions);
  return settings;
}

async function problemsOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return 'no problem';
}

describe('starting', () => {
  test('the first start writes the defaults into a private file, as the first revision', async () => {
    const settings = await open();
    expect(settings.current).toEqual(defaultSettings());
    expect(await onDisk()).toEqual(defaultSettings());
    expect(settings.revision).toBe(1);
    expect(await settings.history(10)).toEqual([{ revision: 1, at: NOW, by: 'start', changes: [] }]);
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test('a later start finds what was saved, and adds no revision', async () => {
    await (await open()).set('server.hostname', 'mail.example.com', 'console');
    const again = await open();
    expect(again.current.server.hostname).toBe('mail.example.com');
    expect(again.revision).toBe(2);
    expect(again.repairs).toEqual([]);
  });

  test('a file edited by hand becomes a revision, and is made private', async () => {
    await open();
    await writeFile(file(), '\uFEFF{"version": 1, "server": {"hostname": "hand.example.com"}}');
    await chmod(file(), 0o644);
    const settings = await open();
    expect(settings.current).toEqual({ ...defaultSettings(), server: { ...defaultSettings().server, hostname: 'hand.example.com' } });
    expect((await settings.history(1))[0]).toMatchObject({
      revision: 2,
      by: 'start',
      changes: [{ path: 'server.hostname', from: '', to: 'hand.example.com' }],
    });
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
  });
});

describe('a damaged file', () => {
  test.each([
    ['cut short', '{"version": 1, "serv'],
    ['empty', ''],
    ['no object', '[]'],
    ['a text', '"settings"'],
    ['binary', '\0\0\0\0'],
    ['with a wrong value', '{"version": 1, "server": {"hostname": 7}}'],
    ['with an unknown setting', '{"version": 1, "sevrer": {}}'],
    ['of an impossible version', '{"version": 0}'],
  ])('%s is set aside whole, reported, and the last good revision is in force', async (_, text) => {
    await (await open()).set('server.hostname', 'mail.example.com', 'console');
    await writeFile(file(), text);
    const settings = await open();
    expect(settings.current.server.hostname).toBe('mail.example.com');
    expect(settings.revision).toBe(2);
    expect(await onDisk()).toEqual(settings.current);
    const setAside = path.join(folder, 'settings.json.damaged-20300102T030405Z');
    expect(await readFile(setAside, 'utf8')).toBe(text);
    expect(settings.repairs).toEqual([expect.stringContaining(setAside), expect.stringContaining('revision 2')]);
  });

  test('without any good revision leaves the defaults in force', async () => {
    await writeFile(file(), '{"server": {"limits": {"maxErrors": 0}}}');
    const settings = await open();
    expect(settings.current).toEqual(defaultSettings());
    expect(settings.repairs).toEqual([expect.stringContaining('server.limits.maxErrors: must be at least 3'), expect.stringContaining('default settings')]);
  });

  test('tells those who already listen, once the revision is in force', async () => {
    await (await open()).set('server.hostname', 'mail.example.com', 'console');
    await rm(file());
    const settings = new SettingsStore({ dataFolder: folder, clock: { now: () => NOW } });
    const heard: string[] = [];
    settings.onChange((now) => heard.push(now.server.hostname));
    await settings.attachRevisions(revisions);
    expect(heard).toEqual(['mail.example.com']);
  });
});

test('a file of a newer version stops the start and is left alone', async () => {
  await writeFile(file(), '{"version": 99}');
  await expect(open()).rejects.toThrow(/settings\.json: the settings are of version 99.*install the newer program/);
  await expect(open()).rejects.toBeInstanceOf(SettingsFileError);
  expect(await readFile(file(), 'utf8')).toBe('{"version": 99}');
});

describe('changing', () => {
  test('is on disk, in the history and in force before anybody hears of it', async () => {
    const settings = await open();
    const heard: unknown[] = [];
    settings.onChange((now, before) =>
      heard.push([before.delivery.port, now.delivery.port, settings.current.delivery.port, settings.revision, revisions.rows.length]),
    );
    const revision = await settings.set('delivery.port', 2525, 'console');
    expect(revision).toEqual({ revision: 2, at: NOW, by: 'console', changes: [{ path: 'delivery.port', from: 25, to: 2525 }] });
    expect(heard).toEqual([[25, 2525, 2525, 2, 2]]);
    expect(await onDisk()).toMatchObject({ delivery: { port: 2525 } });
  });

  test('to the same value changes nothing', async () => {
    const settings = await open();
    expect(await settings.set('delivery.port', 25, 'console')).toMatchObject({ revision: 1, changes: [] });
    expect(revisions.rows).toHaveLength(1);
  });

  test('reaches into lists by index, and makes what is not there yet', async () => {
    const settings = await open();
    await settings.set('server.listeners.0.port', 2525, 'console');
    await settings.set('server.dns.servers.0', '192.0.2.53:53', 'console');
    await settings.set('delivery.smartHost.host', 'relay.example.net', 'console');
    expect(settings.get('server.listeners.0.port')).toBe(2525);
    expect(settings.get('server.dns')).toEqual({ servers: ['192.0.2.53:53'] });
    expect(settings.get('delivery.smartHost')).toEqual({ host: 'relay.example.net', port: 587, tls: 'starttls', user: '', password: '' });
    await settings.set('delivery.smartHost', null, 'console');
    expect(settings.get('delivery.smartHost')).toBe(null);
  });

  test.each([
    ['server.limits.maxErrors', 0, 'must be at least 3'],
    ['server.limits.maxErrors', 1.5, 'must be a whole number'],
    ['server.limits.maxErrors', '5', 'must be a number'],
    ['server.listeners.0.port', 65_536, 'must be at most 65535'],
    ['server.hostname', 'not a name', 'must be a host name such as mail.example.com, or empty'],
    ['logging.toFile', 'yes', 'must be true or false'],
    ['server.listeners', {}, 'must be a list'],
    ['delivery.smartHost.port', 25, 'is needed', 'delivery.smartHost.host'],
    ['delivery.smartHost', { host: '' }, 'must not be empty', 'delivery.smartHost.host'],
    ['delivery.smartHost', { host: 'x', tls: 'maybe' }, 'must be one of "none", "opportunistic", "starttls", "implicit"', 'delivery.smartHost.tls'],
    ['server.nothing', 1, 'there is no such setting'],
    ['server.__proto__.polluted', 1, 'there is no such setting', 'server.__proto__'],
    ['server.listeners.9.port', 25, 'there is no such entry in the list'],
    ['server.listeners.first.port', 25, 'there is no such entry in the list'],
    ['version', 2, 'must be 1'],
  ])('%s to %j is refused whole: %s', async (at, value, message, field = at) => {
    const settings = await open();
    expect(await problemsOf(settings.set(at, value, 'console'))).toEqual([{ field, message }]);
    expect(settings.current).toEqual(defaultSettings());
    expect(await onDisk()).toEqual(defaultSettings());
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('an import merges, replaces lists, and names every problem', async () => {
    const settings = await open();
    await settings.import(
      { server: { hostname: 'mail.example.com', listeners: [{ protocol: 'smtp', port: 2525, tls: 'none' }] }, logging: { keepDays: 7 } },
      'command line',
    );
    expect(settings.current.server.listeners).toEqual([{ protocol: 'smtp', address: '', port: 2525, tls: 'none' }]);
    expect(settings.current.logging).toEqual({ ...defaultSettings().logging, keepDays: 7 });
    expect(await problemsOf(settings.import({ logging: { keepDays: 0 }, nonsense: 1, delivery: { port: 'x' } }, 'command line'))).toEqual([
      { field: 'delivery.port', message: 'must be a number' },
      { field: 'logging.keepDays', message: 'must be at least 1' },
      { field: 'nonsense', message: 'there is no such setting' },
    ]);
    expect(await problemsOf(settings.import([], 'command line'))).toEqual([{ field: '', message: 'the settings must be a JSON object' }]);
    expect(await problemsOf(settings.import({ version: 99 }, 'command line'))).toMatchObject([{ field: 'version' }]);
    // A computed key makes an own property, as JSON.parse does.
    expect(await problemsOf(settings.import({ server: { ['__proto__']: { polluted: 1 } } }, 'command line'))).toEqual([
      { field: 'server.__proto__', message: 'there is no such setting' },
    ]);
    expect(settings.revision).toBe(2);
  });

  test('a check that finds a problem refuses it', async () => {
    const settings = await open([async (next) => (next.delivery.port === 26 ? [{ field: 'delivery.port', message: 'not on a Friday' }] : [])]);
    expect(await problemsOf(settings.set('delivery.port', 26, 'console'))).toEqual([{ field: 'delivery.port', message: 'not on a Friday' }]);
    await settings.set('delivery.port', 27, 'console');
  });

  test('two changes at once both hold', async () => {
    const settings = await open();
    await Promise.all([settings.set('delivery.port', 2525, 'console'), settings.set('logging.keepDays', 7, 'command line')]);
    expect(await onDisk()).toMatchObject({ delivery: { port: 2525 }, logging: { keepDays: 7 } });
    expect((await settings.history(2)).map(({ by }) => by)).toEqual(['command line', 'console']);
  });

  test('that cannot be saved is not in force', async () => {
    const settings = await open();
    revisions.failure = new StoreError('disk-full', 'the disk is full');
    await expect(settings.set('delivery.port', 2525, 'console')).rejects.toBe(revisions.failure);
    expect(settings.current.delivery.port).toBe(25);
    expect(await onDisk()).toEqual(defaultSettings());
    revisions.failure = undefined;
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder was');
    await expect(settings.set('delivery.port', 2525, 'console')).rejects.toBeInstanceOf(SettingsFileError);
    expect(settings.current.delivery.port).toBe(25);
  });

  test('leaves no draft behind', async () => {
    await (await open()).set('delivery.port', 2525, 'console');
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});

describe('secrets', () => {
  const smartHost = { host: 'relay.example.net', user: 'anna', password: 'hunter2hunter2' };

  test('are never read back, in the document, the history or a revision', async () => {
    const settings = await open();
    const answers = [
      await settings.set('delivery.smartHost', smartHost, 'console'),
      await settings.set('delivery.smartHost.password', 'another one', 'console'),
    ];
    const everything = JSON.stringify([answers, settings.get(''), settings.get('delivery.smartHost.password'), await settings.history(10)]);
    expect(everything).not.toMatch(/hunter2|another one/);
    expect(settings.get('delivery.smartHost.password')).toBe('(secret)');
    expect(answers[1]?.changes).toEqual([{ path: 'delivery.smartHost.password', from: '(secret)', to: '(secret)' }]);
    expect(settings.current.delivery.smartHost?.password).toBe('another one');
    await settings.set('delivery.smartHost.password', '', 'console');
    expect(settings.get('delivery.smartHost.password')).toBe('');
  });

  test('written back as they were read stay as they are', async () => {
    const settings = await open();
    await settings.set('delivery.smartHost', smartHost, 'console');
    const read = settings.get('');
    await settings.import(read, 'console');
    expect(settings.current.delivery.smartHost?.password).toBe(smartHost.password);
    await settings.set('delivery.smartHost', { ...smartHost, host: 'other.example.net', password: '(secret)' }, 'console');
    expect(settings.current.delivery.smartHost).toMatchObject({ host: 'other.example.net', password: smartHost.password });
  });
});

describe('history', () => {
  test('tells who changed what, newest first, and any revision can be restored', async () => {
    const settings = await open();
    await settings.set('delivery.port', 2525, 'console');
    await settings.set('server.dns.servers', ['192.0.2.53:53'], 'command line');
    expect(await settings.history(2)).toEqual([
      { revision: 3, at: NOW, by: 'command line', changes: [{ path: 'server.dns.servers', from: [], to: ['192.0.2.53:53'] }] },
      { revision: 2, at: NOW, by: 'console', changes: [{ path: 'delivery.port', from: 25, to: 2525 }] },
    ]);
    expect(await settings.restore(1, 'console')).toMatchObject({
      revision: 4,
      changes: [{ path: 'server.dns.servers' }, { path: 'delivery.port', from: 2525, to: 25 }],
    });
    expect(settings.current).toEqual(defaultSettings());
    expect(await problemsOf(settings.restore(99, 'console'))).toEqual([{ field: 'revision', message: 'there is no revision 99' }]);
  });

  test('an unknown path is no setting', async () => {
    const settings = await open();
    for (const at of ['nothing', 'server.listeners.9', 'server.hostname.x', 'constructor', 'server.listeners.length']) {
      expect(() => settings.get(at)).toThrow(SettingsError);
    }
  });
});
