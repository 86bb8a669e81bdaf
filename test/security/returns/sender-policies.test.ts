/** What SPF and DMARC say, remembered: with a real name server, and a clock that the test moves. */
import { expect, it } from 'vitest';
import { createDnsLookups } from '../../../main/dns/resolver.ts';
import { SenderPolicies } from '../../../main/security/returns/sender-policies.ts';
import { LOOKUP_LIMITS } from '../../../shared/lookup-limits.ts';
import { FakeDnsServer, type Zone } from '../../fakes/dns-server.ts';
import { FixedSettings } from '../../fakes/fixed-settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

interface World extends AsyncDisposable {
  readonly policies: SenderPolicies;
  readonly dns: FakeDnsServer;
  pass(seconds: number): void;
}

async function policies(zone: Zone): Promise<World> {
  const dns = await FakeDnsServer.open(zone);
  const settings = new FixedSettings();
  settings.change(({ server }) => {
    server.dns.servers = [dns.address];
  });
  const clock = new ManualClock();
  const lookups = createDnsLookups({ settings, clock });
  return {
    policies: new SenderPolicies(lookups, clock),
    dns,
    pass: (seconds: number): void => clock.advance(seconds * 1000),
    [Symbol.asyncDispose]: async () => {
      lookups.close();
      await dns.close();
    },
  };
}

const client = { remoteAddress: '192.0.2.1', helo: 'client.test', hostname: 'mail.local.test' };

it('one answer serves all addresses of a domain from one client, and is asked for anew once it is old', async () => {
  await using world = await policies({ 'good.test': { TXT: ['v=spf1 ip4:192.0.2.1 -all'], ttl: 1 } });
  expect(await world.policies.spf({ ...client, reversePath: 'a@good.test' })).toBe('pass');
  world.dns.zone = { 'good.test': { TXT: ['v=spf1 -all'], ttl: 1 } };
  world.pass(LOOKUP_LIMITS.senderPolicySeconds - 1);
  expect(await world.policies.spf({ ...client, reversePath: 'b@GOOD.test' })).toBe('pass');
  expect(await world.policies.spf({ ...client, remoteAddress: '192.0.2.2', reversePath: 'b@good.test' })).toBe('fail');
  world.pass(2);
  expect(await world.policies.spf({ ...client, reversePath: 'b@good.test' })).toBe('fail');
});

it('a record that looks at the local part is judged for each address', async () => {
  await using world = await policies({
    'macro.test': { TXT: ['v=spf1 include:other.test -all'] },
    'other.test': { TXT: ['v=spf1 exists:%{l}.users.test -all'] },
    'anna.users.test': { A: ['127.0.0.2'] },
  });
  for (let time = 0; time < 2; time += 1) {
    expect(await world.policies.spf({ ...client, reversePath: 'anna@macro.test' })).toBe('pass');
    expect(await world.policies.spf({ ...client, reversePath: 'eve@macro.test' })).toBe('fail');
  }
});

it('the null reverse-path is judged by HELO, each name for itself', async () => {
  await using world = await policies({ 'client.test': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] }, 'other.test': { TXT: ['v=spf1 -all'] } });
  expect(await world.policies.spf({ ...client, reversePath: '' })).toBe('pass');
  expect(await world.policies.spf({ ...client, helo: 'other.test', reversePath: '' })).toBe('fail');
});

it('DMARC is remembered by what speaks for the sender', async () => {
  await using world = await policies({ '_dmarc.good.test': { TXT: ['v=DMARC1; p=reject'] } });
  const question = { domain: 'good.test', spfDomain: '', dkimDomains: [] };
  expect(await world.policies.dmarc(question)).toBe('fail');
  expect(await world.policies.dmarc({ ...question, spfDomain: 'good.test' })).toBe('pass');
  expect(await world.policies.dmarc({ ...question, dkimDomains: ['good.test'] })).toBe('pass');
  expect(await world.policies.dmarc({ ...question, dkimDomains: ['evil.test'] })).toBe('fail');
  world.dns.zone = {};
  expect(await world.policies.dmarc(question)).toBe('fail');
  expect(await world.policies.dmarc({ ...question, domain: 'none.test' })).toBe('none');
});

it('trouble of the DNS is remembered for a moment only, and other name servers are asked at once', async () => {
  await using world = await policies({ 'late.test': { behaviour: 'servfail' } });
  const question = { ...client, reversePath: 'a@late.test' };
  expect(await world.policies.spf(question)).toBe('temperror');
  world.dns.zone = { 'late.test': { TXT: ['v=spf1 +all'] } };
  world.pass(LOOKUP_LIMITS.dnsTroubleSeconds + 1);
  expect(await world.policies.spf(question)).toBe('pass');
  world.dns.zone = { 'late.test': { TXT: ['v=spf1 -all'], ttl: 1 } };
  world.policies.clear();
  world.pass(301);
  expect(await world.policies.spf(question)).toBe('fail');
});
