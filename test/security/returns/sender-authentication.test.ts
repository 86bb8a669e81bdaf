/** Signatures that are there to cost: what is verified of them, what is asked for them, and what the reader is told. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SenderAuthentication } from '../../../main/security/returns/sender-authentication.ts';
import { SenderPolicies } from '../../../main/security/returns/sender-policies.ts';
import { verifiableHead } from '../../../main/security/returns/verifiable-head.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FixedDns } from '../../fakes/fixed-dns.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { expectLinear } from '../../growth.ts';

/** Characters of a body that come at a time. */
const PIECE = 10_000;
const FROM = 'From: anna@good.test\r\n';
const BODY = 'x\r\n';
const BODY_HASH = createHash('sha256').update(BODY).digest('base64');

function signature(number: number, more = ''): string {
  return `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=d${number}.test; s=s;${more} h=from; bh=${BODY_HASH}; b=${'A'.repeat(172)}\r\n`;
}

const signatures = (count: number, tag: (number: number) => string = () => ''): string =>
  Array.from({ length: count }, (_, number) => signature(number, tag(number))).join('');

/** @returns the clauses about DKIM, and the names that were asked for keys */
async function results(fields: string, body = BODY): Promise<{ readonly dkim: readonly string[]; readonly keys: readonly string[] }> {
  const dns = new FixedDns({});
  const facts = { remoteAddress: '192.0.2.1', helo: 'client.test', hostname: 'mail.local.test', reversePath: '', dns };
  const authentication = new SenderAuthentication({ ...facts, policies: new SenderPolicies(dns, new ManualClock()) });
  authentication.verify(Buffer.from(`${fields}${FROM}\r\n`, 'latin1'));
  for (let start = 0; start < body.length; start += PIECE) await authentication.write(Buffer.from(body.slice(start, start + PIECE)));
  const field = await authentication.field([], false);
  return { dkim: [...field.matchAll(/\tdkim=(.*?);?\r\n/g)].map(([, clause = '']) => clause), keys: dns.asked.filter((name) => name.includes('_domainkey')) };
}

describe('signatures of a message', () => {
  it('are all looked at, as many as real mail has', async () => {
    const { dkim, keys } = await results(signatures(FIXED_LIMITS.signatures));
    expect(dkim).toHaveLength(FIXED_LIMITS.signatures);
    expect(dkim.join()).not.toContain('policy');
    expect(keys).toHaveLength(FIXED_LIMITS.signatures);
  });

  it('are not, beyond a limit: nothing is asked for them, and the field says so', async () => {
    const { dkim, keys } = await results(signatures(FIXED_LIMITS.signatures + 200));
    expect(dkim).toHaveLength(FIXED_LIMITS.signatures + 1);
    expect(dkim.at(-1)).toBe('policy reason="200 more signatures not looked at"');
    expect(keys).toHaveLength(FIXED_LIMITS.signatures);
  });

  it.each([
    ['overlong', ` x=${'a'.repeat(FIXED_LIMITS.signatureBytes)};`],
    ['full of blanks', ` x=a${' '.repeat(FIXED_LIMITS.signatureBlanks)}a;`],
    ['full of folds', ` x=a${'\r\n '.repeat(FIXED_LIMITS.signatureBlanks)}a;`],
  ])('that are %s are left out, and others beside them are not', async (_, tag) => {
    const { dkim, keys } = await results(`${signature(1, tag)}${signature(2)}`);
    expect(dkim).toEqual([expect.stringContaining('header.d=d2.test'), 'policy reason="1 more signature not looked at"']);
    expect(keys).toHaveLength(1);
    expect((await results(signature(1, tag))).dkim).toEqual(['policy reason="1 more signature not looked at"']);
  });

  it.each([
    ['lines', 'X: a\r\n'.repeat(FIXED_LIMITS.verifiedHeaderLines)],
    ['folds', `X: a\r\n${' b\r\n'.repeat(FIXED_LIMITS.verifiedHeaderLines)}`],
    ['bytes', `X: ${'a'.repeat(FIXED_LIMITS.verifiedHeaderBytes)}\r\n`],
  ])('are not looked at in a header section of too many %s', async (_, fields) => {
    const { dkim, keys } = await results(`${signature(1)}${fields}`);
    expect(dkim).toEqual(['policy reason="header section too long to be verified"']);
    expect(keys).toEqual([]);
  });
});

describe('signatures over a long line', () => {
  const long = 'x'.repeat(FIXED_LIMITS.verifiedLineBytes);

  it.each([
    ['at the end', `short\r\n${long}x`],
    ['in the middle', `short\r\n${long}x\r\nshort\r\n`],
  ])('are not looked at: %s', async (_, body) => {
    const { dkim } = await results(signature(1), body);
    expect(dkim).toEqual(['policy reason="a line is too long to be verified"']);
  });

  it('are looked at, up to a length that real mail does not have', async () => {
    const { dkim } = await results(signature(1), `${long.slice(1)}\r\n`.repeat(3));
    expect(dkim).toEqual([expect.stringContaining('header.d=d1.test')]);
  });
});

describe('signatures of a long From', () => {
  it.each([
    ['one field', `From: ${'a@example.org, '.repeat(FIXED_LIMITS.verifiedAddressBytes / 15)}b@example.org\r\n`],
    ['two fields', `From: ${'a'.repeat(FIXED_LIMITS.verifiedAddressBytes / 2)}\r\n`.repeat(2)],
    ['the field of the sender', `Return-Path: ${'<'.repeat(FIXED_LIMITS.verifiedAddressBytes)}\r\n`],
  ])('are not looked at: %s', async (_, fields) => {
    const { dkim, keys } = await results(`${signature(1)}${fields}`);
    expect(dkim).toEqual(['policy reason="From field too long to be verified"']);
    expect(keys).toEqual([]);
  });
});

describe('the header section for the library', () => {
  const kept = (fields: string): string => verifiableHead(Buffer.from(`${fields}\r\n`, 'latin1')).head.toString('latin1');

  it('is as it came, where nothing is wrong with it', () => {
    const head = `Received: a\r\n\tb\r\n${signatures(2)}${FROM}stray\r\nX-\xe4: \xe4\r\n`;
    expect(kept(head)).toBe(`${head}\r\n`);
  });

  it.each([
    ['before the colon', `DKIM-Signature \r\n : v=1; a=${' '.repeat(200)}\r\n`],
    ['with lines behind it that begin no field', `dkim-signature: v=1;\r\nstray${' '.repeat(200)}\r\n`],
    ['of ARC', `ARC-Seal: i=1; a=${' '.repeat(200)}\r\n`],
  ])('is without a signature %s that would cost', (_, field) => {
    expect(kept(`${FROM}${field}`)).toBe(`${FROM}\r\n`);
    expect(kept(`${field}${FROM}`)).toBe(`${FROM}\r\n`);
  });
});

describe('what a message costs', { timeout: 300_000 }, () => {
  it.each<[string, number, (size: number) => readonly [fields: string, body?: string]]>([
    ['blanks in a signature', 40_000, (size) => [signature(1, ` x=a${' '.repeat(size)}a;`)]],
    ['lines of a folded field', 60_000, (size) => [`${signature(1)}X: a\r\n${' b\r\n'.repeat(size / 4)}`]],
    ['signatures and a body', 320, (size) => [signatures(size, (number) => ` l=${number};`), `${'x'.repeat(70)}\r\n`.repeat(size * 40)]],
  ])('grows with its length: %s', async (_, size, message) => {
    await expectLinear(size, (length) => results(...message(length)));
  });
});
