/** Archives that cost whoever looks through them as much as a few megabytes can. */
import { constants, deflateRawSync } from 'node:zlib';
import { makeTnef } from './make-tnef.ts';
import { makeZip, type ZipFile } from './make-zip.ts';
import { entry, header, unicodePath } from './zip-pieces.ts';

interface Bomb {
  readonly name: string;
  readonly file: string;
  readonly make: () => Buffer;
  /** It comes in pieces of so many bytes, such as its encoding makes. */
  readonly piece?: number;
}

const MIB = 1024 * 1024;
const TNEF_START = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]);

function zipOf(count: number, file: (index: number) => ZipFile): Buffer {
  return makeZip(Array.from({ length: count }, (_, index) => file(index)));
}

/** Bytes that deflate cannot find again: each of seven bits, so that each takes a code. */
export function unlike(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at += 1) {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    content[at] = (state >>> 16) & 0x7f;
  }
  return content;
}

/** Each byte by a code of its own. */
function huffmanOnly(content: Buffer): Buffer {
  return deflateRawSync(content, { strategy: constants.Z_HUFFMAN_ONLY });
}

/** Deflated blocks that bring tables (RFC 1951 section 3.2.7) and nothing else: 8 of them end on the border of a byte. */
function emptyBlocks(bytes: number): Buffer {
  const bits: number[] = [];
  const put = (value: number, length: number): void => {
    for (let bit = 0; bit < length; bit += 1) bits.push((value >> bit) & 1);
  };
  for (let block = 0; block < 8; block += 1) {
    put(0, 1);
    put(2, 2);
    put(0, 5);
    put(0, 5);
    // Lengths of all codes of lengths, in their odd order: 18 has one bit, 0 and 1 have two.
    put(15, 4);
    for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]) put(symbol === 18 ? 1 : symbol < 2 ? 2 : 0, 3);
    // 256 literals without a code, the end of the block with one, and one distance.
    for (const zeros of [138, 118]) {
      put(0, 1);
      put(zeros - 11, 7);
    }
    put(0b11, 2);
    put(0b11, 2);
    put(0, 1);
  }
  const eight = Buffer.alloc(bits.length / 8);
  for (const [index, bit] of bits.entries()) eight[index >> 3] = (eight[index >> 3] ?? 0) | (bit << (index & 7));
  return Buffer.alloc(bytes - (bytes % eight.length), eight);
}

/** Directory entries one in another: each claims the next ones as its extra fields. */
function overlappingExtras(count: number): Buffer {
  const record = Buffer.alloc(46);
  record.write('PK\x01\x02');
  record.writeUInt16LE(1, 28);
  record.writeUInt16LE(60_000, 30);
  return Buffer.alloc(count * record.length, record);
}

/** Directory entries with comments that reach past the end. */
function longComments(count: number): Buffer {
  const record = entry('n', Buffer.alloc(0), 0, { comment: Buffer.alloc(0xffff) }).subarray(0, 47);
  return Buffer.alloc(count * record.length, record);
}

/** Each file has as many other names as there is room for. */
function manyNames(count: number): Buffer {
  const extra = Buffer.alloc(65_530, unicodePath('', 'a'));
  const file = header('a', Buffer.alloc(0), { extra });
  return Buffer.alloc(count * file.length, file);
}

/** 64 KB of properties of four bytes, as often as it says. */
function tnefProperties(count: number): Buffer {
  const properties = Buffer.alloc(4 + 8 * 7000);
  properties.writeUInt32LE(7000);
  for (let at = 4; at < properties.length; at += 8) properties.writeUInt32LE(0x12340002, at);
  const header = Buffer.alloc(9);
  header.writeUInt8(2);
  header.writeUInt32LE(0x00069005, 1);
  header.writeUInt32LE(properties.length, 5);
  const attribute = Buffer.concat([header, properties, Buffer.alloc(2)]);
  return Buffer.concat([TNEF_START, Buffer.alloc(count * attribute.length, attribute)]);
}

function nested(): Buffer {
  let level = makeZip([{ name: '0.dll', packed: deflateRawSync(Buffer.alloc(64 * MIB), { level: 9 }) }]);
  for (let depth = 0; depth < 5; depth += 1) {
    const inner = level;
    level = zipOf(16, (index) => ({ name: `lib ${index}.zip`, content: inner }));
  }
  return level;
}

