/** Changes that go back by themselves unless they are confirmed, and taking back one change among others. */
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SettingsStore } from '../../main/settings/settings-store.ts';
import { SettingsTrial } from '../../main/settings/settings-trial.ts';
import { SettingsError } from '../../main/settings/validation.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryRevisions } from '../fakes/memory-revisions.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

let folder: string;
let revisions: MemoryRevisions;
let clock: ManualClock;

beforeEach(() => {
  folder = tempFolder();
  revisions = new MemoryRevisions();
  clock = new ManualClock();
});

async function openSettings(): Promise<SettingsStore> {
  const settings = new SettingsStore({ dataFolder: folder, clock });
  await settings.attachRevisions(revisions);
  return settings;
}

const REQUIRE_TLS = 'security.smtp-authentication.requireTls';
const LOGINS = 'security.smtp-authentication.logins';
const login = (name: string, note = ''): { name: string; password: string; note: string; addresses: string[] } => ({
  name,
  password: 'x',
  note,
  addresses: [],
});
const note = (): string => path.join(folder, 'settings-on-trial.json');

describe('a change on trial', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function opened(settings: SettingsStore): Promise<{ trial: SettingsTrial; ended: () => Promise<string> }> {
    const ends: ((text: string) => void)[] = [];
    const trial = await SettingsTrial.open({ dataFolder: folder, settings, clock, onEnd: (text) => ends.shift()?.(text) });
    onTestFinished(() => trial.close());
    return { trial, ended: () => new Promise((resolve) => ends.push(resolve)) };
  }

  async function wait(ms: number): Promise<void> {
    clock.advance(ms);
    await vi.advanceTimersByTimeAsync(ms);
  }

  test('goes back after a minute, and what was changed besides stays', async () => {
    const settings = await openSettings();
    const { trial, ended } = await opened(settings);
    const { revision } = await settings.set(REQUIRE_TLS, false, 'console');
    trial.begin(revision);
    await settings.set('server.hostname', 'mail.example.com', 'console');
    expect(trial.current).toEqual({ revisions: [revision], timeLeft: 60_000 });
    await wait(59_000);
    expect(settings.current.security['smtp-authentication'].requireTls).toBe(false);
    const end = ended();
    await wait(1000);
    expect(await end).toContain(`revision ${revision} of the settings was not confirmed and has been taken back: ${REQUIRE_TLS}`);
    await expect.poll(() => trial.current).toBeUndefined();
    expect(settings.current.security['smtp-authentication'].requireTls).toBe(true);
    expect(settings.current.server.hostname).toBe('mail.example.com');
    expect((await settings.history(1))[0]).toMatchObject({ by: 'not confirmed' });
    expect(existsSync(note())).toBe(false);
    expect(trial.ended).toEqual([{ revision, how: 'not-kept', paths: [REQUIRE_TLS] }]);
  });

  test('stays once it is confirmed, with those before it', async () => {
    const settings = await openSettings();
    const { trial } = await opened(settings);
    const first = await settings.set(REQUIRE_TLS, false, 'console');
    trial.begin(first.revision);
    await wait(30_000);
    const second = await settings.set('server.hostname', 'mail.example.com', 'console');
    trial.begin(second.revision);
    expect(trial.current).toEqual({ revisions: [first.revision, second.revision], timeLeft: 60_000 });
    expect(trial.keep(99)).toBe(false);
    expect(trial.keep(second.revision)).toBe(true);
    expect(trial.current).toBeUndefined();
    expect(trial.ended).toEqual([first, second].map(({ revision }) => ({ revision, how: 'kept', paths: [] })));
    await wait(120_000);
    expect(settings.current.security['smtp-authentication'].requireTls).toBe(false);
    expect(trial.keep(second.revision)).toBe(false);
  });

  test('says of each what has become of it, until another trial begins', async () => {
    const settings = await openSettings();
    const { trial, ended } = await opened(settings);
    const { revision } = await settings.set(REQUIRE_TLS, false, 'console');
    const other = await settings.set('logging.keepDays', 7, 'console');
    for (const one of [revision, other.revision]) trial.begin(one);
    await settings.undo(revision, 'console');
    trial.undone(revision);
    expect(trial.ended).toEqual([{ revision, how: 'taken-back', paths: [] }]);
    // It has been changed again since, and stays.
    await settings.set('logging.keepDays', 8, 'console');
    const end = ended();
    await wait(60_000);
    expect(await end).toContain('could not be taken back');
    await expect.poll(() => trial.current).toBeUndefined();
    expect(trial.ended.at(-1)).toEqual({ revision: other.revision, how: 'stuck', paths: [] });
    trial.begin(99);
    expect(trial.ended).toEqual([]);
  });

  test('goes back at the start of a server that was stopped meanwhile', async () => {
    const settings = await openSettings();
    const { trial } = await opened(settings);
    const { revision } = await settings.set(REQUIRE_TLS, false, 'console');
    trial.begin(revision);
    trial.close();
    const again = await openSettings();
    expect(again.current.security['smtp-authentication'].requireTls).toBe(false);
    const said: string[] = [];
    const later = await SettingsTrial.open({ dataFolder: folder, settings: again, clock, onEnd: (text) => said.push(text) });
    onTestFinished(() => later.close());
    expect(again.current.security['smtp-authentication'].requireTls).toBe(true);
    expect(said).toEqual([expect.stringContaining('has been taken back')]);
    expect(later.current).toBeUndefined();
    expect(existsSync(note())).toBe(false);
  });

  test('a note that cannot be read keeps nobody from starting', async () => {
    writeFileSync(note(), '{"revisions": [');
    const { trial } = await opened(await openSettings());
    expect(trial.current).toBeUndefined();
  });
});

