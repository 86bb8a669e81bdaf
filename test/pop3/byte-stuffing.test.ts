import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStuffer } from '../../main/pop3/byte-stuffing.ts';

/** The answer as a client hears it: content of several chunks, stuffed, with its end. */
function stuffed(chunks: readonly Buffer[]): Buffer {
  const stuffer = new ByteStuffer();
  const pieces = chunks.map((chunk) => stuffer.stuff(chunk));
  return Buffer.concat([...pieces, stuffer.end()]);
}

/** What a client makes of it, by the words of RFC 1939 section 3, line by line. */
function unstuffed(answer: Buffer): Buffer {
  const lines = answer.toString('latin1').split('\r\n');
  const end = lines.indexOf('.');
  expect(end).toBe(lines.length - 2);
  const content = lines.slice(0, end).map((line) => `${line.startsWith('.') ? line.slice(1) : line}\r\n`);
  return Buffer.from(content.join(''), 'latin1');
}

/** Content made mostly of what matters here. */
const content = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('\r\n', '\r', '\n', '.', '..', '\r\n.', '\r\n.\r\n', 'a') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii' }) },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));

/** Cuts at these places. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

describe('byte-stuffing', () => {
  it('is undone by the client, with CR LF added where the content does not end with it', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const whole = bytes.length === 0 || bytes.subarray(-2).equals(Buffer.from('\r\n')) ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
        expect(unstuffed(stuffed([bytes])).toString('latin1')).toBe(whole.toString('latin1'));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same however the content is cut into chunks', () => {
    fc.assert(
      fc.property(content, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        expect(stuffed(cut(bytes, places)).toString('latin1')).toBe(stuffed([bytes]).toString('latin1'));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['.', '..\r\n.\r\n'],
    ['', '.\r\n'],
    ['\r\n', '\r\n.\r\n'],
    ['a\r\n.\r\nb\r\n', 'a\r\n..\r\nb\r\n.\r\n'],
    ['.\r\n.\r\n.\r\n', '..\r\n..\r\n..\r\n.\r\n'],
    ['a\n.\r\n', 'a\n.\r\n.\r\n'],
    ['a\r', 'a\r\r\n.\r\n'],
    ['a.b.\r\n', 'a.b.\r\n.\r\n'],
  ])('%j becomes %j, byte by byte too', (given, expected) => {
    const bytes = Buffer.from(given);
    expect(stuffed([bytes]).toString()).toBe(expected);
    expect(stuffed([...bytes].map((byte) => Buffer.from([byte]))).toString()).toBe(expected);
  });

  it('copies nothing where there is nothing to stuff', () => {
    const chunk = Buffer.from('plain\r\nlines\r\n');
    expect(new ByteStuffer().stuff(chunk)).toBe(chunk);
  });

  it('takes no longer when every line is a dot', () => {
    const chunk = Buffer.from('.\r\n'.repeat(7_000_000));
    const began = performance.now();
    expect(new ByteStuffer().stuff(chunk).length).toBe(chunk.length + 7_000_000);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
