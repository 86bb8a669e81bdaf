/**
 * Messages that hide text from filters, each in its own way (cases/), and what must and must not be found in them (cases.json).
 * Each goes through the scan of the real thing, whole and byte by byte.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ContentScan } from '../../../main/security/content/content-scan.ts';
import type { ScannedContent } from '../../../main/security/content/scanned-content.ts';
import { compileFilterRules, type FilterRules } from '../../../main/security/filters/filter-rules.ts';
import { type FilterScope, filterEntrySchema, filterScopeSchema } from '../../../shared/settings/security/filters.ts';
import { casesSchema, type TextsByScope } from './cases.ts';

const cases = casesSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'cases.json'), 'utf8')));
const folder = path.join(import.meta.dirname, 'cases');

interface Wanted {
  readonly scope: FilterScope;
  readonly text: string;
}

function listed(texts: TextsByScope): Wanted[] {
  return filterScopeSchema.options.flatMap((scope) => (texts[scope] ?? []).map((text) => ({ scope, text })));
}

/** `Infinity` for the message as a whole. */
function scan(rules: FilterRules, message: Buffer, chunk: number): ScannedContent {
  const scanning = new ContentScan(rules, { attachments: true });
  for (let at = 0; at < message.length; at += chunk) scanning.write(message.subarray(at, at + chunk));
  return scanning.end();
}

it('has a list for every message', () => {
  expect(readdirSync(folder).toSorted()).toEqual(
    Object.keys(cases)
      .map((name) => `${name}.eml`)
      .toSorted(),
  );
});

describe.each(Object.entries(cases))('%s', (name, { match, 'no-match': noMatch }) => {
  const message = readFileSync(path.join(folder, `${name}.eml`));
  const wanted = [...listed(match), ...listed(noMatch)];
  const rules = compileFilterRules(wanted.map((entry) => filterEntrySchema.parse(entry)));

  it('is seen through', () => {
    const { filterHits, tooComplex } = scan(rules, message, Number.POSITIVE_INFINITY);
    expect(filterHits.map(({ entry }) => wanted[entry]).toSorted(byText)).toEqual(listed(match).toSorted(byText));
    expect(tooComplex).toBeUndefined();
  });

  it.each([1, 7, 1000])('is the same in chunks of %i bytes', (chunk) => {
    expect(scan(rules, message, chunk)).toEqual(scan(rules, message, Number.POSITIVE_INFINITY));
  });
});

function byText(one: Wanted | undefined, other: Wanted | undefined): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : Number(a > b);
}
