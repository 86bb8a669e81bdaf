/** Fetching an MTA-STS policy: a web server on loopback, with a certificate of a test authority. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import { once } from 'node:events';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createPolicyFetcher } from '../../main/delivery/policy/fetch-policy.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';

const NAME = 'mta-sts.example.com';
const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 86400\r\n';
const URL = `https://${NAME}/.well-known/mta-sts.txt`;

let authority: { readonly private: string; readonly cert: string };
const closers: (() => void)[] = [];

beforeAll(async () => {
  authority = await generate([{ name: 'commonName', value: 'Test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  setDefaultCACertificates([...getCACertificates('default'), authority.cert]);
});
afterAll(() => setDefaultCACertificates(getCACertificates('bundled')));
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** @returns what is fetched from a web server that answers like this */
async function fetched(
  handler: Handler,
  { name = NAME, trusted = true, address = '127.0.0.2', allowed = true, patience = 20_000, more = [] as readonly string[], port: wanted = 0 } = {},
): Promise<{ readonly text: string | undefined; readonly asked: string[] }> {
  const ca = trusted ? { key: authority.private, cert: authority.cert } : undefined;
  const pems = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    ...(ca === undefined ? {} : { ca }),
  });
  const asked: string[] = [];
  const server = https.createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
    asked.push(`${request.headers.host ?? ''} ${request.url ?? ''}`);
    handler(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(wanted, address, resolve);
  });
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const fetch = createPolicyFetcher({ dns: new FixedDns({ [NAME]: { addresses: [...more, address] } }), isAllowed: () => allowed, port, patience });
  return { text: await fetch(URL), asked };
}

const plain: Handler = (_request, response) => void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(POLICY);

test('a policy comes over HTTPS, from the host that the DNS names, with a certificate that is vouched for', async () => {
  expect(await fetched(plain)).toEqual({ text: POLICY, asked: [`${NAME} /.well-known/mta-sts.txt`] });
});

test('an address that does not answer leaves the next one its share of the time; a stop ends all of it', async () => {
  const silent = net.createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.3', resolve);
  });
  closers.push(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const { text, asked } = await fetched(plain, { more: ['127.0.0.3'], port, patience: 2000 });
  expect([text, asked.length]).toEqual([POLICY, 1]);

  const stopping = new AbortController();
  const fetching = createPolicyFetcher({
    dns: new FixedDns({ [NAME]: { addresses: ['127.0.0.3', '127.0.0.3'] } }),
    isAllowed: () => true,
    port,
    patience: 3_600_000,
    signal: stopping.signal,
  })(URL);
  await once(silent, 'connection');
  stopping.abort();
  expect(await fetching).toBeUndefined();
});

describe('there is none', () => {
  test('where nobody vouches for the certificate, or it is for another name', async () => {
    expect(await fetched(plain, { trusted: false })).toEqual({ text: undefined, asked: [] });
    expect(await fetched(plain, { name: 'other.example.com' })).toEqual({ text: undefined, asked: [] });
  });

  test('at a private address, which is not called', async () => {
    expect(await fetched(plain, { allowed: false })).toEqual({ text: undefined, asked: [] });
  });

  test.each([
    ['where another place is named (RFC 8461 section 3.3)', 301, { location: URL }, POLICY],
    ['where it is not found', 404, { 'content-type': 'text/plain' }, POLICY],
    ['that is a web page', 200, { 'content-type': 'text/html' }, POLICY],
    ['that is too long', 200, { 'content-type': 'text/plain' }, POLICY.padEnd(FIXED_LIMITS.mtaStsCharacters + 1, 'x')],
  ] as const)('%s', async (_what, status, headers, body) => {
    expect((await fetched((_request, response) => void response.writeHead(status, headers).end(body))).text).toBeUndefined();
  });

  test('where the web server says nothing, or a byte now and then: it has no more time than others', async () => {
    expect((await fetched(() => undefined, { patience: 300 })).text).toBeUndefined();
    const drip: Handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    };
    expect((await fetched(drip, { patience: 600 })).text).toBeUndefined();
  });
});
