/** The console over HTTP: who gets in, and what is refused. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { unsubscribePath } from '../../main/delivery/lists/membership-token.ts';
import { type ServiceHost, startServiceHost } from '../../main/service/host.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { consoleSocket } from '../admin/carriers.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { type Answer, type RequestOptions, ask, askForSocket, sayRaw } from './requests.ts';

const MINUTE = 60_000;

interface Fixture {
  readonly host: ServiceHost;
  readonly clock: ManualClock;
  readonly port: number;
  readonly origin: string;
  /** A fresh sign-in path with its token. */
  readonly token: () => string;
  /** Opens a session. @returns its cookie */
  readonly signIn: () => Promise<string>;
  readonly post: (form: string, headers?: Record<string, string>) => Promise<Answer>;
}

async function open(): Promise<Fixture> {
  const consoleFolder = tempFolder();
  mkdirSync(path.join(consoleFolder, 'assets'));
  writeFileSync(
    path.join(consoleFolder, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><script type="module" src="./assets/index-Ab12Cd34.js"></script>',
  );
  writeFileSync(path.join(consoleFolder, 'assets', 'index-Ab12Cd34.js'), 'console.log(1)');
  writeFileSync(path.join(consoleFolder, 'favicon.svg'), '<svg/>');
  writeFileSync(path.join(consoleFolder, '..secret.js'), 'no traversal, an ordinary name');
  const clock = new ManualClock();
  const host = await startServiceHost({ dataFolder: tempFolder(), consoleFolder, clock, listen: { listeners: [], admin: { address: '127.0.0.1', port: 0 } } });
  onTestFinished(async () => await host.stop(0));
  const { console } = host;
  if (console === undefined) throw new Error('no console');
  const { port, url } = console;
  const token = (): string => console.signInAddress().slice(url.length - 1);
  return {
    host,
    clock,
    port,
    origin: url.slice(0, -1),
    token,
    signIn: async () => {
      const answer = await ask(port, { path: token() });
      return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    post: async (form, headers = {}) =>
      await ask(port, {
        method: 'POST',
        path: '/sign-in',
        body: form,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: url.slice(0, -1), ...headers },
      }),
  };
}

describe('signing in', () => {
  test('a one-time address gives a session, in a cookie that only this server sees, and leaves the address bar', async () => {
    const { port, token } = await open();
    const answer = await ask(port, { path: token() });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^gatepost-session-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`)),
    ]);
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const page = await ask(port, { headers: { Cookie: cookie } });
    expect(page.status).toBe(200);
    expect(page.body).toContain('index-Ab12Cd34.js');
  });

  test('a one-time address works once', async () => {
    const { port, token } = await open();
    const address = token();
    await ask(port, { path: address });
    const second = await ask(port, { path: address });
    expect(second.status).toBe(403);
    expect(second.body).toContain('has been used already');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  test('a one-time address works for 10 minutes; looking at it without opening it does not use it up', async () => {
    const { port, token, clock } = await open();
    const [early, late] = [token(), token()];
    expect((await ask(port, { path: early, method: 'HEAD' })).status).toBe(200);
    clock.advance(10 * MINUTE - 1);
    expect((await ask(port, { path: early })).status).toBe(303);
    clock.advance(1);
    const answer = await ask(port, { path: late });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('older than 10 minutes');
  });

  test('the password signs in once one is set, and only then', async () => {
    const { host, post, port, signIn } = await open();
    expect((await ask(port, { path: '/sign-in' })).body).not.toContain('<form');
    expect((await post('password=')).status).toBe(403);
    const old = await signIn();
    await host.admin.console.setPassword('correct horse & more');
    expect((await ask(port, { headers: { Cookie: old } })).status).toBe(303);
    expect((await ask(port, { path: '/sign-in' })).body).toContain('<form method="post" action="/sign-in">');
    const wrong = await post('password=wrong+horse');
    expect(wrong.status).toBe(403);
    expect(wrong.body).toContain('The password is wrong.');
    const right = await post(`password=${encodeURIComponent('correct horse & more')}`);
    expect(right.status).toBe(303);
    expect(right.headers['set-cookie']).toHaveLength(1);
  });

  test('too many failed attempts have to wait; a one-time address still lets in', async () => {
    const { host, post, token, port, clock } = await open();
    await host.admin.console.setPassword('correct horse');
    // Addresses that are unknown count for nothing: any page that the administrator visits can ask for them.
    for (let attempt = 0; attempt < FIXED_LIMITS.signInFailures; attempt += 1) expect((await ask(port, { path: '/sign-in?token=guess' })).status).toBe(403);
    for (let attempt = 0; attempt < FIXED_LIMITS.signInFailures; attempt += 1) expect((await post('password=guess')).status).toBe(403);
    const blocked = await post('password=correct+horse');
    expect(blocked.status).toBe(429);
    expect(blocked.headers['retry-after']).toBe(String(FIXED_LIMITS.signInWindowMinutes * 60));
    expect((await ask(port, { path: token() })).status).toBe(303);
    clock.advance(FIXED_LIMITS.signInWindowMinutes * MINUTE);
    expect((await post('password=correct+horse')).status).toBe(303);
    const { events } = await host.admin.events.search({ kinds: ['admin'], minLevel: 'warning' }, { limit: 100 });
    expect(events).toHaveLength(2 * FIXED_LIMITS.signInFailures);
    const told = ['wrong password', 'one-time address that is spent or unknown'].map((how) => `127.0.0.1 console: failed to sign in with a ${how}`);
    expect(new Set(events.map(({ remoteAddress, text }) => `${remoteAddress} ${text}`))).toEqual(new Set(told));
  });

  test('a form of another page, of the wrong kind or too long is refused', async () => {
    const { host, post, port } = await open();
    await host.admin.console.setPassword('correct horse');
    const good = 'password=correct+horse';
    expect((await post(good, { Origin: 'http://evil.test' })).status).toBe(403);
    expect((await post(good, { Origin: 'null' })).status).toBe(403);
    expect((await post(good, { 'Content-Type': 'text/plain' })).status).toBe(400);
    expect((await ask(port, { method: 'POST', path: '/sign-in', body: good, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status).toBe(
      403,
    );
    expect((await post(`password=${'x'.repeat(FIXED_LIMITS.consoleFormBytes)}`)).status).toBe(400);
  });

  test('a session ends when nobody has used it for long; another password ends it too, with its WebSockets', async () => {
    const { host, port, signIn, clock } = await open();
    const cookie = await signIn();
    const hours = FIXED_LIMITS.consoleSessionHours * 60 * MINUTE;
    clock.advance(hours - 1);
    expect((await ask(port, { headers: { Cookie: cookie } })).status).toBe(200);
    clock.advance(hours);
    expect((await ask(port, { headers: { Cookie: cookie } })).status).toBe(303);
    const socket = await consoleSocket(host);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await host.admin.console.setPassword('another password');
    await closed;
  });

  test('signing out ends the session and its WebSockets; another site cannot do it', async () => {
    const { port, origin, signIn } = await open();
    const cookie = await signIn();
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api`, { origin, headers: { cookie } });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const out = (headers: Record<string, string>): RequestOptions => ({ method: 'POST', path: '/sign-out', headers: { Cookie: cookie, ...headers } });
    expect((await ask(port, out({ Origin: 'http://evil.test' }))).status).toBe(403);
    expect((await ask(port, { path: '/sign-out', headers: { Cookie: cookie } })).status).toBe(405);
    const answer = await ask(port, out({ Origin: origin }));
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/);
    await closed;
    expect((await ask(port, { headers: { Cookie: cookie } })).status).toBe(303);
  });
});

