import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase, Wildcard, wildcardCovers } from '../../shared/text/wildcard.ts';

/** What the pattern means, word by word, by trying everything. */
function naive(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') return text.some((_, index) => naive(rest, text.slice(index))) || naive(rest, []);
  const [character, ...others] = text;
  if (character === undefined) return false;
  return (first === '?' || new RegExp(`^\\u{${first.codePointAt(0)?.toString(16)}}$`, 'iu').test(character)) && naive(rest, others);
}

const characters = ['a', 'A', 'b', '.', 'é', 'É', 'ſ', 's', '😀', '𐐀', '𐐨'];
const texts = fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
const patterns = fc.string({ unit: fc.constantFrom('*', '?', '*', '?', ...characters), maxLength: 7 });

describe('a wildcard pattern', () => {
  it.each([
    ['.EXE', '.exe', true],
    ['.E*', '.e', true],
    ['.E*', '.exe', true],
    ['.E?E', '.exe', true],
    ['.E?E', '.ee', false],
    ['.E?E', '.exxe', false],
    ['invoice*.zip', 'Invoice-2027.ZIP', true],
    ['invoice*.zip', 'my invoice.zip', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
    ['a[b]+$', 'A[B]+$', true],
    ['STRASSE', 'straße', false],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος', true],
    ['**a**', 'bab', true],
  ])('%j on %j: %j', (pattern, text, matches) => {
    expect(new Wildcard(pattern).matches(text)).toBe(matches);
  });

  it('does what trying everything does', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(new Wildcard(pattern).matches(text)).toBe(naive(Array.from(pattern), Array.from(text)));
      }),
      { numRuns: 3000 },
    );
  });

  it('matches whatever it was made from', () => {
    const piece = fc.oneof(
      fc.record({ pattern: fc.constant('*'), text: fc.string({ unit: 'binary', maxLength: 4 }) }),
      fc.record({ pattern: fc.constant('?'), text: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) }),
      fc
        .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 4 })
        .map((text) => ({ pattern: text.replaceAll(/[*?]/g, 'x'), text: text.replaceAll(/[*?]/g, 'X') })),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const matches = new Wildcard(pieces.map(({ pattern }) => pattern).join('')).matches(pieces.map(({ text }) => text).join(''));
        expect(matches).toBe(true);
      }),
    );
  });

  it('is not slowed by hostile patterns', () => {
    const started = performance.now();
    expect(new Wildcard(`${'*a'.repeat(127)}*b`).matches('a'.repeat(2000))).toBe(false);
    expect(new Wildcard(`${'*?a'.repeat(85)}b`).matches('a'.repeat(2000))).toBe(false);
    // Both are at most half a million steps; trying everything would outlast the sun.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('foldCase', () => {
  it('is simple case folding, for every character there is', () => {
    // Of two characters with the same canonical form, Unicode folds these to the other one; a name is normalised before it comes here.
    const folded = new Set(['\u1fd3', '\u1fe3', '\ufb05']);
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const result = foldCase(character);
      const relatives = [result, character.toLowerCase(), character.toUpperCase()].filter((other) => other !== character && Array.from(other).length === 1);
      if (relatives.length === 0 || folded.has(character)) continue;
      const sameByRegExp = new RegExp(`^\\u{${code.toString(16)}}$`, 'iu');
      if (relatives.some((other) => sameByRegExp.test(other) !== (foldCase(other) === result))) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});

describe('wildcardCovers', () => {
  it.each([
    ['.E*', '.EXE', true],
    ['.e*', '.E?E', true],
    ['.E?E', '.E*', false],
    ['*', '???', true],
    ['?*', '*?', true],
    ['*?', 'a*', true],
    ['?', '*', false],
    ['.EXE', '.exe', true],
    ['.EXE', '.EX', false],
    ['*.*', 'a.b.c', true],
  ])('%j covers %j: %j', (wide, narrow, covers) => {
    expect(wildcardCovers(wide, narrow)).toBe(covers);
  });

  it('never claims what is not so', () => {
    fc.assert(
      fc.property(patterns, patterns, texts, (wide, narrow, text) => {
        if (wildcardCovers(wide, narrow) && new Wildcard(narrow).matches(text)) expect(new Wildcard(wide).matches(text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
