/** The callout against mail hosts of every kind, over real sockets on loopback. */
import * as net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SenderCallout, createCallout } from '../../../main/security/callout/callout.ts';
import type { DnsLookups } from '../../../main/dns/dns-lookups.ts';
import { parseAddress } from '../../../shared/mail/address.ts';
import { FixedDns } from '../../fakes/fixed-dns.ts';
import { FixedSettings } from '../../fakes/fixed-settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { type MxOptions, ScriptedMx } from '../../fakes/scripted-mx.ts';

const HOUR = 3_600_000;

interface Fixture {
  readonly mx: ScriptedMx;
  readonly clock: ManualClock;
  /** What the callout says about an address, and why. */
  readonly ask: (address: string) => Promise<string>;
  readonly callout: SenderCallout;
}

async function fixture(
  options: MxOptions = { mailboxes: ['real@example.com', 'postmaster@example.com'] },
  given: { dns?: DnsLookups; budget?: number; public?: boolean } = {},
): Promise<Fixture> {
  const mx = await ScriptedMx.open(options);
  onTestFinished(async () => await mx[Symbol.asyncDispose]());
  const clock = new ManualClock();
  const callout = createCallout({
    settings: new FixedSettings(),
    dns: given.dns ?? new FixedDns({ 'example.com': { mx: [{ exchange: 'mx.example.com', preference: 10 }] }, 'mx.example.com': { addresses: ['127.0.0.1'] } }),
    hostname: () => 'mail.local.test',
    connect: () => net.connect(mx.port, '127.0.0.1'),
    ...(given.public === true ? {} : { allowAddress: () => true }),
    clock,
    ...(given.budget === undefined ? {} : { budgetMilliseconds: given.budget }),
  });
  onTestFinished(() => callout.close());
  const ask = async (text: string): Promise<string> => {
    const address = parseAddress(text);
    if (address === undefined) throw new Error(`${text} is no address`);
    return (await callout.ask(address, new AbortController().signal)).kind;
  };
  return { mx, clock, ask, callout };
}

describe('a mail host that knows its mailboxes', () => {
  it('says which exist; no message is ever begun', async () => {
    const { mx, ask } = await fixture();
    expect(await ask('real@example.com')).toBe('accepted');
    expect(await ask('fake@example.com')).toBe('refused');
    expect(mx.commands).toContain('MAIL FROM:<>');
    expect(mx.commands.filter((line) => /^(?:DATA|BDAT)/i.test(line))).toEqual([]);
  });

  it('is asked once: a yes counts for 24 hours, a no for one', async () => {
    const { mx, clock, ask } = await fixture();
    await ask('real@example.com');
    await ask('fake@example.com');
    const asked = (): number => mx.commands.filter((line) => line.startsWith('RCPT') && /real|fake/.test(line)).length;
    expect(asked()).toBe(2);
    clock.advance(HOUR - 1000);
    expect([await ask('real@example.com'), await ask('fake@example.com'), asked()]).toEqual(['accepted', 'refused', 2]);
    clock.advance(2000);
    expect([await ask('real@example.com'), await ask('fake@example.com'), asked()]).toEqual(['accepted', 'refused', 3]);
    clock.advance(24 * HOUR);
    await ask('real@example.com');
    expect(asked()).toBe(4);
  });
});

describe('anything else says nothing, and refuses nobody', () => {
  it.each<[string, MxOptions]>([
    ['takes every address', { steps: { RCPT: '250 ok' } }],
    ['refuses every address', { mailboxes: [], steps: { RCPT: '550 5.7.1 we do not like you' } }],
    ['greylists', { steps: { RCPT: '450 4.7.1 come again' } }],
    ['refuses the null sender', { steps: { MAIL: '550 5.7.1 no null sender here' } }],
    ['refuses us at the greeting', { steps: { greeting: '554 go away' } }],
    ['closes at the greeting', { steps: { greeting: 'drop' } }],
    ['closes at EHLO', { steps: { EHLO: 'drop', HELO: 'drop' } }],
    ['closes at MAIL', { steps: { MAIL: 'drop' } }],
    ['closes at RCPT', { steps: { RCPT: 'drop' } }],
    ['hangs at the greeting', { steps: { greeting: 'hang' } }],
    ['hangs at RCPT', { steps: { RCPT: 'hang' } }],
    ['sends a byte now and then', { steps: { RCPT: 'drip' } }],
    ['sends a line without end', { steps: { RCPT: 'endless-line' } }],
    ['sends a reply without end', { steps: { RCPT: 'endless-reply' } }],
  ])('a host that %s', async (_what, options) => {
    const { ask, mx } = await fixture(options, { budget: 200 });
    expect(await ask('fake@example.com')).toBe('unknown');
    await mx.whenLeft();
  });

  it('a domain whose mail host has no public address is not called', async () => {
    const { ask, mx } = await fixture(undefined, { public: true });
    expect(await ask('fake@example.com')).toBe('unknown');
    expect(mx.connections).toBe(0);
  });

  it('a domain that cannot be looked up', async () => {
    const { ask } = await fixture(undefined, { dns: new FixedDns({ 'example.com': { trouble: true } }) });
    expect(await ask('fake@example.com')).toBe('unknown');
  });
});
