/** What recent traffic says about a change: asked before an address is trusted or a listener goes, and shown beside switches. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { type AdminCaller, createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { effectOfTrusting } from '../../main/admin/trust-effect.ts';
import type { RemoteAddresses } from '../../shared/admin-api/decisions.ts';
import { IpSet } from '../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import type { Dialogue } from '../dialogues/dialogue.ts';
import { base64, greeted } from '../dialogues/smtp-steps.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

const STRANGER = '127.0.0.9';
const ATTACHMENTS = 'security.attachment-filters';

let running: RunningEngine;
let window: AdminClient;
let commandLine: AdminClient;

function clientOf(caller: AdminCaller): AdminClient {
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  return createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller } });
}

/** Anna sends Bert what looks like a picture and is a program. */
async function sendDisguised(): Promise<void> {
  const dialogue = await loggedIn();
  await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
  const program = Buffer.from(`MZ\x90\x00${'\0'.repeat(100)}`, 'latin1').toString('base64');
  dialogue.raw(
    `From: anna@local.test\r\nSubject: photo\r\nMIME-Version: 1.0\r\nContent-Type: image/jpeg; name=photo.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n${program}\r\n.\r\n`,
  );
  await dialogue.hearReply();
  dialogue.say('QUIT');
  await dialogue.closed();
}

