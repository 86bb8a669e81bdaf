import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextFinder } from '../../main/log/text-finder.ts';

/** Long enough to be a sample, of few letters, so that each stands everywhere and the text is nearly everywhere. */
const searchedTexts = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', 'é', 'σ'), maxLength: 60 }), fc.integer({ min: 1, max: 400 }))
  .map(([piece, times]) => `a${piece}`.repeat(times));

it('finds what a plain search finds, from every place on, before and after it has seen a sample', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 6 }),
      fc.array(searchedTexts, { minLength: 1, maxLength: 3 }),
      (text, searched) => {
        const finder = TextFinder.of(text);
        for (const one of searched) {
          for (let at = one.indexOf(text), found = finder.indexIn(one); ; at = one.indexOf(text, at + 1), found = finder.indexIn(one, found + 1)) {
            expect(found).toBe(at);
            if (at < 0) break;
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('finds a text whose first letters stand everywhere and whose last is rare', () => {
  const many = 'sender1@sender.example '.repeat(1000);
  const finder = TextFinder.of('sender7@');
  expect(finder.indexIn(many)).toBe(-1);
  expect(finder.indexIn(`${many}sender7@sender.example`)).toBe(many.length);
  expect(finder.indexIn('sender7@')).toBe(0);
});
