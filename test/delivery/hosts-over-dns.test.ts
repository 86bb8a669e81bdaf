/** Which host gets the mail, by what a name server says in real packets: order, aliases, null MX, addresses, and for how long it holds. */
import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { generate, type GenerateResult } from 'selfsigned';
import type { Delivery } from '../../main/delivery/delivery.ts';
import { createTlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import { createDnsLookups } from '../../main/dns/resolver.ts';
import { FakeDnsServer, type Zone } from '../fakes/dns-server.ts';
import { type World, closeAfterwards, world } from './world.ts';

interface DnsWorld extends World {
  readonly server: FakeDnsServer;
  /** Starts delivery with our resolver, which asks that server. */
  readonly run: () => Delivery;
}

async function dnsWorld(zone: (port: number) => Zone): Promise<DnsWorld> {
  const made = await world({});
  const server = await FakeDnsServer.open(zone(made.port));
  made.settings.current.server.dns.servers = [server.address];
  const dns = createDnsLookups({ settings: made.settings, clock: made.clock });
  closeAfterwards(async () => await server.close());
  closeAfterwards(() => dns.close());
  const policies = createTlsPolicies({ settings: () => made.settings.current.delivery, dns, mtaSts: { policyOf: async () => undefined } });
  return { ...made, server, run: () => made.start({ dns, policies }) };
}

const tried = ({ events }: World): string[] =>
  events.events.filter(({ kind }) => kind === 'host-failed').map(({ text }) => text.replace(/:\d+\] could.*/s, ']'));

describe('the mail hosts of a domain', () => {
  test.each([
    ['over UDP', undefined],
    ['over TCP, where the answer is too large for UDP', 'truncated'],
  ] as const)('are tried by preference, each with all its addresses, IPv6 first: %s', async (_how, behaviour) => {
    const made = await dnsWorld(() => ({
      'example.com': {
        MX: [
          [30, 'third.example.com'],
          [10, 'first.example.com'],
          [20, 'second.example.com'],
        ],
        ...(behaviour === undefined ? {} : { behaviour }),
      },
      'first.example.com': { A: ['127.0.0.3'], AAAA: ['::1'] },
      'second.example.com': { A: ['127.0.0.4'] },
      'third.example.com': { A: ['127.0.0.5'] },
    }));
    const [second, third] = [await made.host('127.0.0.4'), await made.host('127.0.0.5')];
    made.queue.add(['anna@example.com']);
    made.run();
    await made.events.seen('relay-sent');
    expect(tried(made)).toEqual(['first.example.com [[::1]]', 'first.example.com [127.0.0.3]']);
    expect([second.messages.length, third.messages.length]).toEqual([1, 0]);
    expect(made.server.questions.some(({ type, transport }) => type === 'MX' && transport === 'tcp')).toBe(behaviour !== undefined);
  });

  test('are those of the name that it is an alias of, and may be aliases themselves (RFC 5321 section 5.1)', async () => {
    const made = await dnsWorld(() => ({
      'example.com': { CNAME: 'real.example.net' },
      'real.example.net': { MX: [[10, 'mail.example.net']] },
      'mail.example.net': { CNAME: 'host.example.org' },
      'host.example.org': { A: ['127.0.0.2'] },
    }));
    const host = await made.host('127.0.0.2');
    made.queue.add(['anna@example.com']);
    made.run();
    await made.events.seen('relay-sent');
    expect(host.commands).toContain('RCPT TO:<anna@example.com>');
  });

  test('are none where it has a null MX, although it has an address (RFC 7505)', async () => {
    const made = await dnsWorld(() => ({ 'example.com': { MX: [[0, '']], A: ['127.0.0.2'] } }));
    const host = await made.host('127.0.0.2');
    made.queue.add(['anna@example.com']);
    made.run();
    await made.events.seen('relay-failed');
    expect([made.reported(), host.sessions.length]).toEqual([[['failed', 'anna@example.com', '5.1.10']], 0]);
  });

  test('are the domain itself, by its A and AAAA records, where it has no MX', async () => {
    const made = await dnsWorld(() => ({ 'example.com': { A: ['127.0.0.2'], AAAA: ['::1'] } }));
    const host = await made.host('127.0.0.2');
    made.queue.add(['anna@example.com']);
    made.run();
    await made.events.seen('relay-sent');
    expect([tried(made), host.messages.length]).toEqual([['example.com [[::1]]'], 1]);
  });

  test.each(['servfail', 'silent'] as const)('are not the domain itself where nobody knows whether it has an MX (%s): the mail waits', async (behaviour) => {
    const made = await dnsWorld(() => ({ 'example.com': { behaviour, A: ['127.0.0.2'] } }));
    const host = await made.host('127.0.0.2');
    made.queue.add(['anna@example.com']);
    made.run();
    const [put] = await made.events.seen('relay-deferred');
    expect(put?.text).toContain('the mail hosts of example.com could not be looked up');
    expect([host.sessions.length, made.reported()]).toEqual([0, []]);
  });

  test('that does not exist has none, and its sender is told', async () => {
    const made = await dnsWorld(() => ({ 'example.com': { A: ['127.0.0.2'] } }));
    made.queue.add(['anna@nowhere.test']);
    made.run();
    await made.events.seen('relay-failed');
    expect(made.reported()).toEqual([['failed', 'anna@nowhere.test', '5.1.2']]);
  });

  test('are remembered for as long as the answer holds, and then asked for again', async () => {
    const made = await dnsWorld(() => ({ 'example.com': { MX: [[10, 'old.example.com']], ttl: 100 }, 'old.example.com': { A: ['127.0.0.2'], ttl: 1000 } }));
    const [old, young] = [
      await made.host('127.0.0.2', (what) => (what === 'RCPT TO:<anna@example.com>' ? '450 later' : undefined)),
      await made.host('127.0.0.3'),
    ];
    const asked = (): number => made.server.questions.filter(({ type, name }) => type === 'MX' && name === 'example.com').length;
    made.queue.add(['anna@example.com']);
    const delivery = made.run();
    const offered = (): number => old.commands.filter((command) => command.startsWith('RCPT')).length;
    /** The next attempt. */
    const again = async (milliseconds: number): Promise<void> => {
      await expect.poll(() => delivery.activity.connections).toBe(0);
      made.clock.advance(milliseconds);
      delivery.nudge();
    };
    await made.events.seen('relay-deferred', 1);
    made.server.zone['example.com'] = { MX: [[10, 'new.example.com']] };
    made.server.zone['new.example.com'] = { A: ['127.0.0.3'] };
    await again(60_000);
    await made.events.seen('relay-deferred', 2);
    expect([asked(), offered(), young.sessions.length]).toEqual([1, 2, 0]);
    await again(300_000);
    await made.events.seen('relay-sent');
    expect([asked(), offered(), young.messages.length]).toEqual([2, 2, 1]);
  });
});