describe('taking back a revision', () => {
  test('leaves what came after it, and can be taken back itself', async () => {
    const settings = await openSettings();
    const { revision } = await settings.setAll(
      [
        { path: REQUIRE_TLS, value: false },
        { path: 'logging.keepDays', value: 7 },
      ],
      'console',
    );
    await settings.set('server.hostname', 'mail.example.com', 'console');
    const undone = await settings.undo(revision, 'console');
    expect(undone.changes.map((change) => change.path).toSorted()).toEqual(['logging.keepDays', REQUIRE_TLS]);
    expect(settings.current.logging.keepDays).toBe(30);
    expect(settings.current.server.hostname).toBe('mail.example.com');
    await settings.undo(undone.revision, 'console');
    expect(settings.current.logging.keepDays).toBe(7);
  });

  test('names what has been changed again since, and then takes back nothing', async () => {
    const settings = await openSettings();
    const { revision } = await settings.setAll(
      [
        { path: 'logging.keepDays', value: 7 },
        { path: 'logging.traceDays', value: 7 },
      ],
      'console',
    );
    await settings.set('logging.keepDays', 8, 'console');
    const problem = await settings.undo(revision, 'console').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(SettingsError);
    expect(problem).toMatchObject({ kind: 'conflict', problems: [{ field: 'logging.keepDays' }] });
    expect(settings.current.logging.traceDays).toBe(7);
    await expect(settings.undo(99, 'console')).rejects.toMatchObject({ kind: 'missing' });
  });

  test('takes entries of a list out, puts them back, and changes them back, among others that came later', async () => {
    const settings = await openSettings();
    const names = (): string[] => settings.current.security['smtp-authentication'].logins.map(({ name, note: why }) => `${name}${why}`);
    const added = await settings.set(LOGINS, [login('a'), login('b')], 'console');
    const changed = await settings.set(LOGINS, [login('a', '!'), login('b')], 'console');
    await settings.set(LOGINS, [login('a', '!'), login('b'), login('c')], 'console');
    await expect(settings.undo(added.revision, 'console')).rejects.toMatchObject({ kind: 'conflict' });
    await settings.undo(changed.revision, 'console');
    expect(names()).toEqual(['a', 'b', 'c']);
    await settings.undo(added.revision, 'console');
    expect(names()).toEqual(['c']);
    const removed = await settings.set(LOGINS, [], 'console');
    await settings.set(LOGINS, [login('d')], 'console');
    await settings.undo(removed.revision, 'console');
    expect(names()).toEqual(['d', 'c']);
  });

  test('of a long list, takes out the one entry that was added', async () => {
    const settings = await openSettings();
    const entries = Array.from({ length: 300 }, (_one, place) => ({ address: `10.0.${Math.floor(place / 250)}.${place % 250}`, note: '', expires: null }));
    const list = 'security.banned-addresses.entries';
    await settings.set(list, entries, 'console');
    const { revision } = await settings.set(list, [...entries, { address: '192.0.2.1', note: '', expires: null }], 'console');
    await settings.set(
      list,
      [...entries.slice(1), { address: '192.0.2.1', note: '', expires: null }, { address: '192.0.2.2', note: '', expires: null }],
      'console',
    );
    await settings.undo(revision, 'console');
    expect(settings.current.security['banned-addresses'].entries.map(({ address }) => address).slice(-2)).toEqual(['10.0.1.49', '192.0.2.2']);
    expect(settings.current.security['banned-addresses'].entries).toHaveLength(300);
  });
});
