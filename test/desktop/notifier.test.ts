/** Notifications: grouped, and quiet in the quiet hours. */
import { expect, test } from 'vitest';
import { GATHER_MS, Notifier } from '../../main/desktop/notifier.ts';
import { desktopTexts } from '../../main/desktop/texts.ts';
import { StandInShell } from './stand-in-shell.ts';

const HOUR_MS = 3_600_000;

/** A notifier at a local time, whose waits end when the test says so. */
function notifierAt(hour: number, quietHours = { from: 22, to: 7 }) {
  let now = new Date(2026, 0, 15, hour).getTime();
  const waits: { readonly at: number; readonly run: () => void }[] = [];
  const opened: string[] = [];
  const shell = new StandInShell();
  const notifier = new Notifier({
    shell,
    clock: { now: () => now },
    texts: () => desktopTexts('en'),
    quietHours: () => quietHours,
    open: (address) => opened.push(address),
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
  for (const kind of ['certificate', 'listener', 'ban', 'held', 'disk'] as const) notifier.add(kind, 'x');
  for (const note of shell.notes) note.click();
  expect(opened).toEqual(['/settings/server', '/', '/security/banned-addresses', '/quarantine', '/']);
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
  const midday = notifierAt(12, { from: 9, to: 17 });
  midday.notifier.add('disk', 'x');
  expect(midday.shell.notes).toEqual([]);
  const never = notifierAt(3, { from: 0, to: 0 });
  never.notifier.add('disk', 'x');
  expect(never.shell.notes).toHaveLength(1);
});

test('closed, it waits for nothing', () => {
  const { notifier, waits } = notifierAt(12);
  notifier.add('disk', 'x');
  notifier.close();
  expect(waits).toEqual([]);
});
