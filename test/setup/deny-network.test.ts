import dgram from 'node:dgram';
import dns, { lookup } from 'node:dns';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { takeBreaches } from './deny-network.ts';

const REFUSED = /tests stay on this machine/;

/** Each refusal is also remembered; taking it here keeps this test itself from failing for it. */
async function expectRefusal(attempt: () => unknown): Promise<void> {
  await expect((async () => attempt())()).rejects.toThrow(REFUSED);
  expect(takeBreaches()).toHaveLength(1);
}

describe('tests cannot leave this machine', () => {
  it('refuses to look up a name, in each of the ways to ask', async () => {
    await expectRefusal(() => lookup('mail.example.com', () => undefined));
    await expectRefusal(() => dns.promises.lookup('mail.example.com'));
    await expectRefusal(() => promisify(dns.lookup)('mail.example.com'));
    await expectRefusal(() => dns.promises.resolveMx('example.com'));
    await expectRefusal(() => dns.resolveTxt('example.com', () => undefined));
    await expectRefusal(() => dns.reverse('127.0.0.1', () => undefined));
  });

  it('refuses a resolver with a name server elsewhere and lets one on loopback ask', async () => {
    const resolver = new dns.promises.Resolver({ timeout: 10, tries: 1 });
    resolver.setServers(['192.0.2.53:53', '127.0.0.1:9']);
    await expectRefusal(() => resolver.resolve4('example.com'));

    const server = dgram.createSocket('udp4');
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
    const question = once(server, 'message');
    const answer = resolver.resolve4('example.com').catch((error: unknown) => error);
    expect(await question).toHaveLength(2);
    expect(await answer).toBeInstanceOf(Error);
    server.close();
  });

  it('refuses to connect elsewhere', async () => {
    await expectRefusal(() => net.connect(25, '192.0.2.25'));
    await expectRefusal(() => net.connect({ port: 25, host: 'mail.example.com' }));
    await expectRefusal(() => new net.Socket().connect(25, '2001:db8::25'));
    await expectRefusal(() => tls.connect({ port: 465, host: '192.0.2.25' }));
    await expectRefusal(() => dgram.createSocket('udp4').send('hello', 53, '192.0.2.53'));
  });

  it('lets local names and loopback through', async () => {
    expect(await dns.promises.lookup('localhost')).toHaveProperty('address');
    expect(await promisify(dns.lookup)('192.0.2.1')).toEqual({ address: '192.0.2.1', family: 4 });
    const server = net.createServer((socket) => socket.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    for (const client of [net.connect(address.port), net.connect({ port: address.port, host: '127.0.0.1', localAddress: '127.0.0.2' })]) {
      expect(String((await once(client, 'data'))[0])).toBe('hello');
      client.destroy();
    }
    server.close();
  });
});
