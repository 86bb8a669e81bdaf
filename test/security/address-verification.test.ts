/** The option with answers from a table; the look-ups themselves are tested with a real name server in test/dns. */
import { describe, expect, it } from 'vitest';
import type { CheckContext, Finding, HeloFacts, Skipped } from '../../main/security/option.ts';
import { addressVerification } from '../../main/security/options/address-verification.ts';
import type { CalloutResult } from '../../main/security/lookups.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { type Settings, defaultSettings } from '../../shared/settings/settings.ts';
import { FixedDns } from '../fakes/fixed-dns.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';

const CLIENT = '192.0.2.1';
const dns = new FixedDns({
  'mx.example': { mx: [{ exchange: 'a.mx.example', preference: 10 }] },
  'a.example': { addresses: ['192.0.2.80'] },
  'empty.example': {},
  'null.example': { mx: [{ exchange: '', preference: 0 }] },
  'broken.example': { trouble: true },
  'half.example': { trouble: ['addresses'] },
  'host.example': { addresses: [CLIENT] },
  'other.example': { addresses: ['192.0.2.99'] },
  [CLIENT]: { ptr: ['other.example', 'host.example'] },
  '192.0.2.2': { ptr: ['other.example'] },
  '192.0.2.3': {},
  '192.0.2.4': { trouble: true },
});

type Edit = (options: Settings['security']['address-verification']) => void;

function context(edit: Edit = () => undefined, callout: CalloutResult = { kind: 'unknown', detail: '' }): CheckContext {
  const settings = defaultSettings();
  edit(settings.security['address-verification']);
  const lookups = fakeLookups({
    dns,
    isOwnAddress: (address) => address === '198.51.100.1',
    isLocalDomain: (domain) => domain === 'local.test',
    addressExists: ({ localPart }) => localPart === 'anna',
    addressLists: { banned: () => undefined, trusted: (address) => (address === '10.0.0.1' ? { entry: '10.0.0.1', source: 'manual', note: '' } : undefined) },
    callout: async () => callout,
  });
  return { settings, lookups, now: 1, signal: new AbortController().signal };
}

const client = (given: Partial<HeloFacts> = {}): HeloFacts => ({
  protocol: 'smtp',
  remoteAddress: CLIENT,
  helo: 'host.example',
  secure: false,
  login: undefined,
  ...given,
});
const short = (answer: Finding | Skipped | undefined): string =>
  answer === undefined ? 'nothing' : 'skip' in answer ? `skip ${answer.skip}` : answer.verdict === 'pass' ? 'pass' : `${answer.verdict} ${answer.reason}`;

describe('HELO', () => {
  const helo = async (given: Partial<HeloFacts>, edit?: Edit): Promise<string> => short(await addressVerification.helo?.(client(given), context(edit)));

  it.each([
    ['host.example', 'pass'],
    ['host.example.', 'pass'],
    ['PRINTER', 'pass'],
    ['under_score.example', 'pass'],
    ['[192.0.2.1]', 'pass'],
    ['[IPv6:2001:db8::1]', 'pass'],
    ['192.0.2.1', 'reject bad-helo'],
    ['host example', 'reject bad-helo'],
    ['-bad-.example', 'reject bad-helo'],
    ['', 'reject bad-helo'],
    ['mail.local.test', 'reject bad-helo'],
    ['MAIL.local.test.', 'reject bad-helo'],
    ['[127.0.0.1]', 'reject bad-helo'],
    ['[198.51.100.1]', 'reject bad-helo'],
  ])('%j: %s', async (name, expected) => {
    expect(await helo({ helo: name })).toBe(expected);
  });

  it('is not judged for trusted clients, those who have logged in, and on the submission ports; switched off for nobody', async () => {
    const bad = { helo: 'not a name' };
    expect(await helo({ ...bad, remoteAddress: '10.0.0.1' })).toBe('skip client-trusted');
    expect(await helo({ ...bad, login: { kind: 'account', id: 1, address: 'anna@local.test' } })).toBe('skip client-authenticated');
    expect(await helo({ ...bad, protocol: 'submission' })).toBe('pass');
    expect(await helo(bad, (options) => (options.verifyHelo = false))).toBe('skip switched-off');
  });

  it.each([
    ['a.example', 'pass'],
    ['mx.example', 'pass'],
    ['empty.example', 'reject helo-unknown'],
    ['nowhere.example', 'reject helo-unknown'],
    ['broken.example', 'defer dns-trouble'],
  ])('that must resolve, %s: %s', async (name, expected) => {
    expect(await helo({ helo: name }, (options) => (options.heloMustResolve = true))).toBe(expected);
  });

  it.each([
    [CLIENT, 'pass'],
    ['192.0.2.2', 'reject no-reverse-dns'],
    ['192.0.2.3', 'reject no-reverse-dns'],
    ['192.0.2.5', 'reject no-reverse-dns'],
    ['192.0.2.4', 'defer dns-trouble'],
  ])('with reverse DNS of %s: %s', async (remoteAddress, expected) => {
    expect(await helo({ remoteAddress }, (options) => (options.verifyReverseDns = true))).toBe(expected);
  });
});

