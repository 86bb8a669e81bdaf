/** DNS wanted against DNS found, as administrators see it: the admin API on a running engine, asked of a real name server. */
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { PolicyText } from '../../main/delivery/policy/fetch-policy.ts';
import type { Json } from '../../main/settings/json-path.ts';
import type { DnsPurpose, DnsRecord, DomainDns } from '../../shared/admin-api/dns.ts';
import { FakeDnsServer, type Zone } from '../fakes/dns-server.ts';
import { startEngine } from '../fakes/running-engine.ts';

interface Checked {
  readonly client: AdminClient;
  readonly dns: FakeDnsServer;
  /** The verdict on local.test, and its records by what they are for. */
  readonly check: () => Promise<DomainDns & { readonly of: (purpose: DnsPurpose) => readonly DnsRecord[] }>;
}

const POLICY = 'version: STSv1\r\nmode: testing\r\nmx: mail.local.test\r\nmax_age: 604800\r\n';

/** @param policy what the web server of the domain offers for MTA-STS */
async function checked(zone: Zone, settings: Json = {}, policy: PolicyText = { text: POLICY }): Promise<Checked> {
  const dns = await FakeDnsServer.open(zone);
  const running = await startEngine({ server: { dns: { servers: [dns.address] } } });
  onTestFinished(async () => {
    await running.stop();
    await dns.close();
  });
  await running.engine.settings.import(settings, 'test');
  const context = createAdminContext(running.engine, '1.2.3', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  const readPolicy = async (url: string): Promise<PolicyText> => (url === 'https://mta-sts.local.test/.well-known/mta-sts.txt' ? policy : { why: 'elsewhere' });
  const admin = { ...context, readPolicy };
  const client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
  const check: Checked['check'] = async () => {
    const [domain] = await client.dns.check({});
    if (domain === undefined) throw new Error('no domain was checked');
    return { ...domain, of: (purpose) => domain.records.filter((record) => record.purpose === purpose) };
  };
  return { client, dns, check };
}

const HOST: Zone = { 'mail.local.test': { A: ['198.51.100.7'] }, '7.100.51.198.in-addr.arpa': { PTR: ['mail.local.test'] } };
const MAIL: Zone = {
  ...HOST,
  'local.test': { MX: [[10, 'mail.local.test']], TXT: ['v=spf1 mx -all', 'something-else=1'] },
  '_dmarc.local.test': { TXT: ['v=DMARC1; p=reject'] },
};

test('what is wanted is known without a name server', async () => {
  const { client, dns } = await checked({ 'local.test': { behaviour: 'silent' } });
  const wanted = await client.dns.wanted({ domain: 'local.test' });
  expect(wanted.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining(['host', 'mx', 'spf', 'dkim', 'dmarc', 'mta-sts', 'tls-rpt', 'srv']));
  expect(wanted).toContainEqual({
    purpose: 'mx',
    name: 'local.test',
    type: 'MX',
    importance: 'required',
    wanted: '10 mail.local.test',
    line: expect.stringMatching(/^local\.test\..*MX.*mail\.local\.test\.$/) as string,
  });
  expect(dns.asked('local.test')).toBe(0);
});

test('an empty DNS: each record is missing, and can be copied', async () => {
  const { check, client } = await checked({ 'local.test': {} });
  const found = await check();
  expect(found).toMatchObject({ domain: 'local.test', verdict: 'wrong', text: expect.stringContaining('does not reach this server yet') as string });
  expect(found.of('host')).toMatchObject([{ name: 'mail.local.test', verdict: 'missing', wanted: '' }]);
  expect(found.of('mx')).toMatchObject([
    {
      name: 'local.test',
      type: 'MX',
      importance: 'required',
      wanted: '10 mail.local.test',
      line: 'local.test. IN MX 10 mail.local.test.',
      found: [],
      verdict: 'missing',
    },
  ]);
  expect(found.of('spf')).toMatchObject([{ wanted: 'v=spf1 mx -all', line: 'local.test. IN TXT "v=spf1 mx -all"', verdict: 'missing' }]);
  expect(found.of('dmarc')).toMatchObject([{ name: '_dmarc.local.test', wanted: 'v=DMARC1; p=none; rua=mailto:postmaster@local.test', verdict: 'missing' }]);
  expect(found.of('dkim')).toMatchObject([{ verdict: 'missing', todo: expect.stringContaining('gatepost dkim add local.test') as string }]);
  expect(found.of('tls-rpt')).toMatchObject([{ name: '_smtp._tls.local.test', importance: 'optional', verdict: 'missing' }]);
  expect(found.of('srv').map(({ name, wanted }) => [name, wanted])).toEqual([
    ['_submissions._tcp.local.test', '0 1 465 mail.local.test'],
    ['_submission._tcp.local.test', '0 1 587 mail.local.test'],
    ['_pop3s._tcp.local.test', '0 1 995 mail.local.test'],
    ['_pop3._tcp.local.test', '0 1 110 mail.local.test'],
  ]);
  const [sts] = found.of('mta-sts');
  expect(sts).toMatchObject({ verdict: 'missing', wanted: expect.stringMatching(/^v=STSv1; id=[0-9a-f]{20};$/) as string });
  expect(found.files).toEqual([
    { url: 'https://mta-sts.local.test/.well-known/mta-sts.txt', content: 'version: STSv1\r\nmode: testing\r\nmx: mail.local.test\r\nmax_age: 604800\r\n' },
  ]);
  expect(await client.dns.check({ domain: 'Other.test' })).toMatchObject([{ domain: 'other.test', verdict: 'wrong' }]);
});

test('what is mended is seen at once, and each line that was to be copied makes its record right', async () => {
  const { check, dns } = await checked({ ...HOST, 'local.test': {} });
  const before = await check();
  const text = (purpose: DnsPurpose): string => before.of(purpose)[0]?.wanted ?? '';
  dns.zone = {
    ...dns.zone,
    'local.test': { MX: [[10, 'mail.local.test']], TXT: [text('spf')] },
    '_dmarc.local.test': { TXT: [text('dmarc')] },
    '_mta-sts.local.test': { TXT: [text('mta-sts')] },
    'mta-sts.local.test': { A: ['198.51.100.8'] },
    '_smtp._tls.local.test': { TXT: [text('tls-rpt')] },
    '_submissions._tcp.local.test': { SRV: [[0, 1, 465, 'MAIL.local.test']] },
    '_submission._tcp.local.test': { SRV: [[0, 1, 587, 'mail.local.test']] },
    '_pop3s._tcp.local.test': { SRV: [[0, 1, 995, 'mail.local.test']] },
    '_pop3._tcp.local.test': { SRV: [[0, 1, 110, 'mail.local.test']] },
  };
  const after = await check();
  expect(after.records.filter(({ purpose, verdict }) => purpose !== 'dkim' && verdict !== 'right')).toEqual([]);
  expect(after.of('ptr')).toMatchObject([{ name: '198.51.100.7', found: ['mail.local.test'], verdict: 'right' }]);
  expect(after).toMatchObject({ verdict: 'incomplete', text: expect.stringContaining('is not signed') as string });
});

test.each<[string, Zone, DnsPurpose, Partial<DnsRecord>]>([
  ['an MX that leads elsewhere', { 'local.test': { MX: [[10, 'mx.elsewhere.test']] } }, 'mx', { verdict: 'differs', found: ['10 mx.elsewhere.test'] }],
  ['a null MX', { 'local.test': { MX: [[0, '']] } }, 'mx', { verdict: 'differs' }],
  [
    'a second MX before ours',
    {
      'local.test': {
        MX: [
          [5, 'mx.elsewhere.test'],
          [10, 'mail.local.test'],
        ],
      },
    },
    'mx',
    { verdict: 'right' },
  ],
  ['an address with the name of a provider', { '7.100.51.198.in-addr.arpa': { PTR: ['dsl-7.provider.test'] } }, 'ptr', { verdict: 'differs' }],
  ['an address without a name', { '7.100.51.198.in-addr.arpa': {} }, 'ptr', { verdict: 'missing' }],
  [
    'an SPF record of somebody else',
    { 'local.test': { MX: [[10, 'mail.local.test']], TXT: ['v=spf1 ip4:192.0.2.1 -all'] } },
    'spf',
    { verdict: 'differs', wanted: 'v=spf1 mx ip4:192.0.2.1 -all' },
  ],
  [
    'an SPF record that names the address itself',
    { 'local.test': { TXT: ['v=spf1 ip4:198.51.100.0/24 -all'] } },
    'spf',
    { verdict: 'right', wanted: 'v=spf1 ip4:198.51.100.0/24 -all' },
  ],
  ['two SPF records', { 'local.test': { TXT: ['v=spf1 mx -all', 'v=spf1 -all'] } }, 'spf', { verdict: 'differs' }],
  ['a DMARC record without a policy', { '_dmarc.local.test': { TXT: ['v=DMARC1; rua=mailto:a@b.test'] } }, 'dmarc', { verdict: 'differs' }],
  ['two DMARC records', { '_dmarc.local.test': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } }, 'dmarc', { verdict: 'differs' }],
  [
    'a DMARC record that only watches',
    { '_dmarc.local.test': { TXT: ['v=DMARC1; p=none'] } },
    'dmarc',
    { verdict: 'right', todo: expect.stringContaining('p=quarantine') as string },
  ],
  ['MTA-STS without its web server', { '_mta-sts.local.test': { TXT: ['v=STSv1; id=1;'] } }, 'mta-sts', { verdict: 'differs' }],
  ['a service on another port', { '_submission._tcp.local.test': { SRV: [[0, 1, 2525, 'mail.local.test']] } }, 'srv', { verdict: 'differs' }],
  ['hostile text', { '_dmarc.local.test': { TXT: ['v=DMARC1; p=none; x=\u001b[2J'] } }, 'dmarc', { found: ['v=DMARC1; p=none; x=\\x1b[2J'] }],
])('%s', async (_what, change, purpose, expected) => {
  const { check } = await checked({ ...MAIL, ...change });
  const found = await check();
  expect(found.of(purpose)).toContainEqual(expect.objectContaining(expected));
});

