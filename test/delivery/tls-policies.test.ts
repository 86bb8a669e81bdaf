/** Encryption with mail hosts: what DANE and MTA-STS demand, what comes of it, and what is done where nobody demands anything. */
import { createHash, X509Certificate } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { MtaSts, type MtaStsServices, isNamedBy, parsePolicy } from '../../main/delivery/policy/mta-sts.ts';
import { createTlsPolicies } from '../../main/delivery/policy/tls-policies.ts';
import type { FixedName } from '../fakes/fixed-dns.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryPolicies } from '../fakes/memory-policies.ts';
import { type World, closeAfterwards, world } from './world.ts';

function mtaStsOn(services: Pick<MtaStsServices, 'dns' | 'fetch' | 'clock'> & Partial<MtaStsServices>): MtaSts {
  const onTrouble = (error: unknown): void => {
    throw error;
  };
  return new MtaSts({ store: new MemoryPolicies(), onTrouble, ...services });
}

const PEMS = generate([{ name: 'commonName', value: 'mx.example.com' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'mx.example.com' }] }],
});

/** Makes everybody here trust the certificate of mx.example.com. */
async function trust(): Promise<void> {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, (await PEMS).cert]);
  closeAfterwards(async () => setDefaultCACertificates(trusted));
}

/** A mail host with that certificate; says for each message whether it came encrypted. */
async function tlsHost(port: number, options: SMTPServerOptions = {}, address = '127.0.0.2'): Promise<{ readonly secure: boolean[] }> {
  const { private: key, cert } = await PEMS;
  const secure: boolean[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData: (stream, session, callback) => {
      secure.push(session.secure);
      stream.on('end', callback);
      stream.resume();
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(port, address, resolve);
  });
  closeAfterwards(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  );
  return { secure };
}

const HOST: Readonly<Record<string, FixedName>> = {
  'example.com': { mx: [{ preference: 10, exchange: 'mx.example.com' }], secure: true },
  'mx.example.com': { addresses: ['127.0.0.2'], secure: true },
};

