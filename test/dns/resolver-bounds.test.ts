import { afterEach, describe, expect, it } from 'vitest';
import { AnswerCache } from '../../main/dns/answer-cache.ts';
import { type DnsResolver, createDnsLookups } from '../../main/dns/resolver.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { FakeDnsServer, type Zone } from '../fakes/dns-server.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const opened: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function fixture(zone: Zone, budget = 20_000) {
  const server = await FakeDnsServer.open(zone);
  const settings = new FixedSettings();
  settings.change((now) => {
    now.server.dns.servers = [server.address];
  });
  const clock = new ManualClock();
  const dns: DnsResolver = createDnsLookups({ settings, clock, budgetMilliseconds: budget, attemptMilliseconds: 10_000 });
  opened.push(
    async () => await server.close(),
    () => dns.close(),
  );
  return { dns, server, settings, clock };
}

/** Asks about `hung0.test` and so on, no more at once than the buffer of a socket holds. */
async function askHung(count: number, dns: DnsResolver, server: FakeDnsServer): Promise<Promise<{ kind: string; why?: string }>[]> {
  const answers: Promise<{ kind: string; why?: string }>[] = [];
  for (let index = 0; index < count; index += 1) {
    answers.push(Promise.resolve(dns.mx(`hung${index}.test`)));
    if (index % 100 === 99) await server.whenAsked(`hung${index}.test`);
  }
  return answers;
}

describe('the cache of the look-ups', () => {
  const zone: Zone = {
    'short.test': { TXT: ['x'], ttl: 30 },
    'long.test': { TXT: ['x'], ttl: 10_000_000 },
    'never.test': { TXT: ['x'], ttl: 0 },
    'none.test': { A: ['192.0.2.1'], negativeTtl: 40 },
    'none-long.test': { A: ['192.0.2.1'], negativeTtl: 100_000 },
    'alias.test': { CNAME: 'short.test', ttl: 7 },
    'bad.test': { behaviour: 'servfail' },
  };

  it.each([
    ['short.test', 30],
    ['long.test', FIXED_LIMITS.dnsCacheSeconds],
    ['none.test', 40],
    ['none-long.test', FIXED_LIMITS.dnsNegativeSeconds],
    ['missing.test', 60],
    ['alias.test', 7],
    ['bad.test', FIXED_LIMITS.dnsTroubleSeconds],
  ])('remembers what it knows of %s for %i seconds', async (name, seconds) => {
    const { dns, server, clock } = await fixture(zone);
    const first = await dns.txt(name);
    const before = server.asked();
    clock.advance(seconds * 1000 - 1);
    expect(await dns.txt(name)).toEqual(first);
    expect(server.asked()).toBe(before);
    clock.advance(1);
    expect(await dns.txt(name)).toEqual(first);
    expect(server.asked()).toBe(2 * before);
  });

  it('does not remember what has a TTL of 0', async () => {
    const { dns, server } = await fixture(zone);
    await dns.txt('never.test');
    await dns.txt('never.test');
    expect(server.asked()).toBe(2);
  });

  it('is empty after a change of the name servers, and of nothing else', async () => {
    const { dns, server, settings } = await fixture(zone);
    await dns.txt('short.test');
    settings.change((now) => {
      now.server.hostname = 'mail.local.test';
    });
    await dns.txt('short.test');
    expect(server.asked()).toBe(1);
    const other = await FakeDnsServer.open({ 'short.test': { TXT: ['of the other'] } });
    opened.unshift(async () => await other.close());
    settings.change((now) => {
      now.server.dns.servers = [other.address];
    });
    expect(await dns.txt('short.test')).toEqual({ kind: 'found', records: ['of the other'] });
  });

  it('is bounded by number and by bytes, and the oldest go first', () => {
    const cache = new AnswerCache<number>(new ManualClock(), { entries: 3, bytes: 100 });
    for (let index = 0; index < 10; index += 1) cache.set(`k${index}`, index, 10, 10);
    expect([cache.size, cache.bytes, cache.get('k6'), cache.get('k7')]).toEqual([3, 30, undefined, 7]);
    cache.set('big', 1, 10, 90);
    expect([cache.size, cache.bytes, cache.get('k9')]).toEqual([2, 100, 9]);
    cache.set('big', 2, 10, 50);
    expect([cache.size, cache.bytes, cache.get('big')]).toEqual([2, 60, 2]);
    cache.set('giant', 1, 10, 101);
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });
});

describe('under load', () => {
  it('equal questions are asked once', async () => {
    const { dns, server } = await fixture({ 'x.test': { MX: [[10, 'mx.test']], behaviour: 'held' } });
    const answers = Array.from({ length: 500 }, async () => await dns.mx('X.test'));
    await server.whenAsked('x.test');
    server.release();
    expect(new Set((await Promise.all(answers)).map(({ kind }) => kind))).toEqual(new Set(['found']));
    expect(server.asked()).toBe(1);
    expect(dns.statistics()[0]).toMatchObject({ lookups: 500, hits: 499 });
  });

  it('a server that does not answer about some domains slows no look-up of others', async () => {
    const zone: Record<string, Zone[string]> = { 'good.test': { MX: [[10, 'mx.test']], ttl: 0 } };
    for (let index = 0; index < 900; index += 1) zone[`hung${index}.test`] = { behaviour: 'silent' };
    const { dns, server } = await fixture(zone);
    const hung = await askHung(900, dns, server);
    const begun = performance.now();
    for (let round = 0; round < 20; round += 1) expect(await dns.mx('good.test')).toMatchObject({ kind: 'found' });
    // Behind those that hang each would wait for seconds.
    expect((performance.now() - begun) / 20).toBeLessThan(1000);
    dns.close();
    expect(new Set((await Promise.all(hung)).map(({ kind }) => kind))).toEqual(new Set(['trouble']));
  });

  it('past the limit the oldest questions make room', async () => {
    const { dns, server } = await fixture({ 'good.test': { MX: [[10, 'mx.test']] } });
    server.behaviour = 'silent';
    const hung = await askHung(3000, dns, server);
    expect(dns.load.questions).toBe(FIXED_LIMITS.dnsQuestionsAtOnce);
    const given = await Promise.all(hung.slice(0, 2000));
    expect(given.every((answer) => answer.kind === 'trouble' && answer.why === 'too many names are being looked up')).toBe(true);
    server.behaviour = undefined;
    expect(await dns.mx('good.test')).toMatchObject({ kind: 'found' });
    dns.close();
    await Promise.all(hung);
    expect(dns.load.questions).toBe(0);
  });

  it('1,000 look-ups of a server that hangs are over when their time is, and leave nothing behind', async () => {
    const { dns, server } = await fixture({}, 300);
    server.behaviour = 'silent';
    const sockets = (): number => process.getActiveResourcesInfo().filter((what) => what === 'UDPWRAP').length;
    const before = sockets();
    const answers = Array.from({ length: 1000 }, async (_, index) => await dns.mx(`hung${index}.test`));
    expect(sockets() - before).toBeLessThanOrEqual(Math.ceil(1000 / FIXED_LIMITS.dnsQuestionsPerPort));
    expect((await Promise.all(answers)).every((answer) => answer.kind === 'trouble')).toBe(true);
    expect(dns.load.questions).toBe(0);
    expect(dns.load.entries).toBe(1000);
  });
});
