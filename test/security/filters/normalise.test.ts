/** The normal form of texts. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { foldText } from '../../../main/security/filters/fold.ts';
import { NormalText, Normaliser, normalisePattern } from '../../../main/security/filters/normalise.ts';
import { unitsOf } from '../../../main/security/filters/text-bytes.ts';

describe('the normal form', () => {
  /** Gathers what a normaliser writes. */
  function normal(text: string, piece = Math.max(1, text.length)): string {
    const buffer = new Uint8Array(65_536);
    const sink = { buffer, view: new DataView(buffer.buffer), fill: 0, room: () => buffer.length - sink.fill, end: () => undefined };
    const normaliser = new Normaliser(sink);
    for (let at = 0; at < text.length; at += piece) normaliser.text(text.slice(at, at + piece));
    normaliser.end();
    return String.fromCharCode(...unitsOf(buffer.subarray(0, sink.fill)));
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

  /** The simplest thing that could work. */
  const simple = (text: string): string => foldText(text).replaceAll(/ +/g, ' ');

  it('of ASCII is that of each character, however it comes: as bytes or as text, and in which pieces', () => {
    const character = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', 'Z', '@', '[', '`', '{', '!', '~') },
      { weight: 3, arbitrary: fc.constantFrom(' ', '\t', '\r', '\n', '\0', '\x1f', '\x7f') },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)) },
    );
    const piece = fc.tuple(fc.boolean(), fc.string({ unit: character, maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const normal = new NormalText();
        for (const [asBytes, text] of pieces) {
          if (asBytes) normal.ascii(Buffer.from(`-${text}`, 'latin1').subarray(1));
          else normal.text(text);
        }
        expect(normal.end()).toBe(simple(pieces.map(([, text]) => text).join('')));
      }),
      { numRuns: 1500 },
    );
  });

  it('of long text is that of short text: ASCII, then something else, then ASCII again', () => {
    for (const other of ['é', '漢', '😀', '\ud83d', 'e\u0301', '\u200b', '\u00a0']) {
      for (const before of [0, 1, 3, 11, 12, 13, 2046, 2047, 2048, 2049, 5000]) {
        const text = `${'Ab c'.repeat(before).slice(0, before)}${other}${' De f'.repeat(1000)}`;
        expect(normal(text)).toBe(normal(text, 1));
      }
    }
  });

  it('joins a mark with the character before it, though that came as bytes', () => {
    const text = new NormalText();
    text.ascii(Buffer.from('caf'));
    text.ascii(Buffer.from('E\0'));
    text.text('\u0301s');
    expect(text.end()).toBe('cafés');
  });

  it('of characters that stand for many is that of each, and is made once', () => {
    // The forms of single units are made at the first text that needs them.
    normal('é');
    const made = vi.spyOn(String.prototype, 'normalize');
    const text = new NormalText();
    text.text('\ufdfa\u3300'.repeat(20_000));
    const many = text.end();
    const calls = made.mock.calls.length;
    made.mockRestore();
    expect(calls).toBeLessThan(1000);
    expect(many === simple('\ufdfa\u3300').repeat(20_000)).toBe(true);
  });

  it('of characters next to each other is that of the whole, whatever joins with what', () => {
    const kinds = [
      'a',
      'ß',
      'İ',
      'ı',
      'ﷺ',
      '㌀',
      'ﬁ',
      '\u0e33',
      '\u0301',
      '\u0345',
      '\u05b0',
      '\u1100',
      '\u1161',
      '\u11a8',
      '가',
      '\u3099',
      'ﾞ',
      'か',
      '😀',
      '\ud83d',
      '𝐀',
      ' ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 12 }), (characters) => {
        expect(normal(`-${characters.join('')}`)).toBe(simple(`-${characters.join('')}`));
      }),
      { numRuns: 3000 },
    );
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
