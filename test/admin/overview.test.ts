/** The area `overview` of the admin API on a real engine: what is wrong, who is refused, the counters by hour, and the test message. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { type AdminContext, createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { concernsOf } from '../../main/admin/concerns.ts';
import type { Json } from '../../main/settings/json-path.ts';
import { CONCERNS } from '../../shared/concerns.ts';
import { declaredField } from '../../shared/settings/declarations.ts';
import { english } from '../../shared/words/english.ts';
import { german } from '../../shared/words/german.ts';
import { WINDOWS } from '../../shared/windows.ts';
import { Dialogue } from '../dialogues/dialogue.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { decision, refusal } from '../log/open-log.ts';
import { refusal as refused } from './carriers.ts';

let running: RunningEngine;
let admin: AdminContext;
let client: AdminClient;

beforeEach(async () => {
  running = await startEngine();
  admin = createAdminContext(running.engine, '0.0.0', { passwordSet: true, signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'command line' } });
});
afterEach(async () => await running.stop());

const concerns = async (): Promise<string[]> => (await client.overview.concerns()).map(({ id }) => id);

describe('the list of concerns', () => {
  test('has words in both languages, and fixes that lead somewhere', () => {
    for (const [id, { fix }] of Object.entries(CONCERNS)) {
      expect(german.concerns, id).toHaveProperty(id);
      expect(english.concerns, id).toHaveProperty(id);
      if (fix.do === 'set') expect(declaredField(fix.path), id).toBeDefined();
      const leadsTo = fix.do === 'show' ? fix.window : 'server';
      expect(
        WINDOWS.map((window) => window.id),
        id,
      ).toContain(leadsTo);
      if (fix.do === 'show' && 'field' in fix) expect(declaredField(fix.field), id).toBeDefined();
    }
  });
});

describe('what is wrong', () => {
  test('is nothing with a server that is set up, once relaying was tested', async () => {
    expect(await concerns()).toEqual(['relaying-untested']);
    await client.relayTest.run();
    expect(await concerns()).toEqual([]);
  });

  test('is each thing by its name, the gravest first', async () => {
    const { settings, listeners } = running.engine;
    const security = (slice: string, value: Json): Promise<unknown> => settings.import({ security: { [slice]: value } }, 'test');
    await client.relayTest.run();
    await security('smtp-authentication', { bruteForce: { enabled: false }, usePop3Credentials: false });
    expect(await concerns()).toEqual(['guessing-unguarded', 'nobody-can-log-in']);
    await security('smtp-authentication', { enabled: false, bruteForce: { enabled: true }, usePop3Credentials: true });
    expect(await concerns()).toEqual(['login-switched-off']);
    await security('smtp-authentication', { enabled: true });
    await security('attachment-filters', { messageSizeLimit: null, ignoreWhenUnlimited: true });
    await settings.import({ server: { hostname: 'mail.company.com', postmaster: 'nobody@local.test' } }, 'test');
    expect(await client.overview.concerns()).toEqual([
      { id: 'certificate-self-signed', detail: 'mail.company.com' },
      { id: 'postmaster-nobody', detail: 'nobody@local.test' },
      { id: 'attachments-unchecked' },
    ]);
    await security('trusted-addresses', { entries: [{ address: '0.0.0.0/0' }] });
    expect((await concerns())[0]).toBe('trusts-everybody');
    for (const { id } of listeners.states) await listeners.stop(id);
    expect(await concerns()).toContain('nothing-listens');
  });

  test('is a login without TLS where the network can get at it, and not on this computer alone', async () => {
    await running.engine.settings.set('security.smtp-authentication.requireTls', false, 'test');
    expect(await concerns()).not.toContain('login-without-tls');
    const outward = { ...admin.listeners, states: running.engine.listeners.states.map((state) => ({ ...state, address: '' })) };
    expect(concernsOf({ ...admin, listeners: { ...outward, sessions: () => [] } }, Date.now()).map(({ id }) => id)).toContain('login-without-tls');
  });

  test('is a certificate that ends, and a disk without room', () => {
    const inDays = (days: number): number => Date.now() + days * 86_400_000;
    const withCertificate = (validTo: number): AdminContext => ({ ...admin, tls: { ...admin.tls, facts: { ...admin.tls.facts, validTo } } });
    const ids = (context: AdminContext): string[] => concernsOf(context, Date.now()).map(({ id }) => id);
    expect(ids(withCertificate(inDays(-1)))).toContain('certificate-expired');
    expect(ids(withCertificate(inDays(10)))).toContain('certificate-ending');
    expect(ids(withCertificate(inDays(30)))).not.toContain('certificate-ending');
  });
});

describe('who is refused, and why', () => {
  test('is counted by client and by reason', async () => {
    const { decisions } = running.engine.events;
    expect(decisions.lost).toBe(0);
    for (const [remoteAddress, times] of [
      ['192.0.2.1', 3],
      ['192.0.2.2', 1],
    ] as const) {
      for (let count = 0; count < times; count += 1) running.engine.events.decide(refusal({ remoteAddress }));
    }
    running.engine.events.decide(decision({ remoteAddress: '192.0.2.3' }));
    const answer = await client.overview.refusals({ since: Date.now() - 3_600_000 });
    expect(answer).toMatchObject({ decisions: 5, refused: 4, complete: true });
    expect(answer.clients.map(({ remoteAddress, refused: times }) => [remoteAddress, times])).toEqual([
      ['192.0.2.1', 3],
      ['192.0.2.2', 1],
    ]);
    expect(answer.reasons).toMatchObject([{ refused: 4, clients: 2 }]);
    expect(await client.overview.refusals({ since: Date.now() + 1000 })).toMatchObject({ refused: 0, clients: [], reasons: [] });
  });
});

describe('the test message', () => {
  test('goes through the SMTP listener into the mailbox, and is counted', async () => {
    const sent = await client.overview.sendTestMessage({ address: 'anna@local.test', subject: 'Grüße', text: 'It works.' });
    expect(sent).toMatchObject({ accepted: true, arrived: true, port: running.port('smtp') });
    expect(sent.reply).toMatch(/^250/);
    expect((await running.mailbox('anna@local.test')).join('')).toContain('It works.');
    expect((await client.server.hours({ hours: 2 })).at(-1)?.counters.messagesAccepted).toBe(1);
  });

  test('counts as a first step once it was in the mailbox, and not when it went somewhere else', async () => {
    const send = () => client.overview.sendTestMessage({ address: 'anna@local.test', subject: 'x', text: 'x' });
    expect(await client.overview.firstSteps()).toEqual({ testMessageAt: null });
    await client.forwards.set({ address: 'anna@local.test', targets: ['bert@local.test'], keepCopy: false });
    expect(await send()).toMatchObject({ accepted: true, arrived: false });
    expect(await client.overview.firstSteps()).toEqual({ testMessageAt: null });
    await client.forwards.remove({ address: 'anna@local.test' });
    expect(await send()).toMatchObject({ accepted: true, arrived: true });
    const { testMessageAt } = await client.overview.firstSteps();
    expect(testMessageAt).toBeGreaterThan(0);
    // The first one counts, for good.
    expect(await send()).toMatchObject({ arrived: true });
    expect(await client.overview.firstSteps()).toEqual({ testMessageAt });
  });

  test('says what the listener said where it is refused', async () => {
    await running.engine.settings.set('server.limits.maxConnections', 1, 'test');
    const only = await Dialogue.open(running.port('smtp'));
    await only.play('S: 220 …');
    const sent = await client.overview.sendTestMessage({ address: 'anna@local.test', subject: 'x', text: '' });
    expect(sent).toMatchObject({ accepted: false, arrived: false });
    expect(sent.reply).toMatch(/421 /);
    only.drop();
    expect(await refused(client.overview.sendTestMessage({ address: 'nobody@local.test', subject: 'x', text: '' }))).toMatchObject({ code: 'NOT_FOUND' });
    await running.engine.listeners.stop('smtp');
    expect(await refused(client.overview.sendTestMessage({ address: 'anna@local.test', subject: 'x', text: '' }))).toMatchObject({ code: 'CONFLICT' });
  });
});
