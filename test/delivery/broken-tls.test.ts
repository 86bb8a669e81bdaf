/** TLS that fails on the way or after the handshake: told in words for people, and done without where nobody demands it. */
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { SmtpClient } from '../../main/delivery/client/smtp-client.ts';
import { OPPORTUNISTIC, startTls } from '../../main/delivery/client/tls.ts';
import { MtaSts } from '../../main/delivery/policy/mta-sts.ts';
import { createTlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import { MemoryPolicies } from '../fakes/memory-policies.ts';
import type { Script, ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type World, closeAfterwards, world } from './world.ts';

const PEMS = generate([{ name: 'commonName', value: 'mx.example.com' }], { keyType: 'ec', algorithm: 'sha256' });
const PATIENCE = { connect: 5000, reply: 5000, quit: 50 };
/** For a host that is waited for in vain. */
const IMPATIENCE = { ...PATIENCE, connect: 1000 };

async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await PEMS;
  return { key, cert };
}

/** Answers these over TLS, and all else as usual. */
function inTls(answers: Readonly<Record<string, string>>): Script {
  return (what, { encrypted }) => {
    const verb = what.split(' ')[0] ?? '';
    if (encrypted) return answers[verb];
    return verb === 'EHLO' ? '250-scripted\r\n250 STARTTLS' : verb === 'STARTTLS' ? '220 go' : undefined;
  };
}

/** Sends one message to such a host. @param demanded by DANE */
async function send(
  script: Script,
  demanded: boolean,
  options: tls.TLSSocketOptions = {},
  patience = PATIENCE,
): Promise<World & { readonly server: ScriptedSmtp }> {
  // Its port stands in the names.
  const { port, host } = await world({});
  const { key, cert } = await certificate();
  const digest = createHash('sha256').update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }));
  const names: Readonly<Record<string, FixedName>> = {
    'example.com': { mx: [{ preference: 10, exchange: 'mx.example.com' }], secure: true },
    'mx.example.com': { addresses: ['127.0.0.2'], secure: true },
    ...(demanded ? { [`_${port}._tcp.mx.example.com`]: { tlsa: [`3 1 1 ${digest.digest('hex')}`], secure: true } } : {}),
  };
  const made = await world(names, { port });
  const server = await host('127.0.0.2', script, { key, cert, ...options });
  made.queue.add(['anna@example.com']);
  const mtaSts = new MtaSts({ store: new MemoryPolicies(), onTrouble: () => undefined, dns: made.dns, fetch: async () => undefined, clock: made.clock });
  made.start({ policies: createTlsPolicies({ settings: () => made.settings.current.delivery, dns: made.dns, mtaSts }), patience });
  await Promise.race([made.events.seen('relay-sent'), made.events.seen('relay-deferred')]);
  return { ...made, server };
}

describe.each([
  ['breaks off', inTls({ EHLO: 'drop' }), {}, PATIENCE, 'the host has closed the connection'],
  ['falls silent', inTls({ EHLO: 'hang' }), {}, IMPATIENCE, 'the host did not answer in time'],
  ['breaks off in its answer', inTls({ EHLO: '250-scripted\r\ndrop' }), {}, PATIENCE, 'the host has closed the connection'],
  // TLS 1.3 says so when the handshake is done on our side.
  ['wants a certificate of ours', inTls({}), { requestCert: true, rejectUnauthorized: true }, PATIENCE, 'tlsv13 alert certificate required'],
] as const)('a host that %s after the handshake', (_what, script, options, patience, why) => {
  const words = `TLS with mx.example.com has failed after the handshake: ${why}`;

  test('gets the mail in the clear where nobody demands anything, and the trace says why (RFC 7435)', async () => {
    const { events, server } = await send(script, false, options, patience);
    const [sent] = await events.seen('relay-sent');
    expect(sent?.text).toContain(`, not encrypted: ${words}, `);
    expect(events.events.filter(({ kind }) => kind === 'host-failed')).toMatchObject([
      { traceId: sent?.traceId, remoteAddress: '127.0.0.2', text: expect.stringContaining(`could not be used: ${words}`) as string },
    ]);
    expect(server.sessions.map(({ encrypted }) => encrypted)).toEqual([true, false]);
    expect(server.messages).toHaveLength(1);
  });

  test('gets nothing where TLS is demanded', async () => {
    const { queue, server } = await send(script, true, options, patience);
    expect(queue.entries).toMatchObject([{ attempts: 1, lastError: words }]);
    expect([server.sessions.map(({ encrypted }) => encrypted), server.messages]).toEqual([[true], []]);
  });
});

