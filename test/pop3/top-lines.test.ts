import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopLines } from '../../main/pop3/top-lines.ts';

function top(content: string, lines: number, pieceBytes = content.length + 1): string {
  const wanted = new TopLines(lines);
  const taken: Buffer[] = [];
  for (let at = 0; at < content.length && !wanted.done; at += pieceBytes) {
    const piece = Buffer.from(content.slice(at, at + pieceBytes), 'latin1');
    taken.push(wanted.take(piece));
  }
  return Buffer.concat(taken).toString('latin1');
}

describe('TOP', () => {
  const message = 'A: 1\r\nB: 2\r\n\r\none\r\n\r\nthree\r\n';
  it.each([
    [0, 'A: 1\r\nB: 2\r\n\r\n'],
    [1, 'A: 1\r\nB: 2\r\n\r\none\r\n'],
    [2, 'A: 1\r\nB: 2\r\n\r\none\r\n\r\n'],
    [3, message],
    [4_000_000_000, message],
  ])('gives the header section, the empty line and %i lines', (lines, expected) => {
    for (const pieceBytes of [1, 2, 3, 5, 1000]) expect(top(message, lines, pieceBytes)).toBe(expected);
  });

  it.each([
    ['a message without a body', 'A: 1\r\n'],
    ['a message without an end', 'A: 1'],
    ['bare LFs, which end no line', 'A: 1\n\nB: 2\r\n'],
    ['a CR before its line end', 'A: 1\r\r\nB: 2\r\n'],
  ])('gives all of %s', (_what, content) => {
    for (const pieceBytes of [1, 2, 1000]) expect(top(content, 0, pieceBytes)).toBe(content);
  });

  it('is the same however the content is cut into pieces', () => {
    const content = fc.array(fc.constantFrom('\r\n', '\r', '\n', 'a', '.'), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(content, fc.nat(3), fc.integer({ min: 1, max: 4 }), (text, lines, pieceBytes) => {
        expect(top(text, lines, pieceBytes)).toBe(top(text, lines));
      }),
    );
  });
});
