import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ManagedTlsSource, certificateProblems, createTlsSource } from '../../main/tls/certificate.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { RecordedEvents } from '../fakes/recorded-events.ts';

const DAY = 24 * 60 * 60 * 1000;

let folder: string;
let settings: FixedSettings;
let events: RecordedEvents;
let now: number;
let hostname: string;
const open: ManagedTlsSource[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gatepost-tls-'));
  settings = new FixedSettings();
  events = new RecordedEvents();
  now = Date.now();
  hostname = 'mail.example.com';
});

afterEach(async () => {
  for (const source of open.splice(0)) source.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<ManagedTlsSource> {
  const source = await createTlsSource(folder, settings, () => hostname, { now: () => now }, events);
  open.push(source);
  return source;
}

/** Writes a certificate and its key; returns the paths. */
async function writePair(name: string): Promise<{ certificateFile: string; keyFile: string; cert: string }> {
  const pems = await generate([{ name: 'commonName', value: name }], { keyType: 'ec', algorithm: 'sha256' });
  const certificateFile = path.join(folder, `${name}-cert.pem`);
  const keyFile = path.join(folder, `${name}-key.pem`);
  await writeFile(certificateFile, pems.cert);
  await writeFile(keyFile, pems.private);
  return { certificateFile, keyFile, cert: pems.cert };
}

async function replace(from: string, to: string): Promise<void> {
  await writeFile(`${to}.new`, await readFile(from));
  await rename(`${to}.new`, to);
}

/** What a client meets that trusts the certificate itself. */
async function handshake(source: ManagedTlsSource, options: tls.ConnectionOptions): Promise<string | null> {
  const server = net.createServer((socket) => {
    const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: source.secureContext });
    secure.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return await new Promise<string | null>((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port, ca: source.material.cert, ...options }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', reject);
    });
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }
}