async function digest(): Promise<string> {
  const { publicKey } = new X509Certificate((await PEMS).cert);
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Sends one message with these names in the DNS, and this policy text on the web. */
async function send(
  names: (port: number) => Readonly<Record<string, FixedName>>,
  options: { policy?: string; server?: SMTPServerOptions; requireTls?: boolean } = {},
): Promise<World & { readonly secure: boolean[] }> {
  const { port } = await world({});
  const made = await world({ ...HOST, ...names(port) }, { port });
  const { secure } = await tlsHost(port, options.server);
  made.queue.add(['anna@example.com'], { entry: { requireTls: options.requireTls === true } });
  const mtaSts = mtaStsOn({ dns: made.dns, fetch: async () => options.policy, clock: made.clock });
  made.start({ policies: createTlsPolicies({ settings: () => made.settings.current.delivery, dns: made.dns, mtaSts }) });
  await Promise.race([made.events.seen('relay-sent'), made.events.seen('relay-deferred'), made.events.seen('relay-failed')]);
  return { ...made, secure };
}

const text = ({ events }: World): string => events.events.find(({ kind }) => kind.startsWith('relay-'))?.text ?? '';

describe('where nobody demands anything', () => {
  test('mail goes encrypted, whatever the certificate', async () => {
    const sent = await send(() => ({}));
    expect(sent.secure).toEqual([true]);
    expect(text(sent)).toMatch(/by mx\.example\.com \[127\.0\.0\.2:\d+\], TLSv1\.3 TLS_\w+ \(certificate not checked\), \d+ ms: 250/);
  });

  test('it goes in the clear where TLS is not offered', async () => {
    expect((await send(() => ({}), { server: { hideSTARTTLS: true } })).secure).toEqual([false]);
  });

  test('it goes in the clear, over another connection, where the handshake fails (RFC 7435)', async () => {
    const { host, queue, events, start } = await world(HOST);
    const server = await host('127.0.0.2', (what) => (what.startsWith('EHLO') ? '250-scripted\r\n250 STARTTLS' : what === 'STARTTLS' ? '220 go' : undefined));
    queue.add(['anna@example.com']);
    // It never says a word of TLS.
    start({ patience: { connect: 700, reply: 5000, quit: 50 } });
    const [sent] = await events.seen('relay-sent');
    expect(sent?.text).toContain(', not encrypted: TLS with mx.example.com has failed: the host did not finish the handshake in time, ');
    expect(events.events.filter(({ kind }) => kind === 'host-failed')).toMatchObject([
      {
        traceId: sent?.traceId,
        remoteAddress: '127.0.0.2',
        text: expect.stringContaining('could not be used: TLS with mx.example.com has failed: ') as string,
      },
    ]);
    expect([server.sessions.length, server.messages.length]).toEqual([2, 1]);
  });
});

describe('DANE', () => {
  test('a certificate that fits is taken, whoever has signed it', async () => {
    const data = await digest();
    const sent = await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { tlsa: [`3 1 1 ${data}`], secure: true } }));
    expect(sent.secure).toEqual([true]);
    expect(text(sent)).toContain('(certificate fits DANE)');
  });

  test.each([
    ['that does not fit', '3 1 1 ', '0'.repeat(64)],
    ['that was signed by another', '2 0 1 ', '0'.repeat(64)],
  ])('a certificate %s keeps the mail here', async (_what, kind, data) => {
    const kept = await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { tlsa: [kind + data], secure: true } }));
    expect(kept.secure).toEqual([]);
    expect(kept.queue.entries).toMatchObject([{ attempts: 1, lastError: expect.stringContaining('does not fit its TLSA records') as string }]);
  });

  test('a host that offers no TLS gets nothing in the clear', async () => {
    const data = await digest();
    const kept = await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { tlsa: [`3 1 1 ${data}`], secure: true } }), {
      server: { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] },
    });
    expect(kept.secure).toEqual([]);
    expect(kept.queue.entries).toMatchObject([{ lastError: expect.stringContaining('which is required') as string }]);
  });

  describe('with the certificate of an authority in the records (usage 2)', () => {
    /** A host whose certificate an authority of its own has signed. @returns the digest of the authority's key */
    async function signedHost(name: string, notAfterDate?: Date): Promise<{ readonly key: string; readonly cert: string; readonly anchor: string }> {
      const authority = await generate([{ name: 'commonName', value: 'Authority' }], {
        keyType: 'ec',
        algorithm: 'sha256',
        extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
      });
      const leaf = await generate([{ name: 'commonName', value: name }], {
        keyType: 'ec',
        algorithm: 'sha256',
        ...(notAfterDate === undefined ? {} : { notBeforeDate: new Date(notAfterDate.getTime() - 86_400_000), notAfterDate }),
        extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
        ca: { key: authority.private, cert: authority.cert },
      });
      const anchor = createHash('sha256')
        .update(new X509Certificate(authority.cert).publicKey.export({ type: 'spki', format: 'der' }))
        .digest('hex');
      return { key: leaf.private, cert: `${leaf.cert}\n${authority.cert}`, anchor };
    }
    const records =
      (anchor: string) =>
      (port: number): Readonly<Record<string, FixedName>> => ({
        [`_${port}._tcp.mx.example.com`]: { tlsa: [`2 1 1 ${anchor}`], secure: true },
      });

    test('one that it has signed for the host is taken', async () => {
      const { key, cert, anchor } = await signedHost('mx.example.com');
      const sent = await send(records(anchor), { server: { key, cert } });
      expect(sent.secure).toEqual([true]);
      expect(text(sent)).toContain('(certificate fits DANE)');
    });

    test('one for the domain of the recipient is taken as well (RFC 7672 section 3.2.2)', async () => {
      const { key, cert, anchor } = await signedHost('example.com');
      expect((await send(records(anchor), { server: { key, cert } })).secure).toEqual([true]);
    });

    test.each([
      ['for another name', 'other.example.net', undefined, /it is not for mx\.example\.com or example\.com/],
      ['that is over', 'mx.example.com', new Date(Date.now() - 86_400_000), /it is out of date/],
    ] as const)('one %s keeps the mail here', async (_what, name, end, why) => {
      const { key, cert, anchor } = await signedHost(name, end);
      const kept = await send(records(anchor), { server: { key, cert } });
      expect([kept.secure, kept.queue.entries.length]).toEqual([[], 1]);
      expect(kept.queue.entries[0]?.lastError).toMatch(why);
    });

    test('one that another authority has signed keeps the mail here', async () => {
      const [{ key, cert }, { anchor }] = [await signedHost('mx.example.com'), await signedHost('mx.example.com')];
      const kept = await send(records(anchor), { server: { key, cert } });
      expect(kept.queue.entries[0]?.lastError).toMatch(/nobody whom the records name has signed it/);
    });
  });

  test('records that were not validated count for nothing', async () => {
    const sent = await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { tlsa: [`3 1 1 ${'0'.repeat(64)}`] } }));
    expect(sent.secure).toEqual([true]);
  });

  test('records that cannot be used still want TLS; nobody knowing whether there are any lets the mail wait', async () => {
    expect((await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { tlsa: ['1 1 1 00'], secure: true } }))).secure).toEqual([true]);
    const kept = await send((port) => ({ [`_${port}._tcp.mx.example.com`]: { trouble: true } }));
    expect(kept.queue.entries).toMatchObject([{ lastError: 'the TLSA records of mx.example.com could not be looked up: SERVFAIL' }]);
  });
});

