/** Records of ZIP archives one by one, to be put together as no honest program does. */
import { crc32 } from 'node:zlib';

export interface PieceShape {
  readonly method?: number;
  /** What the record says of the size of the data. */
  readonly packedBytes?: number;
  readonly unpackedBytes?: number;
  readonly flags?: number;
  readonly extra?: Buffer;
  readonly comment?: Buffer;
  /** Time, date and checksum, which nobody needs to list a file. */
  readonly stamp?: Buffer;
}

function u16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16LE(value, index * 2);
  return buffer;
}

function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32LE(value, index * 4);
  return buffer;
}

const NOTHING = Buffer.alloc(0);

/** The header before a file, without its data. */
export function header(name: string | Buffer, content: Buffer, shape: PieceShape = {}): Buffer {
  const { method = 0, extra = NOTHING, flags = 0 } = shape;
  const bytes = Buffer.from(name);
  const stamp = shape.stamp ?? Buffer.concat([u16(0, 0), u32(crc32(content))]);
  const sizes = u32(shape.packedBytes ?? content.length, shape.unpackedBytes ?? content.length);
  return Buffer.concat([Buffer.from('PK\x03\x04'), u16(20, flags, method), stamp, sizes, u16(bytes.length, extra.length), bytes, extra]);
}

export function entry(name: string | Buffer, content: Buffer, offset: number, shape: PieceShape = {}): Buffer {
  const { method = 0, extra = NOTHING, comment = NOTHING, flags = 0 } = shape;
  const bytes = Buffer.from(name);
  const stamp = shape.stamp ?? Buffer.concat([u16(0, 0), u32(crc32(content))]);
  const sizes = u32(shape.packedBytes ?? content.length, shape.unpackedBytes ?? content.length);
  const lengths = u16(bytes.length, extra.length, comment.length, 0, 0);
  return Buffer.concat([Buffer.from('PK\x01\x02'), u16(20, 20, flags, method), stamp, sizes, lengths, u32(0, offset), bytes, extra, comment]);
}

export function ending(entries: number, size: number, offset: number, comment: Buffer = NOTHING): Buffer {
  return Buffer.concat([Buffer.from('PK\x05\x06'), u16(0, 0, entries, entries), u32(size, offset), u16(comment.length), comment]);
}

/** A block of deflated data that is not packed (RFC 1951 section 3.2.4): what stands before its data. */
export function storedBlock(length: number, last: boolean): Buffer {
  return Buffer.concat([Buffer.from([last ? 1 : 0]), u16(length, ~length & 0xffff)]);
}

export function unicodePath(name: string, path: string): Buffer {
  const data = Buffer.concat([Buffer.from([1]), u32(crc32(Buffer.from(name))), Buffer.from(path)]);
  return Buffer.concat([u16(0x7075, data.length), data]);
}