test.each([
  ['puts us off', { EHLO: '421 4.3.2 too busy' }, '421 4.3.2 too busy'],
  ['refuses us', { EHLO: '550 5.7.1 not you', HELO: '550 5.7.1 not you' }, '550 5.7.1 not you'],
  ['puts us off before it is asked', { EHLO: '421 4.3.2 too busy\r\ndrop' }, '421 4.3.2 too busy'],
  ['breaks off after its reply to EHLO', { EHLO: '502 5.5.1 what', HELO: 'drop' }, 'the host has closed the connection'],
  ['speaks no SMTP', { EHLO: 'hello' }, 'an answer that is not SMTP: hello'],
])('a host that %s over TLS has no trouble with TLS, and is not called without it', async (_what, answers, lastError) => {
  const { queue, server } = await send(inTls(answers), false);
  expect(queue.entries).toMatchObject([{ attempts: 1, lastError }]);
  expect(server.sessions.map(({ encrypted }) => encrypted)).toEqual([true]);
});

/** A client that speaks TLS from the first byte. */
function clientOf(port: number): SmtpClient {
  return new SmtpClient({
    connect: () => net.connect(port, '127.0.0.1'),
    host: 'mx.example.com',
    port,
    hostname: 'mail.local.test',
    patience: PATIENCE,
    tls: { when: 'at-once', proof: { kind: 'none' } },
  });
}

test('TLS from the first byte that ends before the greeting is told as trouble with TLS', async () => {
  const port = await listening(tls.createServer({ ...(await certificate()), requestCert: true, rejectUnauthorized: true }));
  await expect(clientOf(port).open()).rejects.toMatchObject({
    name: 'TlsFailed',
    message: 'TLS with mx.example.com has failed after the handshake: tlsv13 alert certificate required',
  });
});

test('TLS that breaks later is told as that, without the sources of OpenSSL', async () => {
  const own = await certificate();
  const server = net.createServer((socket) => {
    const encrypted = new tls.TLSSocket(socket, { isServer: true, ...own });
    encrypted.write('220 fine\r\n');
    encrypted.once('data', () => socket.write('250 in the clear\r\n'));
    for (const each of [socket, encrypted]) each.on('error', () => undefined);
  });
  await expect(clientOf(await listening(server)).open()).rejects.toMatchObject({ name: 'HostTrouble', message: 'TLS has failed: bad record type' });
});

test.each([
  ['knows no TLS', (socket: net.Socket) => void socket.write('500 5.5.1 what is that\r\n'), 'wrong version number'],
  ['has TLS 1.0 only', tlsWith({ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }), 'tlsv1 alert protocol version'],
  [
    'wants a certificate of ours with TLS 1.2',
    tlsWith({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
    'ssl/tls alert handshake failure',
  ],
  ['resets the connection', (socket: net.Socket) => void socket.resetAndDestroy(), 'read ECONNRESET'],
  ['closes the connection', (socket: net.Socket) => void socket.destroy(), 'the host has closed the connection'],
] as const)('a host that %s at the handshake is told of without the sources of OpenSSL', async (_what, behave, why) => {
  const options = await certificate();
  const port = await listening(net.createServer((socket) => void socket.on('error', () => undefined).once('readable', () => behave(socket, options))));
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  await expect(startTls(socket, 'mx.example.com', OPPORTUNISTIC, 5000)).rejects.toMatchObject({
    name: 'TlsFailed',
    message: `TLS with mx.example.com has failed: ${why}`,
  });
});

function tlsWith(options: tls.TLSSocketOptions): (socket: net.Socket, certificate: tls.TLSSocketOptions) => void {
  return (socket, own) => void new tls.TLSSocket(socket, { isServer: true, ...own, ...options }).on('error', () => undefined);
}

/** @returns its port */
async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterwards(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
