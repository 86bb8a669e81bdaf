/** A service that cannot be used, or is older than the application: what a person is offered, and what comes of it. */
import { expect, test, vi } from 'vitest';
import type { DesktopServer } from '../../main/desktop/desktop-server.ts';
import { hostingTexts } from '../../main/desktop/hosting-texts.ts';
import { type ShowServiceOptions, isOlder, ownerWords, showService } from '../../main/desktop/show-service.ts';
import type { Answer } from '../../main/host/system-service/run-steps.ts';
import { StandInShell } from './stand-in-shell.ts';

const fine: Answer = { code: 0, stdout: '', stderr: '' };
const failed = (stderr: string): Answer => ({ code: 1, stdout: '', stderr });
const [RETRY, REPAIR, REMOVE] = [0, 1, 2];

/** A service of that version. Of a server, what is shown is not looked at. */
function serverOf(version: string): DesktopServer {
  const never = (): (() => void) => () => undefined;
  const admin: DesktopServer['admin'] = {
    clock: { now: () => 0 },
    dataFolder: '/var/lib/gatepost',
    listeners: { states: [], sessions: () => [], start: () => Promise.reject(new Error('no')), stop: () => Promise.reject(new Error('no')) },
    settings: {
      get current(): never {
        throw new Error('not looked at');
      },
      onChange: never,
    },
    addressLists: { automaticBans: () => [], onBan: never },
    tls: { facts: { subject: '', selfSigned: true, fingerprint: '', validTo: 0 }, onChange: never },
    delivery: { nudge: () => undefined, activity: { connections: 0, messages: new Set(), entries: new Set() }, onChange: never },
    onListenersChange: never,
  };
  return {
    isOurs: false,
    admin,
    version,
    connect: () => undefined,
    onEvent: never,
    note: () => undefined,
    stop: () => Promise.resolve(),
  };
}

function shown(change: Partial<ShowServiceOptions> = {}, answers: Answer[] = []) {
  const shell = new StandInShell();
  const asked: string[] = [];
  /** What a person sees meanwhile. */
  const seen: string[] = [];
  const options: ShowServiceOptions = {
    shell,
    progress: {
      begin: (change) => seen.push(`begins: ${change}`),
      reached: (done, all) => seen.push(`${done} of ${all}`),
      end: () => seen.push('ends'),
    },
    texts: hostingTexts('en'),
    dataFolder: '/var/lib/gatepost',
    home: '/home/anna/.config/Gatepost',
    state: () => Promise.resolve('running'),
    elevated: (words, onProgress) => {
      asked.push(words.join(' '));
      if (words.includes('uninstall')) onProgress?.(1, 2);
      return Promise.resolve(answers.shift() ?? fine);
    },
    connect: () => Promise.resolve(serverOf('1.2.0')),
    version: '1.2.0',
    ...change,
  };
  return { shell, asked, seen, options };
}

test('a service that does not start says why, and can be repaired from here', async () => {
  const states = ['stopped', 'running'] as const;
  let looks = 0;
  const { shell, asked, options } = shown({ state: () => Promise.resolve(states[looks++] ?? 'running') }, [failed('It said: the database is damaged'), fine]);
  shell.decisions = [REPAIR];
  expect(await showService(options)).toMatchObject({ version: '1.2.0' });
  expect(asked).toEqual(['service start', 'service repair']);
  expect(shell.choices.map(({ answers }) => answers)).toEqual([['Try again', 'Repair the service', 'Remove the service']]);
  expect(shell.choices[0]?.body).toMatch(/^It said: the database is damaged\n\nIts data is in \/var\/lib\/gatepost\./);
});

test('a service that is beyond repair is removed, and the application is the server again', async () => {
  const connect = vi.fn(() => Promise.reject(new Error('the console does not answer')));
  const { shell, asked, seen, options } = shown({ connect }, [failed('the program is gone'), fine]);
  shell.decisions = [REPAIR, REMOVE];
  expect(await showService(options)).toBe('removed');
  expect(asked).toEqual(['service repair', ['service uninstall --to /home/anna/.config/Gatepost', ...ownerWords()].join(' ')]);
  // It takes its time, and there is no other window yet.
  expect(seen).toEqual(['begins: repair', 'ends', 'begins: uninstall', '1 of 2', 'ends']);
  // What failed last is what is shown.
  expect(shell.choices.map(({ body }) => body.split('\n')[0])).toEqual(['the console does not answer', 'the program is gone']);
});

test('trying again is enough where the service only needed its time, and nothing is done for whoever quits', async () => {
  let tries = 0;
  const connect = (): Promise<DesktopServer> => (tries++ === 0 ? Promise.reject(new Error('not yet')) : Promise.resolve(serverOf('1.2.0')));
  const patient = shown({ connect });
  patient.shell.decisions = [RETRY];
  expect(await showService(patient.options)).toMatchObject({ version: '1.2.0' });
  const impatient = shown({ connect: () => Promise.reject(new Error('not yet')) });
  expect(await showService(impatient.options)).toBeUndefined();
  expect([...patient.asked, ...impatient.asked]).toEqual([]);
});

test('a service of an older version is updated when the person says so, and shown as it is if not', async () => {
  const versions = ['1.1.0', '1.2.0'];
  const { shell, asked, options } = shown({ connect: () => Promise.resolve(serverOf(versions.shift() ?? '')) });
  expect(await showService(options)).toMatchObject({ version: '1.2.0' });
  expect(asked).toEqual(['service repair']);
  expect(shell.questions.map(({ title, body }) => [title, /version 1\.1\.0.*version 1\.2\.0/.test(body)])).toEqual([
    ['The service runs an older version', true],
  ]);

  const later = shown({ connect: () => Promise.resolve(serverOf('1.1.0')) });
  later.shell.answer = false;
  expect(await showService(later.options)).toMatchObject({ version: '1.1.0' });
  expect(later.asked).toEqual([]);
});

test('an update of the service that fails is told, and asked about once', async () => {
  const { shell, asked, options } = shown({ connect: () => Promise.resolve(serverOf('1.1.0')) }, [failed('not authorised')]);
  expect(await showService(options)).toMatchObject({ version: '1.1.0' });
  expect(asked).toEqual(['service repair']);
  expect(shell.questions.map(({ title }) => title)).toEqual(['The service runs an older version', 'That did not work']);
});

test.each([
  ['1.1.0', '1.2.0', true],
  ['1.9.0', '1.10.0', true],
  ['1.2.0-beta.1', '1.2.0', true],
  ['1.2.0', '1.2.0', false],
  ['2.0.0', '1.10.5', false],
  ['1.2.0', '1.2.0-beta.1', false],
  ['unknown', '1.0.0', false],
])('%s is older than %s: %s', (one, other, older) => {
  expect(isOlder(one, other)).toBe(older);
});