const policyText = (mode: string, mx: string): PolicyText => ({ text: `version: STSv1\nmode: ${mode}\nmx: ${mx}\nmax_age: 86400\n` });

test.each<[string, PolicyText, Partial<DnsRecord>]>([
  ['that names this server and is enforced', policyText('enforce', '*.local.test'), { verdict: 'right', todo: '' }],
  ['that is a test', { text: POLICY }, { verdict: 'right', todo: expect.stringContaining('enforce') as string }],
  [
    'that names another server',
    policyText('enforce', 'old.example.com'),
    { verdict: 'differs', todo: expect.stringContaining('mx: mail.local.test') as string },
  ],
  ['that demands nothing', policyText('none', 'old.example.com'), { verdict: 'right' }],
  ['that is none', { text: '<html>Hello</html>' }, { verdict: 'differs', text: expect.stringContaining('it is no policy') as string }],
  [
    'that is not there',
    { why: 'the web server answers with the status 404 instead of 200' },
    { verdict: 'differs', text: expect.stringContaining('404') as string },
  ],
])('an MTA-STS policy %s', async (_what, policy, expected) => {
  const { check } = await checked({ ...MAIL, '_mta-sts.local.test': { TXT: ['v=STSv1; id=1;'] }, 'mta-sts.local.test': { A: ['198.51.100.8'] } }, {}, policy);
  expect((await check()).of('mta-sts')).toMatchObject([expected]);
});