describe('DANE', () => {
  let pems: GenerateResult;
  beforeAll(async () => {
    pems = await generate([{ name: 'commonName', value: 'host.example.org' }], { keyType: 'ec', algorithm: 'sha256' });
  });

  /** A TLSA record for the key of the host. */
  function tlsa(): string {
    const { publicKey } = new X509Certificate(pems.cert);
    return `030101${createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')}`;
  }

  /** The names that a client has asked for in TLS (SNI). */
  async function tlsHost(port: number): Promise<string[]> {
    const asked: string[] = [];
    const server = new SMTPServer({
      key: pems.private,
      cert: pems.cert,
      authOptional: true,
      disableReverseLookup: true,
      logger: false,
      onSecure: (_socket, session, callback) => {
        asked.push(String(session.servername));
        callback();
      },
      onData: (stream, _session, callback) => {
        stream.on('end', callback);
        stream.resume();
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.2', resolve);
    });
    closeAfterwards(async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    });
    return asked;
  }

  const zone = (records: Zone): Zone => ({
    'example.com': { MX: [[10, 'mail.example.com']], secure: true },
    'mail.example.com': { CNAME: 'host.example.org' },
    'host.example.org': { A: ['127.0.0.2'], secure: true },
    ...records,
  });

  test.each([
    ['the name it stands for', 'host.example.org'],
    ['the name in the MX, where the other has none', 'mail.example.com'],
  ])('of a host that is an alias: the records of %s count, and that name is asked for (RFC 7672 section 2.2.2)', async (_what, base) => {
    const made = await dnsWorld((port) => zone({ [`_${port}._tcp.${base}`]: { TLSA: [tlsa()], secure: true } }));
    const asked = await tlsHost(made.port);
    made.queue.add(['anna@example.com']);
    made.run();
    const [sent] = await made.events.seen('relay-sent');
    expect(sent?.text).toContain('(certificate fits DANE)');
    expect(asked).toEqual([base]);
  });

  test('records of the name it stands for that do not fit keep the mail, whatever those of the alias say', async () => {
    const made = await dnsWorld((port) =>
      zone({
        [`_${port}._tcp.host.example.org`]: { TLSA: [`030101${'00'.repeat(32)}`], secure: true },
        [`_${port}._tcp.mail.example.com`]: { TLSA: [tlsa()], secure: true },
      }),
    );
    await tlsHost(made.port);
    made.queue.add(['anna@example.com']);
    made.run();
    const [put] = await made.events.seen('relay-deferred');
    expect(put?.text).toContain('does not fit its TLSA records');
  });
});
