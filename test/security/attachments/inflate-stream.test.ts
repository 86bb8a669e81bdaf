import { deflateRawSync, constants } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InflateMeter, type InflateState, InflateStream } from '../../../main/security/attachments/inflate-stream.ts';

interface Inflated {
  readonly bytes: Buffer;
  readonly state: InflateState;
  /** Bytes of the input that were used. */
  readonly used: number;
}

function inflate(input: Buffer, { piece = input.length, wanted = 1000, most = Infinity, meter = FREE } = {}): Inflated {
  const stream = new InflateStream(meter);
  const pieces: Buffer[] = [];
  let produced = 0;
  stream.start((bytes) => {
    pieces.push(Buffer.from(bytes));
    produced += bytes.length;
    return produced < most ? wanted : 0;
  }, wanted);
  let used = 0;
  for (let at = 0; at < input.length && stream.state === 'more'; at += piece) used += stream.write(input.subarray(at, at + piece));
  stream.flush();
  return { bytes: Buffer.concat(pieces), state: stream.state, used };
}

/** Whatever it costs. */
const FREE: InflateMeter = { block: () => true, inflate: () => true };

const STRATEGIES = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE, constants.Z_FILTERED];
const content = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.array(fc.constantFrom('the ', 'quick ', 'brown ', 'fox', '\0\0\0\0\0\0\0'), { maxLength: 2000 }).map((words) => Buffer.from(words.join(''))),
);

describe('InflateStream', () => {
  it('gives back what zlib has deflated, in pieces of any size, and says where it ended', () => {
    fc.assert(
      fc.property(
        content,
        fc.constantFrom(...STRATEGIES),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 400 }),
        (bytes, strategy, level, piece) => {
          const deflated = deflateRawSync(bytes, { strategy, level });
          const found = inflate(Buffer.concat([deflated, Buffer.from('PK behind it')]), { piece, wanted: piece });
          expect(found.state).toBe('done');
          expect(found.bytes.equals(Buffer.from(bytes))).toBe(true);
          expect(found.used).toBe(deflated.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('counts each block once, in however many pieces it comes', () => {
    const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `${(index * 7919) % 10_007} `).join(''));
    for (const level of [0, 1, 9]) {
      const counts = [Infinity, 7, 1].map((piece) => {
        let blocks = 0;
        const meter: InflateMeter = { ...FREE, block: () => (blocks += 1) > 0 };
        inflate(deflateRawSync(bytes, { level }), { piece, meter });
        return blocks;
      });
      expect(counts[0]).toBeGreaterThan(1);
      expect(new Set(counts).size).toBe(1);
    }
  });

  it('keeps its window over more than it holds', () => {
    const words = Array.from({ length: 40_000 }, (_, index) => `line ${(index * 7919) % 10_007} of ${index % 97}\n`);
    const bytes = Buffer.from(words.join(''));
    for (const level of [0, 1, 9]) expect(inflate(deflateRawSync(bytes, { level }), { piece: 5000, wanted: 16_384 }).bytes.equals(bytes)).toBe(true);
  });

  it('stops when no more is wanted, however much would come', () => {
    const zeros = deflateRawSync(Buffer.alloc(50_000_000));
    const found = inflate(zeros, { wanted: 64, most: 64 });
    expect(found.state).toBe('stopped');
    expect(found.bytes.length).toBeLessThan(64 + 258);
  });

  it('waits for more where the data is cut off, having told what there was', () => {
    const bytes = Buffer.from('MZ and so on, '.repeat(50));
    const found = inflate(deflateRawSync(bytes).subarray(0, 20), { wanted: 64 });
    expect(found.state).toBe('more');
    expect(bytes.subarray(0, found.bytes.length).equals(found.bytes)).toBe(true);
    expect(found.bytes.length).toBeGreaterThan(2);
  });

  it.each([
    ['a block of no type', [0x07]],
    ['a stored block whose length is not confirmed', [0x01, 5, 0, 0, 0, 1]],
    ['a distance before the beginning', [0x4b, 0x04, 0x12, 0x00]],
    ['too many codes', [0x05, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('finds %s damaged', (_what, bytes) => {
    expect(inflate(Buffer.from(bytes)).state).toBe('damaged');
  });

  it('comes to an end with anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 50 }), (bytes, piece) => {
        const whole = inflate(Buffer.from(bytes));
        const pieces = inflate(Buffer.from(bytes), { piece });
        // How far a damaged stream was read depends on how much of it was at hand.
        expect(whole.state === 'damaged' ? { ...pieces, used: whole.used } : pieces).toEqual(whole);
        // RFC 1951: a bit of input yields at most 258 bytes of output.
        expect(whole.bytes.length).toBeLessThanOrEqual(bytes.length * 8 * 258);
      }),
      { numRuns: 1000 },
    );
  });
});