describe('the self-signed certificate', () => {
  test('is made at the first start, for the host name and for this machine, and its key is private', async () => {
    const source = await start();
    expect(source.facts).toMatchObject({ subject: 'CN=mail.example.com', selfSigned: true });
    expect(source.facts.fingerprint).toBe(new X509Certificate(source.material.cert).fingerprint256);
    expect((source.facts.validTo - now) / DAY).toBeLessThan(825);
    for (const servername of ['mail.example.com', 'localhost']) expect(await handshake(source, { servername })).toBe('TLSv1.3');
    expect(await handshake(source, { checkServerIdentity: (_, certificate) => tls.checkServerIdentity('127.0.0.1', certificate) })).toBe('TLSv1.3');
    await expect(handshake(source, { servername: 'other.example' })).rejects.toThrow(/other\.example/);
    if (process.platform !== 'win32') expect((await stat(path.join(folder, 'tls', 'self-signed-key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('speaks TLS 1.2 and nothing older', async () => {
    const source = await start();
    expect(await handshake(source, { servername: 'localhost', maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    await expect(handshake(source, { servername: 'localhost', minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' })).rejects.toThrow(
      /protocol|version|alert/i,
    );
  });

  test('is kept from start to start', async () => {
    const first = await start();
    expect((await start()).material).toEqual(first.material);
  });

  test('is made anew near its end, for another host name, or when it is damaged', async () => {
    const source = await start();
    let told = 0;
    source.onChange(() => {
      told += 1;
    });
    const first = source.material.cert;
    await source.check();
    expect(source.material.cert).toBe(first);
    now += (FIXED_LIMITS.selfSignedDays - FIXED_LIMITS.selfSignedRenewalDays) * DAY;
    await source.check();
    const second = source.material.cert;
    expect(second).not.toBe(first);
    hostname = 'mx.example.org';
    settings.change((draft) => {
      draft.server.hostname = 'mx.example.org';
    });
    await source.check();
    expect(source.facts.subject).toBe('CN=mx.example.org');
    expect(told).toBe(2);
    await writeFile(path.join(folder, 'tls', 'self-signed-cert.pem'), 'damaged');
    expect((await start()).facts.subject).toBe('CN=mx.example.org');
  });

  test('a computer without a proper name gets one for localhost', async () => {
    hostname = 'Annas Computer!';
    expect((await start()).facts.subject).toBe('CN=localhost');
  });
});

describe('the files of the administrator', () => {
  test('come into force when set, and again when they are renewed', async () => {
    const source = await start();
    const first = await writePair('one.example');
    const renewed = await writePair('two.example');
    settings.change((draft) => {
      draft.server.tls = { certificateFile: first.certificateFile, keyFile: first.keyFile };
    });
    await source.check();
    expect(source.facts.subject).toBe('CN=one.example');
    expect(await handshake(source, { servername: 'one.example' })).toBe('TLSv1.3');
    await replace(renewed.certificateFile, first.certificateFile);
    await source.check();
    // Half renewed: the new certificate does not fit the old key.
    expect(source.facts.subject).toBe('CN=one.example');
    await replace(renewed.keyFile, first.keyFile);
    await source.check();
    expect(source.material.cert).toBe(renewed.cert);
    settings.change((draft) => {
      draft.server.tls = { certificateFile: '', keyFile: '' };
    });
    await source.check();
    expect(source.facts.subject).toBe('CN=mail.example.com');
  });

  test('that are bad while running leave the certificate in use, and are reported once', async () => {
    const pair = await writePair('one.example');
    settings.current.server.tls = pair;
    const source = await start();
    await rm(pair.keyFile);
    await source.check();
    await source.check();
    expect(source.facts.subject).toBe('CN=one.example');
    expect(events.texts()).toEqual([expect.stringMatching(/one\.example-key\.pem cannot be read .*The certificate in use stays/)]);
  });

  test('that are bad at the start are reported, and the self-signed one serves', async () => {
    settings.current.server.tls = { certificateFile: path.join(folder, 'missing.pem'), keyFile: path.join(folder, 'missing.key') };
    const source = await start();
    expect(source.facts).toMatchObject({ subject: 'CN=mail.example.com', selfSigned: true });
    expect(events.events).toMatchObject([
      { kind: 'server', level: 'error', text: expect.stringMatching(/missing\.pem cannot be read .*check the path.*self-signed/) as string },
    ]);
  });

  test('that have ended are used, and reported', async () => {
    settings.current.server.tls = await writePair('one.example');
    now += 400 * DAY;
    await start();
    expect(events.texts()).toEqual([expect.stringMatching(/certificate of CN=one\.example ended on .*renew it/)]);
  });
});

describe('before settings are saved', () => {
  async function problemsWith(files: { certificateFile: string; keyFile: string }): Promise<{ field: string; message: string }[]> {
    const before = settings.current;
    settings.change((draft) => {
      draft.server.tls = files;
    });
    return await certificateProblems(settings.current, before);
  }

  test('good files, and files that stay as they are, are no problem', async () => {
    expect(await problemsWith(await writePair('one.example'))).toEqual([]);
    settings.current.server.tls = { certificateFile: 'gone', keyFile: 'gone' };
    expect(await certificateProblems(settings.current, settings.current)).toEqual([]);
  });

  test('bad ones are named with what to do', async () => {
    const one = await writePair('one.example');
    const two = await writePair('two.example');
    const missing = path.join(folder, 'missing.pem');
    const locked = path.join(folder, 'locked.pem');
    const encrypted = await generate([], { passphrase: 'x', algorithm: 'sha256', keyType: 'ec' });
    await writeFile(locked, encrypted.private);
    expect(await problemsWith({ ...one, certificateFile: missing })).toEqual([
      { field: 'server.tls.certificateFile', message: expect.stringContaining(missing) as string },
    ]);
    expect(await problemsWith({ ...one, certificateFile: one.keyFile })).toMatchObject([
      { field: 'server.tls.certificateFile', message: expect.stringContaining('not a PEM certificate') as string },
    ]);
    expect(await problemsWith({ ...one, keyFile: one.certificateFile })).toMatchObject([
      { field: 'server.tls.keyFile', message: expect.stringContaining('not a PEM private key') as string },
    ]);
    expect(await problemsWith({ ...one, keyFile: two.keyFile })).toMatchObject([
      { field: 'server.tls.keyFile', message: expect.stringContaining('does not belong') as string },
    ]);
    expect(await problemsWith({ ...one, keyFile: locked })).toMatchObject([
      { field: 'server.tls.keyFile', message: expect.stringContaining('passphrase') as string },
    ]);
    expect(await problemsWith({ ...one, keyFile: folder })).toMatchObject([
      { field: 'server.tls.keyFile', message: expect.stringContaining('cannot be read') as string },
    ]);
  });
});
