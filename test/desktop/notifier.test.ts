/** Notifications: grouped, and quiet in the quiet hours. */
import { expect, test } from 'vitest';
import { GATHER_MS, NOTE_ADDRESSES, Notifier } from '../../main/desktop/notifier.ts';
import { desktopTexts } from '../../main/desktop/texts.ts';
import { desktopSchema } from '../../shared/settings/desktop.ts';
import { windowAt } from '../../shared/windows.ts';
import { StandInShell } from './stand-in-shell.ts';

const HOUR_MS = 3_600_000;

/** A notifier at a local time, whose waits end when the test says so. */
function notifierAt(hour: number, settings: unknown = {}) {
  let now = new Date(2026, 0, 15, hour).getTime();
  const waits: { readonly at: number; readonly run: () => void }[] = [];
  const opened: string[] = [];
  const shell = new StandInShell();
  const notifier = new Notifier({
    shell,
    clock: { now: () => now },
    texts: () => desktopTexts('en'),
    settings: () => desktopSchema.parse(settings),
    open: (kind) => opened.push(kind),
    later: (milliseconds, run) => {
      const wait = { at: now + milliseconds, run };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait), 1);
    },
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    for (const wait of waits.filter(({ at }) => at <= now)) {
      waits.splice(waits.indexOf(wait), 1);
      wait.run();
    }
  };
  return { notifier, shell, opened, pass, waits };
}

test('the first is shown at once, those that follow within a minute as one', () => {
  const { notifier, shell, pass } = notifierAt(12);
  for (const text of ['one', 'two', 'three']) notifier.add('ban', text);
  expect(shell.notes.map(({ title, body }) => [title, body])).toEqual([['An address was banned', 'one']]);
  pass(GATHER_MS);
  expect(shell.notes.map(({ title, body }) => [title, body]).slice(1)).toEqual([['2 addresses were banned', 'two, and 1 more']]);
  pass(GATHER_MS);
  expect(shell.notes).toHaveLength(2);
});

test('kinds do not wait for each other, and a click opens the window that says more', () => {
  const { notifier, shell, opened } = notifierAt(12);
  const kinds = ['certificate', 'listener', 'ban', 'account', 'disk', 'update'] as const;
  for (const kind of kinds) notifier.add(kind, 'x');
  for (const note of shell.notes) note.click();
  expect(opened).toEqual(kinds);
  const windows = Object.values(NOTE_ADDRESSES).map((address) => windowAt(address.split('?', 1)[0] ?? '')?.id);
  expect(windows).toEqual(['server-settings', 'server', 'security/banned-addresses', 'outbound', 'quarantine', 'hosting']);
});

test('a kind that is turned off is never shown; held messages only where it is asked for', () => {
  const { notifier, shell } = notifierAt(12, { notifications: { ban: false } });
  notifier.add('ban', 'x');
  notifier.add('held', 'x');
  expect(shell.notes).toEqual([]);
  notifier.add('account', 'The mail of anna@example.com is held until you look at it');
  expect(shell.notes.map(({ title }) => title)).toEqual(['An account sends more than usual']);
});

test('in the quiet hours they wait, and come as one at their end', () => {
  const { notifier, shell, pass } = notifierAt(23);
  notifier.add('listener', 'one');
  notifier.add('listener', 'two');
  pass(7 * HOUR_MS);
  expect(shell.notes).toEqual([]);
  pass(HOUR_MS);
  expect(shell.notes.map(({ title }) => title)).toEqual(['2 listeners failed']);
});

test('quiet hours within a day, and none at all', () => {
  const midday = notifierAt(12, { quietHours: { from: '09:00', until: '17:30' } });
  midday.notifier.add('disk', 'x');
  midday.pass(5 * HOUR_MS);
  expect(midday.shell.notes).toEqual([]);
  midday.pass(HOUR_MS / 2);
  expect(midday.shell.notes).toHaveLength(1);
  for (const quietHours of [{ enabled: false }, { from: '00:00', until: '00:00' }]) {
    const never = notifierAt(3, { quietHours });
    never.notifier.add('disk', 'x');
    expect(never.shell.notes).toHaveLength(1);
  }
});

test('closed, it waits for nothing', () => {
  const { notifier, waits } = notifierAt(12);
  notifier.add('disk', 'x');
  notifier.close();
  expect(waits).toEqual([]);
});
