/** What is remembered of a message must say what the scan of real traffic finds. */
import { expect, test } from 'vitest';
import { normalisePattern } from '../../../main/security/filters/normalise.ts';
import { digestOf } from '../../../main/security/what-if/digest.ts';
import { entryScan } from '../../../main/security/what-if/entry-scan.ts';
import type { AskedEntry } from '../../../main/security/what-if/what-if-protocol.ts';
import { corpusMessages, toWire } from '../../demo/messages.ts';

const wire = (text: string): Buffer => toWire(Buffer.from(text));
const filter = (text: string): AskedEntry => ({ list: 'filters', entry: { text, scope: 'anywhere' } });

test.each([
  ['viel glück', 'anywhere', true],
  ['viel glück', 'subject', true],
  ['viel glück', 'body', false],
  ['cheap pills', 'body', true],
  ['cheap pills', 'headers', false],
  ['content-transfer', 'headers', true],
  ['viagra', 'anywhere', false],
  ['s for y', 'anywhere', true],
] as const)('%s in %s: %s', (text, scope, holds) => {
  const message = wire('Subject: =?utf-8?Q?Viel_Gl=C3=BCck?=\nContent-Transfer-Encoding: base64\n\nY2hlYXAgUElMTFMgZm9yIHlvdQ==\n');
  expect(digestOf(message).holds(normalisePattern(text), scope)).toBe(holds);
});

test('entries hit the same messages of the corpus with digests and without', { timeout: 120_000 }, () => {
  const entries = [
    filter('viagra'),
    filter('click here to'),
    filter('free'),
    filter('=?iso-8859-1'),
    { list: 'filters', entry: { text: 'www.', scope: 'urls' } } as const,
    { list: 'filters', entry: { text: 're:', scope: 'subject' } } as const,
    { list: 'attachment-filters', pattern: '*.exe', byContent: true } as const,
    { list: 'attachment-filters', pattern: '.html', byContent: false } as const,
  ];
  const scans = entries.map(entryScan);
  const messages = corpusMessages().filter((_, index) => index % 12 === 0);
  for (const { name, content } of messages) {
    const digest = digestOf(content);
    for (const [index, scan] of scans.entries()) expect([name, entries[index], scan.hits(content, digest)]).toEqual([name, entries[index], scan.hits(content)]);
  }
});
