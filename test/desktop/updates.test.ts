/** Newer versions: looked for, fetched, offered, and installed at a moment that suits the mail. */
import { expect, test } from 'vitest';
import { desktopTexts } from '../../main/desktop/texts.ts';
import { FIRST_LOOK_MS, IDLE_LOOK_MS, LOOK_MS, Updates } from '../../main/desktop/updates.ts';
import { desktopSchema } from '../../shared/settings/desktop.ts';
import { StandInShell } from './stand-in-shell.ts';

interface Play {
  /** What the source answers: a version, none, or that it cannot be reached. */
  readonly answer?: string | undefined | Error;
  readonly settings?: unknown;
  underWay?: boolean;
}

/** Updates on a source that answers as told; waits end when the test says so. */
function updatesWith(play: Play) {
  const waits = new Map<number, () => void>();
  const did: string[] = [];
  const shell = new StandInShell();
  const updates = new Updates({
    source: {
      current: '1.0.0',
      fetch: async (channel, found) => {
        did.push(`look in ${channel}`);
        if (play.answer instanceof Error) throw play.answer;
        if (play.answer !== undefined) found(play.answer);
        return await Promise.resolve(play.answer);
      },
      install: () => did.push('install'),
    },
    settings: () => desktopSchema.parse(play.settings ?? {}).updates,
    shell,
    notifier: { add: (kind, text) => did.push(`${kind}: ${text}`) },
    texts: () => desktopTexts('en'),
    later: (milliseconds, run) => {
      waits.set(milliseconds, run);
      return () => void waits.delete(milliseconds);
    },
    mailIsUnderWay: () => play.underWay ?? false,
    onChange: () => did.push(updates.state.is),
    note: (text) => did.push(text),
    stopServer: (then) => {
      did.push('stop');
      then();
    },
  });
  /** A wait is over, and what it began is done. */
  const pass = async (milliseconds: number): Promise<void> => {
    const run = waits.get(milliseconds);
    waits.delete(milliseconds);
    run?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { updates, shell, did, pass, waits };
}

test('it looks by itself, fetches what is newer, says so and waits', async () => {
  const { did, pass, shell, waits } = updatesWith({ answer: '1.1.0' });
  await pass(FIRST_LOOK_MS);
  expect(did).toEqual(['looking', 'look in latest', 'fetching', 'ready', 'update: Version 1.1.0 can be installed with a restart']);
  expect(shell.questions).toEqual([]);
  await pass(LOOK_MS);
  expect(did).toHaveLength(5);
  expect(waits.has(LOOK_MS)).toBe(true);
});

test('turned off it does not look by itself, and still does when a person asks; the channel is that of the settings', async () => {
  const { did, pass, updates, shell } = updatesWith({ settings: { updates: { check: false, channel: 'beta' } } });
  await pass(FIRST_LOOK_MS);
  await pass(LOOK_MS);
  expect(did).toEqual([]);
  await updates.look();
  expect(did).toEqual(['looking', 'look in beta', 'idle']);
  expect(shell.questions.map(({ title, body, no }) => [title, body, no])).toEqual([['Gatepost is up to date', '1.0.0 is the newest version.', undefined]]);
});

test('a look that fails is noted in the log, or told to the person who asked, in one line', async () => {
  const { did, pass, updates, shell } = updatesWith({ answer: new Error('cannot be reached\nheaders') });
  await pass(FIRST_LOOK_MS);
  expect(did.at(-1)).toBe('the check for updates failed: cannot be reached');
  await updates.look();
  expect(shell.questions.map(({ title, body }) => `${title}. ${body}`)).toEqual([
    'The check for updates failed. The server goes on as it is. cannot be reached',
  ]);
  expect(updates.state).toEqual({ is: 'idle' });
});

test('it restarts when it is told to, and not otherwise', async () => {
  const { did, updates, shell } = updatesWith({ answer: '1.1.0' });
  shell.answer = false;
  await updates.look();
  expect(did.at(-1)).toBe('ready');
  shell.answer = true;
  await updates.offer();
  expect(did.slice(-3)).toEqual(['restarting with version 1.1.0', 'stop', 'install']);
});

test('while mail is under way it waits, however long that takes', async () => {
  const play: Play = { answer: '1.1.0', underWay: true };
  const { did, updates, pass } = updatesWith(play);
  await updates.look();
  await pass(IDLE_LOOK_MS);
  await pass(IDLE_LOOK_MS);
  expect(did.at(-1)).toBe('waiting');
  play.underWay = false;
  await pass(IDLE_LOOK_MS);
  expect(did.slice(-2)).toEqual(['stop', 'install']);
});

test('closed, it waits for nothing', async () => {
  const { updates, waits } = updatesWith({ answer: '1.1.0', underWay: true });
  await updates.look();
  updates.close();
  expect([...waits.keys()]).toEqual([]);
});