/** In two archives, of which deflate makes nothing smaller. */
function twice(content: Buffer): Buffer {
  return [1, 2].reduce((inner, level) => makeZip([{ name: `${level}.zip`, packed: deflateRawSync(inner, { level: 0 }) }]), content);
}

const usual = huffmanOnly(unlike(400));
const tiny = makeZip([{ name: 'x', content: 'x' }]);
const tinyPacked = deflateRawSync(tiny);
const one = deflateRawSync(Buffer.from('x'));

export const BOMBS: readonly Bomb[] = [
  { name: 'an archive of 100,000 files', file: 'a.zip', make: () => zipOf(100_000, (index) => ({ name: `${index}.txt`, content: 'x', method: 0 })) },
  { name: 'an archive of 100,000 packed files', file: 'a.zip', make: () => zipOf(100_000, (index) => ({ name: `${index}.txt`, content: 'x', packed: one })) },
  { name: 'an archive of 100,000 types', file: 'a.zip', make: () => zipOf(100_000, (index) => ({ name: `a.${index}`, content: 'x', method: 0 })) },
  {
    name: 'an archive of 100,000 names that are read in several ways',
    file: 'a.zip',
    make: () => zipOf(100_000, (index) => ({ name: `ж${index}\uff1a.t${index}`, content: 'x', method: 0 })),
  },
  { name: 'an archive of long names', file: 'a.zip', make: () => zipOf(9000, (index) => ({ name: `${'ﬃ'.repeat(330)}${index}`, content: '', method: 0 })) },
  {
    name: 'an archive of names that grow',
    file: 'a.zip',
    make: () => zipOf(4000, (index) => ({ name: `${'\ufdfa'.repeat(20)}${index}.t${index}`, content: '', method: 0 })),
  },
  {
    name: 'an archive of long names that grow',
    file: 'a.zip',
    make: () => zipOf(10_000, (index) => ({ name: `${'\ufdfa'.repeat(60)}${index}`, content: '', method: 0 })),
  },
  { name: 'an archive of files with codes of their own', file: 'a.zip', make: () => zipOf(20_000, (index) => ({ name: `${index}.txt`, packed: usual })) },
  { name: 'archives in archives, five levels deep', file: 'a.zip', make: nested },
  { name: 'an archive of 20,000 archives', file: 'a.zip', make: () => zipOf(20_000, (index) => ({ name: `${index}.zip`, content: tiny, packed: tinyPacked })) },
  {
    name: 'an archive in another whose bytes take a code each',
    file: 'a.zip',
    make: () => makeZip([{ name: 'b.zip', packed: huffmanOnly(makeZip([{ name: 'c', content: unlike(13 * MIB), method: 0 }])) }]),
  },
  {
    name: 'archives that are packed, but hardly, in one another',
    file: 'a.zip',
    make: () => twice(makeZip([{ name: 'c', content: unlike(11 * MIB), method: 0 }])),
  },
  { name: 'records in what is packed, but hardly', file: 'a.zip', make: () => twice(overlappingExtras(200_000)) },
  { name: 'tables without data', file: 'a.zip', make: () => makeZip([{ name: 'a', packed: emptyBlocks(12 * MIB) }]) },
  { name: 'blocks without data', file: 'a.zip', make: () => makeZip([{ name: 'a', packed: Buffer.alloc(8 * MIB, Buffer.from('0208208000', 'hex')) }]) },
  { name: 'directory entries within one another', file: 'a.zip', make: () => overlappingExtras(200_000) },
  { name: 'directory entries with long comments, in lines of uuencode', file: 'a.zip', make: () => longComments(20_000), piece: 45 },
  { name: 'files of 6500 names', file: 'a.zip', make: () => manyNames(40) },
  { name: 'signatures', file: 'a.zip', make: () => Buffer.concat([tiny, Buffer.alloc(12 * MIB, 'PK\x03PK\x05\x06PK\x06PK\x01\x02PK')]) },
  {
    name: 'a winmail.dat of attributes',
    file: 'winmail.dat',
    make: () => Buffer.concat([TNEF_START, Buffer.alloc(11 * MIB, Buffer.from('0101020304000000000000', 'hex'))]),
  },
  { name: 'a winmail.dat of names', file: 'winmail.dat', make: () => makeTnef(Array.from({ length: 40_000 }, (_, index) => ({ title: `${index}.txt` }))) },
  { name: 'a winmail.dat of properties', file: 'winmail.dat', make: () => tnefProperties(180) },
];