const POLICY = 'version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 86400\n';
const WITH_POLICY: Readonly<Record<string, FixedName>> = {
  'example.com': { mx: [{ preference: 10, exchange: 'mx.example.com' }] },
  '_mta-sts.example.com': { txt: ['v=STSv1; id=20260101;'] },
};

describe('REQUIRETLS (RFC 8689)', () => {
  test('a message that asks for it goes where the host is vouched for and promises the same', async () => {
    await trust();
    const wishes: unknown[] = [];
    const onMailFrom: SMTPServerOptions['onMailFrom'] = ({ args }, _session, callback) => {
      wishes.push(args);
      callback();
    };
    const sent = await send(() => WITH_POLICY, { policy: POLICY, requireTls: true, server: { onMailFrom, hideREQUIRETLS: false } });
    expect(text(sent)).toContain(': 250 ');
    expect(sent.secure).toEqual([true]);
    expect(wishes).toEqual([expect.objectContaining({ REQUIRETLS: true })]);
  });

  test('it comes back where the host promises nothing', async () => {
    await trust();
    const kept = await send(() => WITH_POLICY, { policy: POLICY, requireTls: true, server: { hideREQUIRETLS: true } });
    expect([kept.secure, kept.reported()]).toEqual([[], [['failed', 'anna@example.com', '5.7.30']]]);
    expect(text(kept)).toMatch(/TLSv1\.3 .*: the host does not promise to pass it on encrypted \(REQUIRETLS\)/);
  });

  test.each([
    ['refuses the connection', false],
    ['promises nothing', true],
  ])('it goes to the next host where the first one %s, and what asks for nothing to the first', async (_what, answers) => {
    const { port } = await world({});
    const data = await digest();
    const [one, two] = ['one', 'two'].map((name) => ({ name: `${name}.example.com`, tlsa: `_${port}._tcp.${name}.example.com` }));
    const mx = [one, two].map((host, place) => ({ preference: place, exchange: host?.name ?? '' }));
    const records: FixedName = { tlsa: [`3 1 1 ${data}`], secure: true };
    const made = await world(
      {
        'example.com': { mx, secure: true },
        'one.example.com': { addresses: ['127.0.0.2'], secure: true },
        'two.example.com': { addresses: ['127.0.0.3'], secure: true },
        [one?.tlsa ?? '']: records,
        [two?.tlsa ?? '']: records,
      },
      { port },
    );
    const first = answers ? await tlsHost(port, { hideREQUIRETLS: true }) : { secure: [] };
    const second = await tlsHost(port, { hideREQUIRETLS: false }, '127.0.0.3');
    made.queue.add(['anna@example.com'], { entry: { requireTls: true } });
    const mtaSts = mtaStsOn({ dns: made.dns, fetch: async () => undefined, clock: made.clock });
    const delivery = made.start({ policies: createTlsPolicies({ settings: () => made.settings.current.delivery, dns: made.dns, mtaSts }) });
    const [sent] = await made.events.seen('relay-sent');
    expect(sent?.text).toContain('by two.example.com [127.0.0.3:');
    expect([first.secure, second.secure]).toEqual([[], [true]]);
    await expect.poll(() => delivery.activity.connections).toBe(0);
    made.queue.add(['bert@example.com']);
    delivery.nudge();
    const [, other] = await made.events.seen('relay-sent', 2);
    expect(other?.text).toContain(answers ? 'by one.example.com' : 'by two.example.com');
  });

  test('it waits while a host that may promise it does not answer, and the host that promises nothing does not rest for that', async () => {
    await trust();
    const { port } = await world({});
    const mx = [
      { preference: 10, exchange: 'mx.example.com' },
      { preference: 20, exchange: 'dead.example.com' },
    ];
    const policy = 'version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 86400';
    const made = await world({ ...HOST, ...WITH_POLICY, 'example.com': { mx }, 'dead.example.com': { addresses: ['127.0.0.9'] } }, { port });
    const { secure } = await tlsHost(port, { hideREQUIRETLS: true });
    made.queue.add(['anna@example.com'], { entry: { requireTls: true } });
    made.queue.add(['bert@example.com']);
    const mtaSts = mtaStsOn({ dns: made.dns, fetch: async () => policy, clock: made.clock });
    made.start({ policies: createTlsPolicies({ settings: () => made.settings.current.delivery, dns: made.dns, mtaSts }) });
    await Promise.all([made.events.seen('relay-deferred'), made.events.seen('relay-sent')]);
    expect([secure, made.reported()]).toEqual([[true], []]);
    expect(made.queue.entries).toMatchObject([{ recipient: 'anna@example.com', attempts: 1 }]);
  });

  test('it comes back where nobody vouches for the host, encrypted or not', async () => {
    const kept = await send(() => ({}), { requireTls: true });
    expect([kept.secure, kept.reported()]).toEqual([[], [['failed', 'anna@example.com', '5.7.30']]]);
    expect(text(kept)).toContain('nobody vouches for the host');
  });
});