describe('without a session', () => {
  test('nothing answers but the sign-in page', async () => {
    const { port, origin } = await open();
    expect(await ask(port)).toMatchObject({ status: 303, headers: { location: '/sign-in' }, body: '' });
    for (const file of ['/assets/index-Ab12Cd34.js', '/favicon.svg', '/index.html', '/api', '/no/such/thing']) {
      expect(await ask(port, { path: file })).toMatchObject({ status: 401, body: 'Sign in first.\n' });
    }
    const page = await ask(port, { path: '/sign-in' });
    expect(page.status).toBe(200);
    const nonce = /style-src 'nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1];
    expect(page.body).toContain(`<style nonce="${nonce}">`);
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(await askForSocket(port, '/api', { Host: `127.0.0.1:${port}`, Origin: origin })).toBe('HTTP/1.1 401 Unauthorized');
    const guess = { Host: `127.0.0.1:${port}`, Origin: origin, Cookie: `gatepost-session-${port}=${'A'.repeat(43)}` };
    expect(await askForSocket(port, '/api', guess)).toBe('HTTP/1.1 401 Unauthorized');
  });
});

describe('with a session', () => {
  test('pages forbid the browser all they do not need, with a nonce of their own each', async () => {
    const { port, signIn } = await open();
    const headers = { Cookie: await signIn() };
    const [first, second] = [await ask(port, { headers }), await ask(port, { headers })];
    const nonce = /content="([^"]+)"/.exec(first.body)?.[1] ?? '';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(second.body).not.toContain(nonce);
    expect(first.headers['content-security-policy']).toBe(
      `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'self' ws://127.0.0.1:${port}; form-action 'none'`,
    );
    expect(first.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
  });

  test('files with a hash in their name are kept for ever, others are not', async () => {
    const { port, signIn } = await open();
    const headers = { Cookie: await signIn() };
    const script = await ask(port, { path: '/assets/index-Ab12Cd34.js', headers });
    expect(script).toMatchObject({
      status: 200,
      body: 'console.log(1)',
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'private, max-age=31536000, immutable' },
    });
    expect(await ask(port, { path: '/favicon.svg', headers })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' },
    });
    expect(await ask(port, { path: '/favicon.svg', headers, method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await ask(port, { method: 'POST', headers })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('no path leads out of the folder', async () => {
    const { port, signIn } = await open();
    const headers = { Cookie: await signIn() };
    const paths = [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/../../package.json',
      '/..\\..\\package.json',
      '/assets/%00/index-Ab12Cd34.js',
      '/etc/passwd',
      '/assets',
      '/assets/',
      '/index.html',
    ];
    for (const one of paths) expect(await ask(port, { path: one, headers }), one).toMatchObject({ status: 404 });
    for (const one of ['//', '//evil.test/..', 'http://evil.test/../..']) expect((await ask(port, { path: one, headers })).status, one).toBeLessThan(500);
  });
});

describe('requests that are not what they seem', () => {
  test('another host name is refused before anything else (DNS rebinding)', async () => {
    const { port, token, signIn } = await open();
    const cookie = await signIn();
    for (const host of ['evil.test', `evil.test:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.2:${port}`, `127.0.0.1:${port}.evil.test`]) {
      expect((await ask(port, { headers: { Host: host, Cookie: cookie } })).status, host).toBe(421);
    }
    const address = token();
    expect((await ask(port, { path: address, headers: { Host: 'evil.test' } })).status).toBe(421);
    expect((await ask(port, { path: address, headers: { Host: `localhost:${port}` } })).status).toBe(303);
  });

  test('a WebSocket is for pages of this server alone', async () => {
    const { port, origin, signIn } = await open();
    const ours = { Host: `127.0.0.1:${port}`, Cookie: await signIn() };
    expect(await askForSocket(port, '/api', { ...ours, Origin: origin })).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await askForSocket(port, '/api', ours)).toBe('HTTP/1.1 403 Forbidden');
    expect(await askForSocket(port, '/api', { ...ours, Origin: 'http://evil.test' })).toBe('HTTP/1.1 403 Forbidden');
    expect(await askForSocket(port, '/api', { ...ours, Origin: origin.replace('http', 'https') })).toBe('HTTP/1.1 403 Forbidden');
    expect(await askForSocket(port, '/api', { ...ours, Host: 'evil.test', Origin: 'http://evil.test' })).toBe('HTTP/1.1 421 Misdirected Request');
    expect(await askForSocket(port, '/other', { ...ours, Origin: origin })).toBe('HTTP/1.1 404 Not Found');
  });

  test('nonsense on the connection or in the WebSocket closes it, and the server goes on', async () => {
    const { host, port } = await open();
    await sayRaw(port, '\x16\x03\x01\x02\x00 this is not HTTP\r\n\r\n');
    const endings: number[] = [];
    const nonsense = [
      'not json',
      '[]',
      '{"i":1,"p":{"u":"/server/status"}}',
      '{"i":"1","p":{"u":"http://evil.test/"}}',
      '{"i":"1","p":{"u":"/server/status","h":{"content-type":"multipart/form-data"}}}',
      Buffer.from([0xff, 0xfe]),
    ];
    for (const text of nonsense) {
      const socket = await consoleSocket(host);
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(text);
      endings.push(await closed);
    }
    expect(endings).toEqual(nonsense.map(() => 1002));
    expect((await ask(port, { path: '/sign-in' })).status).toBe(200);
  });
});

test('away from loopback the console speaks HTTPS alone', async () => {
  const host = await startServiceHost({ dataFolder: tempFolder(), listen: { listeners: [], admin: { address: '127.0.0.3', port: 0 } } });
  onTestFinished(async () => await host.stop(0));
  expect(host.console?.signInAddress()).toMatch(/^https:\/\/127\.0\.0\.3:\d+\/sign-in\?token=/);
});

test('a stop closes open connections and WebSockets', async () => {
  const host = await startServiceHost({ dataFolder: tempFolder(), listen: { listeners: [], admin: { address: '127.0.0.1', port: 0 } } });
  const socket = await consoleSocket(host);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await host.stop(0);
  await closed;
  await expect(ask(host.console?.port ?? 0)).rejects.toThrow('ECONNREFUSED');
});

test('a stop does not wait for clients that never close their side of a refused upgrade', async () => {
  const host = await startServiceHost({ dataFolder: tempFolder(), listen: { listeners: [], admin: { address: '127.0.0.1', port: 0 } } });
  const socket = connect({ port: host.console?.port ?? 0, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const refused = once(socket, 'data');
  socket.write('GET /admin HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  expect(String((await refused)[0])).toContain('421 Misdirected Request');
  await host.stop(0);
});

describe('leaving a mailing list with one click', () => {
  test('takes a POST to an address that the server has made, by whatever name it is reached, and nothing else', async () => {
    const { host, port } = await open();
    const { services } = host.engine.accounts;
    await host.engine.accounts.addDomain('local.test');
    await services.addList({ address: 'news@local.test', name: '', posting: 'members', posters: [], replyTo: 'sender', owner: '' });
    await services.addMembers('news@local.test', ['carl@example.com']);
    // Posts name such addresses, since somebody answers there.
    await host.engine.settings.import({ server: { publicUrl: 'https://mail.public.example' }, delivery: { paused: true } }, 'test');
    const [accountId = 0] = services.listIds();
    const { messages, queue } = host.engine.store;
    const writer = messages.writer();
    await writer.write(Buffer.from('Subject: hi\r\n\r\nhello\r\n'));
    const facts = { traceId: 'T1', sessionId: '', receivedAt: 1, reversePath: 'carl@example.com', bodyType: '7bit', smtpUtf8: false, relays: [] } as const;
    await writer.commit({ ...facts, deliveries: [{ accountId, recipient: 'news@local.test' }] });
    services.notePost(accountId);
    await expect.poll(async () => (await queue.entries({}, { limit: 10 })).length).toBe(1);
    const [copy] = await queue.entries({}, { limit: 10 });
    const reader = await messages.open(copy?.messageId ?? 0);
    const pieces: Buffer[] = [];
    for await (const piece of reader?.chunks() ?? []) pieces.push(piece);
    reader?.close();
    expect(Buffer.concat(pieces).toString()).toContain('List-Unsubscribe: <https://mail.public.example/unsubscribe/');
    const headers = { Host: 'mail.public.example' };
    const path = `/${unsubscribePath(await host.engine.store.secrets.getOrKeep('lists', ''), 'news@local.test', 'carl@example.com')}`;
    // Scanners of mail follow each link: that must change nothing.
    const looked = await ask(port, { path, headers });
    expect([looked.status, looked.body]).toEqual([200, expect.stringContaining('<form method="post">')]);
    expect(looked.headers['content-security-policy']).toContain("default-src 'none'");
    expect(services.list('news@local.test')?.members).toHaveLength(1);
    expect((await ask(port, { method: 'POST', path: path.replace(/.$/, (last) => (last === '0' ? '1' : '0')), headers })).status).toBe(404);
    expect((await ask(port, { method: 'DELETE', path, headers })).status).toBe(405);
    const left = await ask(port, {
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect([left.status, left.headers['set-cookie']]).toEqual([200, undefined]);
    expect(services.list('news@local.test')?.members).toHaveLength(0);
    await services.removeList('news@local.test');
    expect((await ask(port, { method: 'POST', path, headers })).status).toBe(404);
    expect((await ask(port, { path: '/', headers })).status).toBe(421);
  });
});

test('a banned client gets not a byte, and what it has open is closed', async () => {
  const host = await startServiceHost({ dataFolder: tempFolder(), listen: { listeners: [], admin: { address: '127.0.0.1', port: 0 } } });
  onTestFinished(async () => await host.stop(0));
  const { port = 0 } = host.console ?? {};
  const bytesFor = async (localAddress: string, whenOpen: () => Promise<unknown> = async () => undefined): Promise<number> => {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    let bytes = 0;
    socket.on('data', (chunk) => (bytes += chunk.length));
    // A reset is one of the ways in which a connection ends.
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    await whenOpen();
    socket.write('Connection: close\r\n\r\n');
    await closed;
    return bytes;
  };
  expect(await bytesFor('127.0.0.8')).toBeGreaterThan(0);
  const ban = async (): Promise<unknown> => await host.engine.settings.set('security.banned-addresses.entries', [{ address: '127.0.0.8' }], 'test');
  expect(await bytesFor('127.0.0.8', ban)).toBe(0);
  expect(await bytesFor('127.0.0.8')).toBe(0);
  expect(await bytesFor('127.0.0.1')).toBeGreaterThan(0);
});