async function loggedIn(): Promise<Dialogue> {
  const dialogue = await greeted(running, '127.0.0.1');
  await dialogue.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 235 …`);
  return dialogue;
}

beforeAll(async () => {
  running = await startEngine();
  window = clientOf('console');
  commandLine = clientOf('command line');
});

afterAll(async () => {
  await running.stop();
});

describe('an address that is to be trusted', () => {
  const trusted = (address: string, confirmed = false): Promise<unknown> =>
    window.addresses.add({ list: 'trusted', entry: { address, note: '', expires: null }, confirmed });

  test('is asked about in a window, with who came from there and what would have been sent on', async () => {
    const stranger = await greeted(running, STRANGER);
    await stranger.play('C: MAIL FROM:<them@far.test>\nS: 250 …\nC: RCPT TO:<you@elsewhere.test>\nS: 550 …\nC: QUIT\nS: 221 …');
    await stranger.closed();
    // The decision is told when the session has ended on the server's side, too; and a busy machine may have no time to play it.
    await expect
      .poll(async () => (await refusal(trusted(STRANGER))).data, { timeout: 60_000 })
      .toEqual({
        problems: [
          {
            field: 'may-relay',
            message: `${STRANGER}: Whoever connects from there could send mail to the whole world through this server without logging in. 1 session of the last 7 days came from there.`,
            facts: {
              addresses: STRANGER,
              evidence: 'came-from-there',
              count: 1,
              played: 1,
              changed: 1,
              examples: `<them@far.test> → <you@elsewhere.test> (${STRANGER})`,
            },
          },
        ],
      });
    expect((await refusal(window.entries.trustedAddresses.import({ text: '203.0.113.1\n203.0.113.2' }))).data).toMatchObject({
      problems: [{ field: 'may-relay', facts: { addresses: '203.0.113.1, 203.0.113.2', evidence: 'came-from-there', count: 0 } }],
    });
  }, 90_000);

  test('is trusted once it was asked about, and another note asks no more; a removal that is taken back asks like the first time', async () => {
    await trusted(STRANGER, true);
    await window.addresses.update({ list: 'trusted', address: STRANGER, entry: { address: STRANGER, note: 'scanner', expires: null } });
    const { undo } = await window.entries.trustedAddresses.remove({ selection: { keys: [STRANGER] } });
    expect((await refusal(window.entries.trustedAddresses.undo({ undo }))).code).toBe('NEEDS_CONFIRMATION');
    await window.entries.trustedAddresses.undo({ undo, confirmed: true });
    await window.addresses.remove({ list: 'trusted', addresses: [STRANGER] });
  });

  test('is this computer itself, or comes from a command line: no question', async () => {
    await window.addresses.remove({ list: 'trusted', addresses: ['127.0.0.1'] });
    await trusted('127.0.0.1');
    await commandLine.addresses.add({ list: 'trusted', entry: { address: '203.0.113.7', note: '', expires: null } });
  });
});

test('a log that takes longer than a person waits: the figures follow by the name that the question gave them', async () => {
  const context = createAdminContext(running.engine, '0', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  const client: AdminClient = createRouterClient(adminRouter, { context: { admin: context, caller: 'console' } });
  const counted = Promise.withResolvers<RemoteAddresses>();
  const decisions = { search: async () => await Promise.reject(new Error('too busy')), remoteAddresses: async () => await counted.promise };
  const set = IpSet.of<AddressEntry>([{ address: STRANGER, note: '', expires: null }]);
  const facts = await effectOfTrusting({ ...context, events: { decisions } }, set, Date.now(), 0);
  expect(facts).toEqual({ pending: expect.any(String) as string });
  const asked = client.security.figures({ pending: String(facts?.['pending']) });
  counted.resolve({ sessions: 3, since: null, addresses: [{ remoteAddress: STRANGER, sessions: 3 }] });
  expect(await asked).toEqual({ evidence: 'came-from-there', count: 3 });
  expect(await client.security.figures({ pending: 'of a question long ago' })).toBeNull();
});

describe('switches that no reason tells of', () => {
  const effect = (setting: Parameters<AdminClient['security']['switchEffect']>[0]['setting']): Promise<unknown> => window.security.switchEffect({ setting });

  test('logins with the password of a mailbox', async () => {
    const dialogue = await loggedIn();
    await dialogue.play('C: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<you@elsewhere.test>\nS: 250 …\nC: QUIT\nS: 221 …');
    await dialogue.closed();
    await expect.poll(() => effect('security.smtp-authentication.usePop3Credentials')).toEqual({ decisions: 1, more: false, kept: null });
    expect((await refusal(window.settings.set({ path: 'security.smtp-authentication.usePop3Credentials', value: false }))).data).toMatchObject({
      problems: [{ field: 'pop3-logins-off', facts: { evidence: 'would-be-refused', count: 1 } }],
    });
  });

  test('programs under other names: caught while it is on; among the kept messages while it is off', async () => {
    await sendDisguised();
    await expect.poll(() => effect(`${ATTACHMENTS}.byContent`)).toEqual({ decisions: 1, more: false, kept: null });
    const off = { path: `${ATTACHMENTS}.byContent`, value: false };
    const { data } = await refusal(window.settings.set(off));
    expect(data).toMatchObject({ problems: [{ field: 'content-unjudged', facts: { evidence: 'would-be-taken', count: 1 } }] });
    // Of what is in a message no envelope tells: nothing is played again.
    expect(data).not.toHaveProperty('problems.0.facts.played');
    await window.settings.set({ ...off, confirmed: true });
    await sendDisguised();
    // A question before all threads have started may not reach the message in its time.
    await expect
      .poll(() => effect(`${ATTACHMENTS}.byContent`), { timeout: 60_000 })
      .toEqual({ decisions: 1, more: false, kept: { hits: 1, examined: 1, kept: 1, complete: true } });
    await window.settings.set({ ...off, value: true });
  }, 90_000);

  test('a list that is ignored without a size limit: what it has caught, and what came in since', async () => {
    const ignore = { path: `${ATTACHMENTS}.ignoreWhenUnlimited`, value: true };
    await expect.poll(() => effect(`${ATTACHMENTS}.ignoreWhenUnlimited`)).toEqual({ decisions: 1, more: false, kept: null });
    // As long as there is a limit, it changes nothing.
    await window.settings.set(ignore);
    const unlimited = { path: `${ATTACHMENTS}.messageSizeLimit`, value: null };
    expect((await refusal(window.settings.set(unlimited))).data).toMatchObject({
      problems: [{ field: 'attachments-off', facts: { path: unlimited.path, evidence: 'would-be-taken', count: 1 } }],
    });
    await window.settings.set({ ...unlimited, confirmed: true });
    await expect
      .poll(() => effect(`${ATTACHMENTS}.ignoreWhenUnlimited`), { timeout: 60_000 })
      .toEqual({ decisions: 1, more: false, kept: { hits: 1, examined: 1, kept: 1, complete: true } });
  }, 90_000);
});

test('a listener that is moved: how many sessions came in by it', async () => {
  const opened = (port: number): void =>
    running.engine.events.emit({
      kind: 'session-opened',
      level: 'info',
      protocol: 'submission',
      sessionId: `s${port}`,
      text: `from port 40000 to port ${port}`,
    });
  for (const port of [587, 587, 5870]) opened(port);
  const value = running.engine.settings.current.server.listeners.map((listener) =>
    listener.protocol === 'submission' ? { ...listener, port: 2587 } : listener,
  );
  expect((await refusal(window.settings.set({ path: 'server.listeners', value }))).data).toMatchObject({
    problems: [
      {
        field: 'listener-moved',
        message: expect.stringMatching(/ 2 sessions of the last 7 days came in here\.$/) as string,
        facts: { evidence: 'came-in-here', count: 2 },
      },
    ],
  });
});
