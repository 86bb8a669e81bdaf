/** The admin API on what the security of a running server does: grants, what look-ups cost, hits, and warnings. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { LOOKUPS } from '../../shared/admin-api/security.ts';
import { greeted } from '../dialogues/smtp-steps.ts';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { next, refusal } from './carriers.ts';

let running: RunningEngine;
let client: AdminClient;
let dns: FakeDnsServer;

beforeAll(async () => {
  dns = await FakeDnsServer.open({ 'example.com': { MX: [[10, 'mx.example.com']] } });
  running = await startEngine({
    server: { dns: { servers: [dns.address] } },
    security: { 'smtp-after-pop': { enabled: true }, 'address-verification': { verifySenderDomain: true } },
  });
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  client = createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller: 'console' } });
});
afterAll(async () => {
  await running.stop();
  await dns.close();
});

function popped(address: string, account: { id: number; address: string }): void {
  running.engine.security.grants.loggedIn(address, account, Date.now());
}

describe('grants', () => {
  const [anna, bert] = [
    { id: 1, address: 'anna@local.test' },
    { id: 2, address: 'bert@local.test' },
  ] as const;

  test('are listed, followed and ended, one account or all of an address', async () => {
    const live = await client.grants.watch();
    expect(await next(live)).toEqual([]);
    popped('192.0.2.1', anna);
    popped('192.0.2.1', bert);
    popped('2001:db8::1', anna);
    running.engine.security.grants.noteMessage('2001:db8::1');
    expect(await next(live)).toHaveLength(3);
    const [first, , third] = await client.grants.list();
    expect(first).toMatchObject({ address: '192.0.2.1', account: 'anna@local.test', accountId: 1, messages: 0 });
    expect(first?.timeLeft).toBeGreaterThan(4 * 60_000);
    expect(third).toMatchObject({ address: '2001:db8::1', messages: 1 });
    await client.grants.end({ address: '192.0.2.1', accountId: 1 });
    expect((await client.grants.list()).map(({ address, account }) => `${address} ${account}`)).toEqual([
      '192.0.2.1 bert@local.test',
      '2001:db8::1 anna@local.test',
    ]);
    await client.grants.end({ address: '192.0.2.1' });
    expect((await refusal(client.grants.end({ address: '192.0.2.1' }))).code).toBe('NOT_FOUND');
    expect(await next(live)).toHaveLength(1);
    await live.return?.();
    const { events } = await running.engine.events.search({ text: 'ended the SMTP-after-POP grant' }, { limit: 10 });
    expect(events.map(({ text }) => text)).toEqual([
      'console: ended the SMTP-after-POP grant of 192.0.2.1 for anna@local.test',
      'console: ended the SMTP-after-POP grant of 192.0.2.1',
    ]);
  });
});

test('what each kind of look-up has cost, and how often memory had the answer', async () => {
  expect(await client.security.lookups()).toMatchObject(
    Object.keys(LOOKUPS).map((kind) => ({ kind, lookups: 0, hits: 0, troubles: 0, medianMilliseconds: null })),
  );
  const dialogue = await greeted(running, '127.0.0.2');
  await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RSET\nS: 250 …\nC: MAIL FROM:<b@example.com>\nS: 250 …\nC: QUIT\nS: 221 …');
  const [mx] = await client.security.lookups();
  expect(mx).toMatchObject({ kind: 'mx', lookups: 2, hits: 1, troubles: 0 });
  expect(mx?.medianMilliseconds).toBeGreaterThanOrEqual(0);
});

test('how often the entries of lists have matched, in the lists and by themselves', async () => {
  await client.addresses.add({ list: 'banned', entry: { address: '127.9.0.0/16' } });
  running.engine.hits.count({ option: 'banned-addresses', entry: '127.9.0.0/16' }, 1_000);
  running.engine.hits.count({ option: 'filters', entry: 'pills' }, 2_000);
  expect(await client.security.hits({ list: 'filters' })).toEqual([{ entry: 'pills', hits: 1, lastHitAt: 2_000 }]);
  expect((await client.addresses.list({ list: 'banned' })).entries).toMatchObject([{ address: '127.9.0.0/16', hits: 1, lastHitAt: 1_000 }]);
  expect((await client.addresses.list({ list: 'trusted' })).entries[0]).not.toHaveProperty('hits');
});

describe('risky addresses', () => {
  const entries = [{ address: '127.0.0.0/8' }];

  test.each([
    ['set', (confirmed: boolean) => client.settings.set({ path: 'security.banned-addresses.entries', value: entries, confirmed })],
    ['import', (confirmed: boolean) => client.settings.import({ document: { security: { 'banned-addresses': { entries } } }, confirmed })],
  ])('are asked about whichever way they come into the settings: %s', async (_way, change) => {
    const before = running.engine.settings.revision;
    const asked = await refusal(change(false));
    expect(asked).toMatchObject({ code: 'NEEDS_CONFIRMATION', data: { problems: [{ field: 'covers-loopback' }] } });
    expect(running.engine.settings.revision).toBe(before);
    const { revision } = await change(true);
    // What is there already is not asked about again.
    await client.settings.set({ path: 'security.filters.subjectPrefix', value: `[${revision}] ` });
    await client.settings.restore({ revision: before });
    expect(await refusal(client.settings.restore({ revision }))).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  });

  test('the whole world is not trusted without asking', async () => {
    const value = [{ address: '0.0.0.0/0' }];
    const asked = await refusal(client.settings.set({ path: 'security.trusted-addresses.entries', value }));
    expect(asked).toMatchObject({ code: 'NEEDS_CONFIRMATION', data: { problems: [{ field: 'very-wide' }] } });
  });
});

test('an attachment list without effect is told by the state of the server, and in the log', async () => {
  expect((await client.server.status()).warnings).toEqual([]);
  // Neither the engine of this test nor its settings have been started twice: the change is what is told.
  await client.settings.import({ document: { security: { 'attachment-filters': { messageSizeLimit: null, ignoreWhenUnlimited: true } } }, confirmed: true });
  const { warnings } = await client.server.status();
  expect(warnings).toEqual([expect.stringMatching(/^Attachment Filters: The list has no effect: /)]);
  const { events } = await running.engine.events.search({ text: 'The list has no effect' }, { limit: 10 });
  expect(events).toMatchObject([{ level: 'warning', text: warnings[0] }]);
});
