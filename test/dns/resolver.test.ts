import { afterEach, describe, expect, it } from 'vitest';
import { type DnsResolver, createDnsLookups } from '../../main/dns/resolver.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Behaviour, FakeDnsServer, type Zone } from '../fakes/dns-server.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const ZONE: Zone = {
  'example.test': {
    MX: [
      [20, 'backup.example.test'],
      [10, 'Mail.Example.test'],
    ],
    A: ['192.0.2.1'],
    AAAA: ['2001:db8::1'],
    TXT: ['v=spf1 -all', ['in ', 'two pieces']],
  },
  'mail.example.test': { A: ['192.0.2.2'] },
  'null.test': { MX: [[0, '']] },
  '_submission._tcp.example.test': {
    SRV: [
      [10, 0, 25, ''],
      [0, 1, 587, 'mail.example.test'],
    ],
  },
  'deep.under.test': { A: ['192.0.2.3'] },
  'one.test': { CNAME: 'two.test' },
  'two.test': { CNAME: 'three.test', ttl: 5 },
  'three.test': { CNAME: 'example.test' },
  'circle.test': { CNAME: 'round.test' },
  'round.test': { CNAME: 'circle.test' },
  'dangling.test': { CNAME: 'nowhere.test' },
  '1.2.0.192.in-addr.arpa': { PTR: ['mail.example.test'] },
  '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': { PTR: ['six.example.test'] },
  'xn--mnchen-3ya.test': { MX: [[10, 'mx.xn--mnchen-3ya.test']] },
};

const opened: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

interface Fixture {
  readonly dns: DnsResolver;
  readonly server: FakeDnsServer;
  readonly others: readonly FakeDnsServer[];
  readonly settings: FixedSettings;
  readonly clock: ManualClock;
}

async function fixture(options: { zone?: Zone; servers?: readonly Zone[]; budget?: number; attempt?: number } = {}): Promise<Fixture> {
  const servers = await Promise.all((options.servers ?? [options.zone ?? ZONE]).map(async (zone) => await FakeDnsServer.open(zone)));
  const settings = new FixedSettings();
  settings.change((now) => {
    now.server.dns.servers = servers.map(({ address }) => address);
  });
  const clock = new ManualClock();
  const dns = createDnsLookups({ settings, clock, budgetMilliseconds: options.budget ?? 20_000, attemptMilliseconds: options.attempt ?? 10_000 });
  const [server, ...others] = servers;
  if (server === undefined) throw new Error('no server');
  opened.push(...servers.map((one) => async () => await one.close()), () => dns.close());
  return { dns, server, others, settings, clock };
}

const found = (...records: unknown[]): unknown => ({ kind: 'found', records });

