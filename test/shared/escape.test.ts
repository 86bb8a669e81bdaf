import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';

/** Everything that exists, with the dangerous ranges as likely as the rest. */
const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\r',
      '\n',
      '\t',
      '\0',
      '\u001b[2J',
      '\u007f',
      '\u009b',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u2028',
      '\ud800',
      '\udc00',
      '\u3164',
      '\u034f',
      '\ufe0f',
      '\u{e0041}',
      '\\',
      'é',
      '漢',
      '😀',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

describe('escapeHostileText', () => {
  it.each([
    ['a\r\nb', 'a\\r\\nb'],
    ['\tcolumn', '\\tcolumn'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u0000\u007f\u009b', '\\x00\\x7f\\x9b'],
    ['gpj.\u202eexe', 'gpj.\\u{202e}exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['soft\u00adhyphen', 'soft\\xadhyphen'],
    ['filler\u3164 \uffa0 \u115f', 'filler\\u{3164} \\u{ffa0} \\u{115f}'],
    ['blank\u2800', 'blank\\u{2800}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud800 pair \udc00', 'half \\u{d800} pair \\u{dc00}'],
    ['line\u2028paragraph\u2029', 'line\\u{2028}paragraph\\u{2029}'],
    ['none\uffff', 'none\\u{ffff}'],
  ])('shows %j as %j', (text, shown) => {
    expect(escapeHostileText(text)).toBe(shown);
  });

  it('leaves what people write as it is', () => {
    for (const text of ['Grüße aus Köln', '漢字 かな', 'שלום', 'مرحبا', 'ไทย', '😀', 'C:\\Users', '"quoted" <a@b>']) expect(escapeHostileText(text)).toBe(text);
  });

  it('leaves nothing that moves, hides or breaks, for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeHostileText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(shown.split(/\r|\n|\u0085|\u2028|\u2029/)).toHaveLength(1);
      }),
    );
  });

  it('changes nothing when done twice, and nothing but the dangerous characters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeHostileText(text);
        expect(escapeHostileText(shown)).toBe(shown);
        const printable = (from: string): string => from.replaceAll(/[^\x20-\x7e]/g, '');
        expect(printable(shown).length).toBeGreaterThanOrEqual(printable(text).length);
      }),
    );
  });
});

describe('escapeAndCut', () => {
  it('is escapeHostileText for what fits', () => {
    expect(escapeAndCut('a\nb', 10)).toBe('a\\nb');
    expect(escapeAndCut('x'.repeat(10), 10)).toBe('x'.repeat(10));
  });

  it('tells how much is gone, and cuts neither an escape nor a character in two', () => {
    expect(escapeAndCut('x'.repeat(11), 10)).toBe(`${'x'.repeat(10)}… (1 more characters)`);
    expect(escapeAndCut('ab\u202ec', 5)).toBe('ab… (2 more characters)');
    expect(escapeAndCut('abcd😀e', 5)).toBe('abcd… (3 more characters)');
  });

  it('keeps to the limit, and shows a beginning of what there is, for any text', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(60), (text, limit) => {
        const shown = escapeAndCut(text, limit);
        const [, kept = shown, rest = '0'] = /^(.*)… \((\d+) more characters\)$/su.exec(shown) ?? [];
        if (escapeHostileText(text).length <= limit) expect(shown).toBe(escapeHostileText(text));
        else expect(kept).toBe(escapeHostileText(text.slice(0, text.length - Number(rest))));
        expect(kept.length <= limit || kept === shown).toBe(true);
        expect(escapeHostileText(shown)).toBe(shown);
      }),
    );
  });

  it('costs little for a text of many megabytes', () => {
    const huge = '\u202e'.repeat(20_000_000);
    const start = performance.now();
    escapeAndCut(huge, 2000);
    // To escape all of it takes more than ten times as long.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