test('a name server that does not answer makes no verdict', async () => {
  const { check } = await checked({ ...MAIL, '_dmarc.local.test': { behaviour: 'servfail' } });
  const found = await check();
  expect(found).toMatchObject({ verdict: 'unknown' });
  expect(found.of('dmarc')).toMatchObject([{ verdict: 'unknown', text: expect.stringContaining('SERVFAIL') as string }]);
});

test('with a smart host the SPF record is held against the smart host', async () => {
  const zone: Zone = { ...MAIL, 'relay.provider.test': { A: ['203.0.113.9'] } };
  const { check, dns } = await checked(zone, { delivery: { smartHost: { host: 'relay.provider.test' } } });
  expect((await check()).of('spf')).toMatchObject([{ verdict: 'differs', todo: expect.stringContaining('relay.provider.test') as string }]);
  dns.zone = {
    ...dns.zone,
    'local.test': { MX: [[10, 'mail.local.test']], TXT: ['v=spf1 include:spf.provider.test -all'] },
    'spf.provider.test': { TXT: ['v=spf1 ip4:203.0.113.0/24 -all'] },
  };
  expect((await check()).of('spf')).toMatchObject([{ verdict: 'right' }]);
});

test('a server whose name nobody can look up is told so first', async () => {
  const { check } = await checked(MAIL, { server: { hostname: 'localhost' } });
  expect(await check()).toMatchObject({ verdict: 'wrong', text: expect.stringContaining('"localhost"') as string });
});