describe('DNS look-ups', () => {
  it('find each kind of record', async () => {
    const { dns } = await fixture();
    expect(await dns.mx('example.test')).toEqual(found({ preference: 10, exchange: 'mail.example.test' }, { preference: 20, exchange: 'backup.example.test' }));
    expect(await dns.addresses('EXAMPLE.test.')).toEqual(found('192.0.2.1', '2001:db8::1'));
    expect(await dns.txt('example.test')).toEqual(found('v=spf1 -all', 'in two pieces'));
    expect(await dns.ptr('192.0.2.1')).toEqual(found('mail.example.test'));
    expect(await dns.ptr('2001:DB8:0::1')).toEqual(found('six.example.test'));
    expect(await dns.srv('_submission._tcp.example.test')).toEqual(
      found({ priority: 0, weight: 1, port: 587, target: 'mail.example.test' }, { priority: 10, weight: 0, port: 25, target: '' }),
    );
    expect(await dns.mx('null.test')).toEqual(found({ preference: 0, exchange: '' }));
    expect(await dns.mx('münchen.test')).toEqual(found({ preference: 10, exchange: 'mx.xn--mnchen-3ya.test' }));
  });

  it('tell a lack of records from a lack of the name', async () => {
    const { dns } = await fixture();
    expect(await dns.mx('mail.example.test')).toEqual({ kind: 'none' });
    expect(await dns.addresses('null.test')).toEqual({ kind: 'none' });
    expect(await dns.addresses('under.test')).toEqual({ kind: 'none' });
    expect(await dns.mx('missing.test')).toEqual({ kind: 'no-such-domain' });
    expect(await dns.addresses('missing.test')).toEqual({ kind: 'no-such-domain' });
    expect(await dns.ptr('192.0.2.99')).toEqual({ kind: 'no-such-domain' });
    expect(await dns.addresses('dangling.test')).toEqual({ kind: 'no-such-domain' });
  });

  it('follow CNAMEs, and not in a circle', async () => {
    const { dns } = await fixture();
    expect(await dns.addresses('one.test')).toEqual({ kind: 'found', records: ['192.0.2.1', '2001:db8::1'], canonical: 'example.test' });
    expect(await dns.mx('one.test')).toMatchObject({ kind: 'found' });
    expect(await dns.mx('circle.test')).toEqual({ kind: 'trouble', why: 'CNAME records lead in a circle' });
    const long = Object.fromEntries(Array.from({ length: 60 }, (_, hop) => [`hop${hop}.test`, { CNAME: `hop${hop + 1}.test` }]));
    const chained = await fixture({
      zone: { ...long, 'end.test': { A: ['192.0.2.9'] }, 'hop12.test': { CNAME: 'end.test' } },
    });
    expect(await chained.dns.addresses('hop0.test')).toEqual({ kind: 'found', records: ['192.0.2.9'], canonical: 'end.test' });
  });

  it.each(['', '.', 'a..b', `${'x'.repeat(64)}.test`, `${'abcdefgh.'.repeat(32)}test`, 'a b.test', 'back\\slash.test', 'xn--\u{ffff}'])(
    'ask nobody about %j, which the DNS cannot hold',
    async (name) => {
      const { dns, server } = await fixture();
      expect(await dns.mx(name)).toEqual({ kind: 'no-such-domain' });
      expect(await dns.ptr(name)).toEqual({ kind: 'no-such-domain' });
      expect(server.asked()).toBe(0);
    },
  );

  it.each<[Behaviour, string]>([
    ['servfail', 'SERVFAIL'],
    ['refused', 'REFUSED'],
    ['formerr', 'FORMERR'],
    ['referral', 'only names other servers'],
    ['recursive-referral', 'only names other servers'],
    ['lame', 'only names other servers'],
    ['truncated-no-tcp', 'over TCP: the connection was closed'],
  ])('are in trouble with a server that says %s', async (behaviour, why) => {
    const { dns } = await fixture({ zone: { 'bad.test': { A: ['192.0.2.1'], behaviour } } });
    const answer = await dns.addresses('bad.test');
    expect(answer.kind === 'trouble' ? answer.why : answer.kind).toContain(why);
  });

  it.each<Behaviour>(['silent', 'wrong-id', 'wrong-question', 'garbage', 'pointer-loop', 'short', 'truncated-silent-tcp'])(
    'are in trouble once the time is up with a server that is %s',
    async (behaviour) => {
      const { dns } = await fixture({ zone: { 'bad.test': { A: ['192.0.2.1'], behaviour } }, budget: 60, attempt: 20 });
      expect(await dns.addresses('bad.test')).toEqual({ kind: 'trouble', why: 'no answer in time' });
    },
  );

  it('believe a server that asks others, and says without more that there is nothing', async () => {
    const { dns } = await fixture({ zone: { 'bare.test': { behaviour: 'nothing' } } });
    expect((await dns.mx('bare.test')).kind).toBe('none');
  });

  it.each<Behaviour>(['lies-first', 'truncated', 'truncated-piecemeal', 'no-edns'])('get the truth from a server that is %s', async (behaviour) => {
    const { dns } = await fixture({ zone: { 'odd.test': { A: ['192.0.2.1'], behaviour } } });
    expect(await dns.addresses('odd.test')).toEqual(found('192.0.2.1'));
  });

  it('read a huge answer over TCP, and keep a bounded part of it', async () => {
    const A = Array.from({ length: 2000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    const { dns, server } = await fixture({ zone: { 'huge.test': { A, TXT: ['x'.repeat(255), 'y'] } } });
    const answer = await dns.addresses('huge.test');
    expect(answer.kind === 'found' ? answer.records.length : 0).toBe(FIXED_LIMITS.dnsRecords);
    expect(server.questions.filter(({ transport }) => transport === 'tcp')).toHaveLength(1);
  });

  it('take answers out of order, each to its question', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.test`);
    const zone = Object.fromEntries(names.map((name, index) => [name, { TXT: [name], A: [`192.0.2.${index}`], behaviour: 'held' as const }]));
    const { dns, server } = await fixture({ zone });
    const answers = names.map(async (name) => await dns.txt(name));
    for (const name of names) await server.whenAsked(name);
    server.release();
    expect(await Promise.all(answers)).toEqual(names.map((name) => found(name)));
  });

  it('ask from ports and with ids that nobody can guess', async () => {
    const zone = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`n${index}.test`, { TXT: ['x'] }]));
    const { dns, server } = await fixture({ zone });
    for (const name of Object.keys(zone)) await dns.txt(name);
    expect(new Set(server.questions.map(({ port }) => port)).size).toBeGreaterThan(25);
    expect(new Set(server.questions.map(({ id }) => id)).size).toBeGreaterThan(25);
  });

  it('find TLSA records, and tell what was validated by a server of this computer', async () => {
    const zone: Zone = {
      '_25._tcp.mx.test': { TLSA: ['030101abcd'], secure: true },
      'mx.test': { A: ['192.0.2.1'], AAAA: ['2001:db8::1'], secure: true },
      'plain.test': { A: ['192.0.2.1'] },
    };
    const { dns } = await fixture({ zone });
    expect(await dns.tlsa('_25._tcp.mx.test')).toEqual({ kind: 'found', records: ['3 1 1 abcd'], secure: true });
    expect(await dns.addresses('mx.test')).toEqual({ kind: 'found', records: ['192.0.2.1', '2001:db8::1'], secure: true });
    expect(await dns.mx('mx.test')).toEqual({ kind: 'none', secure: true });
    expect(await dns.addresses('plain.test')).toEqual({ kind: 'found', records: ['192.0.2.1'] });
  });

  it('hold no longer, and are no surer, than the CNAMEs that a server leaves to the client', async () => {
    const chain = Object.fromEntries(Array.from({ length: 8 }, (_, hop) => [`hop${hop}.test`, { CNAME: `hop${hop + 1}.test`, ttl: hop === 3 ? 5 : 300 }]));
    const end = { A: ['192.0.2.9'], AAAA: ['2001:db8::9'], secure: true } as const;
    const { dns, server, clock } = await fixture({ zone: { ...chain, 'hop8.test': { CNAME: 'end.test' }, 'end.test': end } });
    expect(await dns.addresses('hop0.test')).toEqual({ kind: 'found', records: ['192.0.2.9', '2001:db8::9'], canonical: 'end.test' });
    clock.advance(6000);
    await dns.addresses('hop0.test');
    expect(server.asked('hop0.test')).toBe(4);
    const validated = await fixture({ zone: { ...chain, 'hop8.test': { CNAME: 'end.test', secure: true }, 'end.test': end } });
    expect(await validated.dns.addresses('hop0.test')).toEqual({ kind: 'found', records: ['192.0.2.9', '2001:db8::9'], secure: true, canonical: 'end.test' });
  });

  it('say what they cost', async () => {
    const { dns } = await fixture({ zone: { ...ZONE, 'bad.test': { behaviour: 'servfail' } } });
    for (const name of ['example.test', 'example.test', 'bad.test', 'null.test']) await dns.mx(name);
    const mx = dns.statistics().find(({ kind }) => kind === 'mx');
    expect(mx).toMatchObject({ lookups: 4, hits: 1, troubles: 1 });
    expect(mx?.medianMilliseconds).toBeGreaterThan(0);
    expect(dns.statistics().map(({ kind }) => kind)).toEqual(['mx', 'addresses', 'ptr', 'txt', 'tlsa', 'srv']);
    expect(dns.statistics()[1]).toEqual({ kind: 'addresses', lookups: 0, hits: 0, troubles: 0, medianMilliseconds: undefined, lastMilliseconds: undefined });
  });
});

describe('name servers', () => {
  it('are asked in turn: one that says SERVFAIL is followed by the next at once', async () => {
    const { dns, server, others } = await fixture({ servers: [{ 'x.test': { behaviour: 'servfail' } }, { 'x.test': { TXT: ['here'] } }] });
    expect(await dns.txt('x.test')).toEqual(found('here'));
    expect([server.asked(), others[0]?.asked()]).toEqual([1, 1]);
  });

  it('that do not answer come last for a while', async () => {
    const { dns, server, others, clock } = await fixture({ servers: [{}, { a: { TXT: ['1'] }, b: { TXT: ['2'] } }], attempt: 20 });
    server.behaviour = 'silent';
    expect(await dns.txt('a')).toEqual(found('1'));
    expect(await dns.txt('b')).toEqual(found('2'));
    expect([server.asked('b'), others[0]?.asked('b')]).toEqual([0, 1]);
    clock.advance(FIXED_LIMITS.dnsAilingSeconds * 1000);
    server.behaviour = undefined;
    expect(await dns.txt('c')).toEqual({ kind: 'no-such-domain' });
    expect([server.asked('c'), others[0]?.asked('c')]).toEqual([1, 0]);
  });

  it('where nobody listens are passed over', async () => {
    const { dns, server, settings } = await fixture();
    const [gone] = (await fixture()).settings.current.server.dns.servers;
    await opened.at(-2)?.();
    opened.splice(-2, 1);
    settings.change((now) => {
      now.server.dns.servers = [gone ?? '', server.address];
    });
    expect(await dns.txt('example.test')).toMatchObject({ kind: 'found' });
    settings.change((now) => {
      now.server.dns.servers = [gone ?? ''];
    });
    const answer = await dns.txt('example.test');
    expect(answer.kind === 'trouble' ? answer.why : answer.kind).toContain('ECONNREFUSED');
  });

  it('that lose a question are asked again', async () => {
    const { dns, server } = await fixture({ attempt: 20 });
    server.behaviour = 'silent';
    const answer = dns.txt('example.test');
    await server.whenAsked('example.test');
    server.behaviour = undefined;
    expect(await answer).toMatchObject({ kind: 'found' });
  });

  it('that are slow with a domain are waited for, however fast they were before', async () => {
    const { dns, server } = await fixture({ zone: { ...ZONE, 'slow.test': { TXT: ['at last'], behaviour: 'held' } }, attempt: 20 });
    for (let round = 0; round < 20; round += 1) await dns.txt(`quick${round}.test`);
    const answer = dns.txt('slow.test');
    await server.whenAsked('slow.test', 3);
    server.release();
    expect(await answer).toEqual(found('at last'));
  });
});