describe('the sender', () => {
  const mail = async (from: string, edit?: Edit, callout?: CalloutResult): Promise<string> =>
    short(await addressVerification.mail?.({ ...client(), reversePath: from, sender: parseAddress(from) }, context(edit, callout)));

  it.each([
    ['a@mx.example', 'pass'],
    ['a@a.example', 'pass'],
    ['a@empty.example', 'reject sender-domain-unknown'],
    ['a@nowhere.example', 'reject sender-domain-unknown'],
    ['a@null.example', 'reject sender-domain-null-mx'],
    ['a@broken.example', 'defer dns-trouble'],
    ['a@half.example', 'defer dns-trouble'],
    ['a@[192.0.2.1]', 'reject sender-address-literal'],
    ['anna@local.test', 'pass'],
    ['nobody@local.test', 'reject unknown-local-sender'],
    ['', 'pass'],
  ])('%j: %s', async (from, expected) => {
    expect(await mail(from)).toBe(expected);
  });

  it('is left alone by what is switched off', async () => {
    expect(await mail('a@nowhere.example', (options) => (options.verifySenderDomain = false))).toBe('skip switched-off');
    expect(await mail('nobody@local.test', (options) => (options.verifyLocalSender = false))).toBe('skip switched-off');
    expect(await mail('', (options) => (options.assumeBlankSenderIsValid = false))).toBe('reject blank-sender');
  });

  it('is asked for by callout where that is on; all but a clear no passes', async () => {
    const on: Edit = (options) => (options.verifySenderByCallout = true);
    expect(await mail('a@mx.example', on, { kind: 'refused', detail: '550' })).toBe('reject sender-refused-by-callout');
    expect(await mail('a@mx.example', on, { kind: 'accepted', detail: '250' })).toBe('pass');
    expect(await mail('a@mx.example', on, { kind: 'unknown', detail: 'timeout' })).toBe('pass');
    expect(await mail('a@mx.example', undefined, { kind: 'refused', detail: '550' })).toBe('pass');
  });
});

describe('the recipient', () => {
  it.each([
    ['unknown-recipient', 'reject unknown-recipient'],
    ['mailbox-full', 'defer mailbox-full'],
    ['recipient-disabled', 'reject recipient-disabled'],
  ] as const)('%s: %s, for trusted clients, too', async (reason, expected) => {
    const facts = {
      ...client({ remoteAddress: '10.0.0.1' }),
      reversePath: '',
      sender: undefined,
      forwardPath: 'x@local.test',
      recipient: undefined,
      sourceRouted: false,
    };
    expect(short(await addressVerification.rcpt?.({ ...facts, resolution: { kind: 'refused', reason } }, context()))).toBe(expected);
    expect(short(await addressVerification.rcpt?.({ ...facts, resolution: { kind: 'foreign' } }, context()))).toBe('pass');
  });
});
