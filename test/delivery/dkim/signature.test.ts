/** Signatures, checked by a library that has nothing to do with how they are made. */
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { dkimRecordValue, makeKeyPair } from '../../../main/delivery/dkim/key-pair.ts';
import { RelaxedBodyHash } from '../../../main/delivery/dkim/relaxed-body.ts';
import { type SigningKey, signatureFields } from '../../../main/delivery/dkim/signature.ts';
import type { DkimAlgorithm } from '../../../main/store/mail-services.ts';

interface MadeKey {
  readonly key: SigningKey;
  readonly record: string;
}

async function makeKey(algorithm: DkimAlgorithm): Promise<MadeKey> {
  const pair = await makeKeyPair(algorithm);
  return {
    key: { domain: 'local.test', selector: algorithm, algorithm, key: createPrivateKey(pair.privateKey) },
    record: dkimRecordValue({ algorithm, ...pair }),
  };
}

const RSA = await makeKey('rsa');
const ED25519 = await makeKey('ed25519');

/** @param piece bytes of the body that come at a time */
async function signed(head: string, body: string, piece: number): Promise<string> {
  const hash = new RelaxedBodyHash();
  const bytes = Buffer.from(body, 'latin1');
  for (let at = 0; at < bytes.length; at += piece) hash.update(bytes.subarray(at, at + piece));
  return `${await signatureFields(Buffer.from(head, 'latin1'), hash.digest(), [RSA.key, ED25519.key], Date.now())}${head}${body}`;
}

async function verify(message: string): Promise<string[]> {
  const resolver = async (name: string): Promise<string[][]> => [[name.startsWith('rsa') ? RSA.record : ED25519.record]];
  const { results } = await dkimVerify(Buffer.from(message, 'latin1'), { resolver, strict: true });
  return results.map(({ algo, status }) => `${algo} ${status.result}`).toSorted();
}

const GOOD = ['ed25519-sha256 pass', 'rsa-sha256 pass'];
const HEAD =
  'Received: from a\r\n\tby b\r\nFrom: Anna  <anna@local.test>\r\nTo: x@example.com,\r\n  y@example.com\r\nSubject:   two   words \r\nX-Other: \xe9\r\n\r\n';

test.each<[string, string]>([
  ['one line', 'hello\r\n'],
  ['nothing', ''],
  ['empty lines alone', '\r\n\r\n\r\n'],
  ['white space of every kind', '  a \t b  \r\n\t\r\n \r\nc\t \r\n\r\n d\r\n'],
  ['empty lines at the end', 'a\r\n\r\n\r\nb\r\n\r\n\r\n\r\n'],
  ['eight-bit bytes', '\xfc\xe9 \xff\r\n'],
  ['a last line without an end', 'a\r\nb  '],
  ['long lines', `${'x'.repeat(5000)} ${' '.repeat(5000)}y\r\n`],
])('are right for a body of %s, however it arrives', async (_what, body) => {
  for (const piece of [1, 2, 7, 100_000]) expect(await verify(await signed(HEAD, body, piece)), `pieces of ${piece}`).toEqual(GOOD);
});

test('break when the content, or a header that counts, is changed', async () => {
  const message = await signed(HEAD, 'pay 10\r\n', 100);
  expect(await verify(message.replace('pay 10', 'pay 99'))).not.toEqual(GOOD);
  expect(await verify(message.replace('Subject:   two   words', 'Subject: three words'))).not.toEqual(GOOD);
  expect(await verify(message.replace('From: Anna', 'From: boss@local.test\r\nFrom: Anna'))).not.toEqual(GOOD);
  expect(await verify(message.replace('Received: from a', 'Received: from another\r\nReceived: from a'))).toEqual(GOOD);
});

test('have no line that is too long, and need a From field', async () => {
  const fields = await signatureFields(Buffer.from(HEAD, 'latin1'), 'x', [RSA.key], 0);
  expect(Math.max(...fields.split('\r\n').map((line) => line.length))).toBeLessThan(120);
  expect(await signatureFields(Buffer.from('Subject: x\r\n\r\n'), 'x', [RSA.key], 0)).toBe('');
  expect(await signatureFields(Buffer.from('From: a@local.test\r\nno header\r\n'), 'x', [RSA.key], 0)).toBe('');
});

test('half a megabyte of blanks is hashed in time in proportion to its length', async () => {
  const body = `a${' '.repeat(500_000)}b\r\n`;
  expect(await verify(await signed(HEAD, body, 65_536))).toEqual(GOOD);
});
