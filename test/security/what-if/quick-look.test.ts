/**
 * The quick look against the scan of real traffic: on real mail and on odd mail, whatever the entry, a "yes" or "no" of the one is
 * what the other says.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { entryScan } from '../../../main/security/what-if/entry-scan.ts';
import { quickLook } from '../../../main/security/what-if/quick-look.ts';
import type { AskedEntry } from '../../../main/security/what-if/what-if-protocol.ts';
import { FILTER_SCOPES } from '../../../shared/settings/security/filters.ts';
import { corpusMessages, oddMessages } from '../../demo/messages.ts';

const EVASIONS = path.resolve(import.meta.dirname, '../filters/cases');

function messages(): Buffer[] {
  // Every 20th message of the corpus: 300 of all kinds.
  const corpus = corpusMessages().filter((_message, place) => place % 20 === 0);
  const evasions = readdirSync(EVASIONS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:eml|txt)$/.test(name))
    .map((name) => readFileSync(path.join(EVASIONS, name)));
  return [...corpus.map(({ content }) => content), ...oddMessages().map(({ content }) => content), ...evasions];
}

const TEXTS = ['the', 'a', 'viagra', 'click here', 'Subject', 'http://', 'e  mail', 'unsubscribe', 'Re:', 'zzzzzz', '@', 'spamassassin', 'free!', '3d'];
const ENTRIES: AskedEntry[] = [
  ...TEXTS.flatMap((text) => FILTER_SCOPES.map((scope): AskedEntry => ({ list: 'filters', entry: { text, scope } }))),
  { list: 'attachment-filters', pattern: '*', byContent: true },
];

describe('a quick look', () => {
  const all = messages();
  test.each(ENTRIES)('at %j', { timeout: 60_000 }, (asked) => {
    const glance = quickLook(asked);
    if (glance === undefined) return;
    const { look } = entryScan(asked);
    const wrong = all.filter((message) => {
      const seen = glance(message);
      const hit = look(message) !== undefined;
      return typeof seen === 'number' ? hit !== (look(message.subarray(0, seen)) !== undefined) : hit !== (seen === 'yes');
    });
    expect(wrong.map((message) => message.toString('latin1').slice(0, 2000))).toEqual([]);
  });
});
