/** The automaton against the simplest thing that could work, and the normal form of texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matcher } from '../../../main/security/filters/automaton.ts';
import { compilePatterns } from '../../../main/security/filters/compile-patterns.ts';
import { Normaliser, normalisePattern } from '../../../main/security/filters/normalise.ts';

const units = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

/** Patterns found in a text that comes in pieces. */
function found(patterns: readonly string[], text: string, piece = Math.max(1, text.length)): Set<number> {
  const hits = new Set<number>();
  const matcher = new Matcher(compilePatterns(patterns), (pattern) => {
    hits.add(pattern);
    return true;
  });
  for (let at = 0; at < text.length; at += piece) matcher.feed(units(text.slice(at, at + piece)));
  matcher.end();
  return hits;
}

const naive = (patterns: readonly string[], text: string): Set<number> =>
  new Set(patterns.flatMap((pattern, index) => (text.includes(pattern) ? [index] : [])));

/** Few letters, so that patterns overlap, repeat and end in each other. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ab', 'é', '漢', '😀'), minLength: 1, maxLength: 12 });

describe('the automaton', () => {
  it('finds what a plain search finds, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 30 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢', '😀', ' '), maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (patterns, text, piece) => {
          const expected = naive(patterns, text);
          expect(found(patterns, text)).toEqual(expected);
          expect(found(patterns, text, piece)).toEqual(expected);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('finds patterns of a single character, of a thousand, twins, and such as end in each other', () => {
    const long = 'x'.repeat(1000);
    const patterns = ['a', 'ba', 'cba', 'dcba', 'a', long, `${long}y`];
    const text = `--dcba--${long}y`;
    expect(found(patterns, text)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(found(patterns, text, 1)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(found(patterns, 'xx')).toEqual(new Set());
  });

  it('finds each of ten thousand in a long text, at its beginning, its end, and across blocks', () => {
    const patterns = Array.from({ length: 10_000 }, (_, index) => `pattern ${index} of many`);
    const filler = 'some ordinary text that holds nothing. '.repeat(1000);
    expect(found(patterns, `pattern 17 of many${filler}pattern 4711 of many${filler}pattern 9999 of many`, 1000)).toEqual(new Set([17, 4711, 9999]));
  });

  it('of nothing finds nothing', () => {
    expect(found([], 'text')).toEqual(new Set());
  });
});

describe('the normal form', () => {
  /** Gathers what a normaliser writes. */
  function normal(text: string, piece = Math.max(1, text.length)): string {
    const sink = { buffer: new Uint16Array(65_536), fill: 0, room: () => 65_536 - sink.fill, end: () => undefined };
    const normaliser = new Normaliser(sink);
    for (let at = 0; at < text.length; at += piece) normaliser.text(text.slice(at, at + piece));
    normaliser.end();
    return String.fromCharCode(...sink.buffer.subarray(0, sink.fill));
  }

  it.each([
    ['ViAgRa', 'viagra'],
    ['Straße', 'strasse'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['ﬁne', 'fine'],
    ['cafe\u0301', 'caf\u00e9'],
    ['v\u200bi\u00ada\u2060g\ufeffra', 'viagra'],
    ['a \t\r\n\u00a0 b', 'a b'],
    ['\u202eevil', 'evil'],
  ])('of %j is %j, however it is cut', (text, expected) => {
    expect(normal(text)).toBe(expected);
    expect(normal(text, 1)).toBe(expected);
  });

  it('does not depend on where the text is cut, and a pattern is found in its own text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (text, piece) => {
        const whole = normal(text);
        expect(normal(text, piece)).toBe(whole);
        expect(whole).toContain(normalisePattern(text));
      }),
      { numRuns: 1500 },
    );
  });
});
