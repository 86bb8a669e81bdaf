/** Changes of the settings as windows make them: what is asked first, what goes on trial, what the command line is not asked. */
import { createRouterClient } from '@orpc/server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { type AdminCaller, createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { next, refusal } from './carriers.ts';

let running: RunningEngine;
let window: AdminClient;
let commandLine: AdminClient;

function clientOf(caller: AdminCaller): AdminClient {
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  return createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller, callerAddress: '203.0.113.77' } });
}

beforeAll(async () => {
  running = await startEngine();
  window = clientOf('console');
  commandLine = clientOf('command line');
});

afterAll(async () => {
  await running.stop();
});

afterEach(async () => {
  const { trial } = running.engine;
  if (trial.current !== undefined) trial.keep(trial.current.revisions.at(-1) ?? 0);
  await running.engine.settings.import(
    { security: { 'smtp-authentication': { enabled: true, requireTls: true }, 'banned-addresses': { entries: [] } } },
    'test',
  );
});

const AUTH = 'security.smtp-authentication';

describe('risky changes', () => {
  test('are asked about in a window, with what they change and what recent traffic says', async () => {
    const session = await Dialogue.open(running.port('smtp'), { localAddress: '127.0.0.9' });
    await session.play(`
      S: 220 …
      C: EHLO client.test
      S: 250-…`);
    await session.hearReply();
    session.say('AUTH PLAIN AGFubmFAbG9jYWwudGVzdABjb3JyZWN0IGhvcnNl');
    expect(await session.hearReply()).toEqual([expect.stringMatching(/^538 /)]);
    session.say('QUIT');
    await session.closed();

    const change = { changes: [{ path: `${AUTH}.requireTls`, value: false }] };
    const asked = await refusal(window.settings.change(change));
    expect(asked).toMatchObject({
      code: 'NEEDS_CONFIRMATION',
      data: {
        problems: [
          {
            field: 'tls-not-required',
            message:
              'Passwords may cross the network in clear text, where others can read them. In the last 7 days this check has refused 1: it would be taken from now on.',
            facts: { path: `${AUTH}.requireTls`, from: 'true', to: 'false', evidence: 'would-be-taken', count: 1 },
          },
        ],
      },
    });
    expect(running.engine.settings.current.security['smtp-authentication'].requireTls).toBe(true);
    const { revision } = await window.settings.change({ ...change, confirmed: true });
    expect(running.engine.trial.current).toBeUndefined();
    await window.settings.undo({ revision });
    expect(running.engine.settings.current.security['smtp-authentication'].requireTls).toBe(true);
  });

  test('say that recent traffic has had nothing of it', async () => {
    expect(await refusal(window.settings.set({ path: `${AUTH}.senderMustMatchLogin`, value: false }))).toMatchObject({
      data: {
        problems: [
          {
            field: 'sender-match-off',
            message: 'Whoever has logged in may send in the name of anybody else. Nobody has been refused by this check in the last 7 days.',
            facts: { evidence: 'would-be-taken', count: 0 },
          },
        ],
      },
    });
  });

  test('show what they would do to recent traffic, by playing it again', async () => {
    const session = await Dialogue.open(running.port('smtp'), { localAddress: '127.0.0.9' });
    await session.hearReply();
    for (const command of ['HELO client.test', 'MAIL FROM:<anna@local.test>', 'RCPT TO:<anna@local.test>', 'QUIT']) {
      session.say(command);
      await session.hearReply();
    }
    await session.closed();
    // The decision is told when the session has ended on the server's side, too; and a busy machine may have no time to play it.
    const question = async (): Promise<unknown> => (await refusal(window.settings.set({ path: `${AUTH}.requireForLocalSenders`, value: false }))).data;
    await expect.poll(question, { timeout: 60_000 }).toMatchObject({
      problems: [{ field: 'local-senders-open', facts: { played: 1, changed: 1, examples: '<anna@local.test> → <anna@local.test> (127.0.0.9)' } }],
    });
  }, 90_000);

  test('the other way round they are made at once, and on the command line, too', async () => {
    await commandLine.settings.set({ path: `${AUTH}.requireTls`, value: false });
    await window.settings.set({ path: `${AUTH}.requireTls`, value: true });
  });

  test.each([
    [
      'a listener that goes',
      [{ protocol: 'smtp', port: 2525, tls: 'starttls' }],
      ['listener-removed', 'listener-removed', 'listener-removed', 'listener-moved', 'listener-removed'],
    ],
    [
      'one without encryption',
      [
        { protocol: 'smtp', port: 25, tls: 'none' },
        { protocol: 'submission', port: 587, tls: 'starttls' },
        { protocol: 'submissions', port: 465, tls: 'implicit' },
        { protocol: 'pop3', port: 110, tls: 'starttls' },
        { protocol: 'pop3s', port: 995, tls: 'implicit' },
      ],
      ['listener-without-tls'],
    ],
  ])('listeners: %s', async (_name, value, risks) => {
    const error = await refusal(window.settings.set({ path: 'server.listeners', value }));
    expect(error.code).toBe('NEEDS_CONFIRMATION');
    const { problems } = error.data as { problems: { field: string }[] };
    expect(problems.map(({ field }) => field).toSorted()).toEqual([...risks].toSorted());
  });
});

