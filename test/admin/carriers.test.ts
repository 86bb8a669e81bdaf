import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ServiceHost, startServiceHost } from '../../main/service/host.ts';
import { CARRIERS, CARRIER_NAMES, type CarriedClient, next, refusal } from './carriers.ts';

let host: ServiceHost;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatepost-test-'));
  const listeners = [{ protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' } as const];
  // The open-relay test runs by itself after changes, and whoever is asked about its sender is nobody outside.
  const settings = { server: { dns: { servers: ['127.0.0.1:9'] } } };
  host = await startServiceHost({ dataFolder: folder, settings, listen: { listeners, admin: { address: '127.0.0.1', port: 0 } } });
  await host.engine.accounts.addDomain('taken.test');
});
afterAll(async () => {
  await host.stop(0);
  rmSync(folder, { recursive: true });
});

/** What a client is told of a refusal. */
async function told(call: Promise<unknown>): Promise<unknown> {
  const { code, defined, data } = await refusal(call);
  return { code, defined, data };
}

describe.each(CARRIER_NAMES)('over %s', (name) => {
  let carried: CarriedClient;
  let client: CarriedClient['client'];
  beforeEach(async () => {
    carried = await CARRIERS[name](host);
    client = carried.client;
  });
  afterEach(() => carried.close());
  const domain = `carrier${CARRIER_NAMES.indexOf(name)}.test`;
  const caller = name === 'in process' || name === 'the control socket' ? 'command line' : 'console';

  test('a domain, an account and an alias are added, listed, changed and removed', async () => {
    expect(await client.domains.add({ name: domain })).toMatchObject({ name: domain, accounts: 0, aliases: 0 });
    const anna = `anna@${domain}`;
    expect(await client.accounts.add({ address: anna, password: 'correct horse', quotaBytes: 5_000_000 })).toMatchObject({
      address: anna,
      enabled: true,
      quotaBytes: 5_000_000,
    });
    expect(await client.accounts.update({ address: anna, enabled: false, name: 'Anna' })).toMatchObject({
      address: anna,
      enabled: false,
      name: 'Anna',
      quotaBytes: 5_000_000,
    });
    await client.accounts.setPassword({ address: anna, password: 'another horse' });
    expect(await host.engine.accounts.login(anna, 'another horse')).toEqual({ ok: false, why: 'disabled' });
    expect(await client.aliases.put({ address: `info@${domain}`, targets: [anna] })).toMatchObject({ targets: [anna] });
    expect(await client.accounts.list({ domain })).toMatchObject([{ address: anna }]);
    expect(await client.aliases.list({ domain })).toMatchObject([{ address: `info@${domain}` }]);
    expect((await client.domains.list()).find((one) => one.name === domain)).toMatchObject({ accounts: 1, aliases: 1 });
    await client.aliases.remove({ address: `info@${domain}` });
    await client.accounts.remove({ address: anna });
    await client.domains.remove({ name: domain });
    expect((await client.domains.list()).map((one) => one.name)).not.toContain(domain);

    const { events } = await client.log.search({ kinds: ['admin'], text: domain });
    expect(events.map(({ text }) => text)).toEqual([
      `${caller}: added the domain ${domain}`,
      `${caller}: added the account ${anna}`,
      `${caller}: changed the account ${anna}: name = "Anna", enabled = false`,
      `${caller}: set the password of ${anna}`,
      `${caller}: set the alias info@${domain} to ${anna}`,
      `${caller}: removed the alias info@${domain}`,
      `${caller}: removed the account ${anna} and its mail`,
      `${caller}: removed the domain ${domain}`,
    ]);
    expect(JSON.stringify(events)).not.toContain('horse');
  });

  test('wrong input is INVALID and names the field', async () => {
    const call = client.aliases.put({ address: 'info@taken.test', targets: ['anna@taken.test', 'nobody'] });
    expect(await told(call)).toEqual({
      code: 'INVALID',
      defined: true,
      data: { problems: [{ field: 'targets.1', message: 'must be a mail address, such as anna@example.com' }] },
    });
    expect(await told(client.settings.set({ path: 'server.limits.maxErrors', value: 1 }))).toEqual({
      code: 'INVALID',
      defined: true,
      data: { problems: [{ field: 'server.limits.maxErrors', message: 'must be at least 3' }] },
    });
  });

  test('what does not fit is CONFLICT, what is not there is NOT_FOUND', async () => {
    expect(await told(client.domains.add({ name: 'taken.test' }))).toMatchObject({
      code: 'CONFLICT',
      defined: true,
      data: { problems: [{ field: 'name' }] },
    });
    await client.aliases.put({ address: 'info@taken.test', targets: ['x@example.com'], replace: true });
    expect(await told(client.aliases.remove({ address: 'info@taken.test', opened: { targets: ['y@example.com'] } }))).toMatchObject({
      code: 'CHANGED_ELSEWHERE',
      defined: true,
      data: { problems: [{ field: 'targets' }] },
    });
    expect(await told(client.accounts.remove({ address: 'nobody@taken.test' }))).toMatchObject({ code: 'NOT_FOUND', defined: true });
    expect(await told(client.settings.get({ path: 'no.such' }))).toMatchObject({ code: 'NOT_FOUND', data: { problems: [{ field: 'no.such' }] } });
    expect(await told(client.server.startListener({ id: 'imap' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('settings are changed, kept as revisions, and restored; secrets are never read back', async () => {
    const smartHost = { host: 'relay.test', port: 587, tls: 'starttls', user: 'u', password: 'the relay password' };
    const { revision, by } = await client.settings.import({ document: { delivery: { smartHost } } });
    expect(by).toBe(caller);
    expect(await client.settings.get({ path: 'delivery.smartHost.password' })).toBe('(secret)');
    await client.settings.set({ path: 'delivery.smartHost', value: null });
    const history = await client.settings.history({ limit: 2 });
    expect(history.map((one) => one.revision)).toEqual([revision + 1, revision]);
    await client.settings.restore({ revision });
    expect(host.engine.settings.current.delivery.smartHost?.password).toBe('the relay password');
    await client.settings.set({ path: 'delivery.smartHost', value: null });
    const { events } = await client.log.search({ kinds: ['admin'] });
    expect(JSON.stringify([history, events])).not.toContain('the relay password');
  });

  test('a listener is stopped and started; statistics count', async () => {
    expect(await client.server.stopListener({ id: 'smtp' })).toMatchObject({ state: 'stopped' });
    expect(await client.server.startListener({ id: 'smtp' })).toMatchObject({ state: 'listening' });
    const { sinceStart, byDay } = await client.server.statistics({ days: 1 });
    expect(sinceStart).toEqual((await client.server.status()).sinceStart);
    expect(byDay.length).toBeLessThanOrEqual(1);
  });

  test('subscriptions give what is now and what comes, and end when they are cancelled', async () => {
    const cancel = new AbortController();
    const status = await client.server.watch(undefined, { signal: cancel.signal });
    expect(await next(status)).toMatchObject({ dataFolder: folder, listeners: [{ id: 'smtp', state: 'listening' }] });
    const log = await client.log.follow({ kinds: ['admin'] }, { signal: cancel.signal });
    const nextEvent = log.next();
    const revisions = await client.settings.watch(undefined, { signal: cancel.signal });
    const before = await next(revisions);
    const nextStatus = status.next();
    const nextRevision = revisions.next();

    const { revision } = await client.settings.set({ path: 'server.hostname', value: `${domain.slice(0, -5)}-${Date.now()}.test` });
    expect(revision).toBe(before.revision + 1);
    expect((await nextRevision).value).toEqual({ revision, ended: [] });
    expect((await nextStatus).value).toMatchObject({ hostname: host.engine.hostname() });
    expect((await nextEvent).value).toMatchObject({ lost: 0, events: [{ kind: 'admin' }] });

    const last = [status.next(), log.next(), revisions.next()].map((item) => item.catch(() => ({ done: true })));
    cancel.abort();
    expect((await Promise.all(last)).map(({ done }) => done)).toEqual([true, true, true]);
  });

  test('an address for the console is made for the command line alone', async () => {
    if (caller === 'console') expect(await told(client.server.consoleAddress())).toMatchObject({ code: 'UNAUTHORIZED' });
    else expect((await client.server.consoleAddress()).address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=[\w-]{43}$/);
  });
});