describe('MTA-STS', () => {
  test('a host with a certificate that is vouched for gets the mail', async () => {
    await trust();
    const sent = await send(() => WITH_POLICY, { policy: POLICY });
    expect(sent.secure).toEqual([true]);
    expect(text(sent)).toContain('(certificate valid, as MTA-STS demands)');
  });

  test.each([
    ['with a certificate that nobody vouches for', POLICY, /TLS with mx\.example\.com has failed: [^;]+$/],
    ['that the policy does not name', POLICY.replace('mx.example', 'other.example'), /does not name the host mx\.example\.com/],
  ])('a host %s gets nothing', async (_what, policy, why) => {
    const kept = await send(() => WITH_POLICY, { policy });
    expect(kept.secure).toEqual([]);
    expect(kept.queue.entries[0]?.lastError).toMatch(why);
  });

  test('a policy that is only tested, or cannot be had, hinders nobody', async () => {
    expect((await send(() => WITH_POLICY, { policy: POLICY.replace('enforce', 'testing') })).secure).toEqual([true]);
    expect((await send(() => WITH_POLICY)).secure).toEqual([true]);
    expect((await send(() => WITH_POLICY, { policy: '<html>' })).secure).toEqual([true]);
  });

  test('a policy is kept as long as it says, fetched again when its id changes, and not undone by trouble', async () => {
    const clock = new ManualClock();
    const names: Record<string, FixedName> = { ...WITH_POLICY };
    let answer: string | undefined = POLICY;
    const fetched: string[] = [];
    const store = new MemoryPolicies();
    const services = {
      dns: new FixedDns(names),
      fetch: async (url: string) => {
        fetched.push(url);
        return answer;
      },
      clock,
      store,
    };
    const sts = mtaStsOn(services);
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce', hosts: ['mx.example.com'] });
    answer = undefined;
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    expect(fetched).toEqual(['https://mta-sts.example.com/.well-known/mta-sts.txt']);
    names['_mta-sts.example.com'] = { txt: ['v=STSv1; id=2'] };
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    expect(fetched).toHaveLength(2);
    names['_mta-sts.example.com'] = { trouble: true };
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    // A restart changes nothing: nothing is fetched, and the DNS may be in trouble.
    expect(await mtaStsOn(services).policyOf('example.com')).toMatchObject({ mode: 'enforce', hosts: ['mx.example.com'], maxAgeSeconds: 86_400 });
    expect(fetched).toHaveLength(2);
    // Before its end it is looked at again, and a web server in trouble does not end it.
    names['_mta-sts.example.com'] = { txt: ['v=STSv1; id=20260101;'] };
    clock.advance(50_000_000);
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    expect(fetched).toHaveLength(3);
    clock.advance(86_401_000 - 50_000_000);
    expect(await sts.policyOf('example.com')).toBeUndefined();
    answer = POLICY;
    clock.advance(301_000);
    expect(await sts.policyOf('example.com')).toMatchObject({ mode: 'enforce' });
    expect(store.policies.get('example.com')).toMatchObject({ id: '20260101', until: clock.now() + 86_400_000 });
  });

  test.each([
    ['mx.example.com', true],
    ['MX.example.com', true],
    ['a.mail.example.net', true],
    ['a.b.mail.example.net', false],
    ['mail.example.net', false],
    ['other.example.com', false],
  ])('its names and patterns: %s', (host, named) => {
    const policy = parsePolicy('version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmx: *.mail.example.net\r\nmax_age: 100\r\n');
    expect(policy !== undefined && isNamedBy(policy, host)).toBe(named);
  });

  test.each(['', 'version: STSv2\nmode: none\nmax_age: 1', 'version: STSv1\nmode: enforce\nmax_age: 1', 'version: STSv1\nmode: none\nmax_age: x'])(
    '%j is no policy',
    (wrong) => {
      expect(parsePolicy(wrong)).toBeUndefined();
    },
  );

  test('one of half a megabyte of blanks is read in time in proportion to its length', () => {
    expect(parsePolicy(`version: STSv1\nmode: none\nx: ${' '.repeat(500_000)}y\nmax_age: 1`)).toMatchObject({ maxAgeSeconds: 1 });
  });
});