describe('what may lock out its maker', () => {
  test('goes on trial in a window, is told to all windows, and stays once it is kept', async () => {
    const cancel = new AbortController();
    const told = await window.settings.watch(undefined, { signal: cancel.signal });
    expect((await next(told)).trial).toBeUndefined();
    const { revision } = await window.settings.set({ path: `${AUTH}.enabled`, value: false, confirmed: true });
    let news = await next(told);
    while (news.trial === undefined) news = await next(told);
    expect(news.trial.revisions).toEqual([revision]);
    expect(news.trial.timeLeft).toBeGreaterThan(0);
    await window.settings.keep({ revision });
    const last = await next(told);
    expect(last.trial).toBeUndefined();
    expect(last.ended).toEqual([{ revision, how: 'kept', paths: [] }]);
    expect((await refusal(window.settings.keep({ revision }))).code).toBe('NOT_FOUND');
    cancel.abort();
  });

  test('is taken back without asking while it is on trial', async () => {
    const { revision } = await window.settings.set({ path: `${AUTH}.enabled`, value: false, confirmed: true });
    await window.settings.undo({ revision });
    expect(running.engine.trial.current).toBeUndefined();
    expect(running.engine.settings.current.security['smtp-authentication'].enabled).toBe(true);
  });

  test('is not on trial from the command line: that is at this computer', async () => {
    await commandLine.settings.set({ path: `${AUTH}.enabled`, value: false });
    expect(running.engine.trial.current).toBeUndefined();
  });

  test('a ban of the address of whoever makes it, by either way', async () => {
    const entry = { address: '203.0.113.0/24', note: '', expires: null };
    expect(await refusal(window.addresses.add({ list: 'banned', entry }))).toMatchObject({
      code: 'NEEDS_CONFIRMATION',
      data: { problems: [{ field: 'covers-administrator' }] },
    });
    await window.addresses.add({ list: 'banned', entry, confirmed: true });
    const [revision = 0] = running.engine.trial.current?.revisions ?? [];
    await window.settings.undo({ revision });
    expect(running.engine.settings.current.security['banned-addresses'].entries).toEqual([]);
    await window.settings.change({ changes: [{ path: 'security.banned-addresses.entries', value: [entry] }], confirmed: true });
    expect(running.engine.trial.current).toBeDefined();
  });
});

test('what was changed again since is a conflict that names it', async () => {
  const { revision } = await window.settings.set({ path: 'logging.keepDays', value: 9 });
  await window.settings.set({ path: 'logging.keepDays', value: 10 });
  expect(await refusal(window.settings.undo({ revision }))).toMatchObject({ code: 'CONFLICT', data: { problems: [{ field: 'logging.keepDays' }] } });
});

test('several settings are changed together or not at all', async () => {
  const changes = [
    { path: 'logging.traceDays', value: 12 },
    { path: 'logging.keepDays', value: 0 },
  ];
  expect(await refusal(window.settings.change({ changes }))).toMatchObject({ code: 'INVALID', data: { problems: [{ field: 'logging.keepDays' }] } });
  expect(running.engine.settings.current.logging.traceDays).toBe(30);
});
