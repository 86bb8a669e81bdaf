/** Writes ZIP archives, sound ones and such as no honest program writes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** As it stands in the archive, where that is not what the method makes of the content. */
  readonly packed?: Buffer;
  /** 0 stored, 8 deflated (the default); others are noted and stored. */
  readonly method?: number;
  /** The content is passed off as encrypted. */
  readonly encrypted?: boolean;
  /** Sizes stand behind the data, as of a program that writes to a pipe. */
  readonly descriptor?: boolean;
  /** Sizes stand in the ZIP64 field. */
  readonly zip64?: boolean;
  /** An Info-ZIP Unicode Path. */
  readonly unicodePath?: string;
  readonly extra?: Buffer;
  readonly flags?: number;
  /** Another name, method or packed size in the header before the file than in the directory. */
  readonly local?: { readonly name?: string; readonly method?: number; readonly packedBytes?: number };
  /** Leave out the header and the data, or the directory entry. */
  readonly only?: 'local' | 'central';
}

export interface ZipShape {
  /** Before everything, as in archives that unpack themselves. */
  readonly prefix?: Buffer;
  readonly comment?: Buffer;
  /** Another count in the last record. */
  readonly entries?: number;
  readonly zip64?: boolean;
  readonly disk?: number;
}

const ALL = 0xffffffff;

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

function u64(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) buffer.writeBigUInt64LE(BigInt(value), index * 8);
  return buffer;
}

function field(id: number, data: Buffer): Buffer {
  return Buffer.concat([u16(id, data.length), data]);
}

/** APPNOTE 4.3.7 and 4.3.12. */
export function makeZip(files: readonly ZipFile[], shape: ZipShape = {}): Buffer {
  const prefix = shape.prefix ?? Buffer.alloc(0);
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = prefix.length;
  for (const file of files) {
    const made = records(file, at);
    if (file.only !== 'central') {
      locals.push(...made.local);
      at += made.local.reduce((sum, { length }) => sum + length, 0);
    }
    if (file.only !== 'local') centrals.push(made.central);
  }
  const directory = Buffer.concat(centrals);
  const count = shape.entries ?? centrals.length;
  const comment = shape.comment ?? Buffer.alloc(0);
  const end64 = Buffer.concat([
    Buffer.from('PK\x06\x06'),
    u64(44),
    u16(45, 45),
    u32(0, 0),
    u64(count, count, directory.length, at),
    Buffer.from('PK\x06\x07'),
    u32(0),
    u64(at + directory.length),
    u32(1),
  ]);
  const disk = shape.disk ?? 0;
  const counts = shape.zip64 === true ? [0xffff, 0xffff] : [count & 0xffff, count & 0xffff];
  const end = Buffer.concat([Buffer.from('PK\x05\x06'), u16(disk, disk, ...counts), u32(directory.length, at), u16(comment.length), comment]);
  return Buffer.concat([prefix, ...locals, directory, ...(shape.zip64 === true ? [end64] : []), end]);
}

function records(file: ZipFile, at: number): { readonly local: readonly Buffer[]; readonly central: Buffer } {
  const name = Buffer.from(file.name);
  const content = Buffer.from(file.content ?? '');
  const method = file.method ?? 8;
  const packed = file.packed ?? (method === 8 ? deflateRawSync(content) : content);
  const crc = crc32(content);
  const flags = (file.flags ?? 0) | (file.encrypted === true ? 1 : 0) | (file.descriptor === true ? 8 : 0);
  const path =
    file.unicodePath === undefined ? Buffer.alloc(0) : field(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(name)), Buffer.from(file.unicodePath)]));
  const sizes64 = file.zip64 === true ? field(1, u64(content.length, packed.length)) : Buffer.alloc(0);
  const extra = Buffer.concat([sizes64, path, file.extra ?? Buffer.alloc(0)]);
  const sizes = file.zip64 === true ? [ALL, ALL] : [packed.length, content.length];
  const localName = Buffer.from(file.local?.name ?? name);
  const localSizes = file.descriptor === true ? [0, 0, 0] : [crc, file.local?.packedBytes ?? sizes[0] ?? 0, sizes[1] ?? 0];
  const local = [
    Buffer.from('PK\x03\x04'),
    u16(20, flags, file.local?.method ?? method, 0, 0),
    u32(...localSizes),
    u16(localName.length, extra.length),
    localName,
    extra,
    packed,
    ...(file.descriptor === true ? [Buffer.from('PK\x07\x08'), u32(crc, packed.length, content.length)] : []),
  ];
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    u16(20, 20, flags, method, 0, 0),
    u32(crc, ...sizes),
    u16(name.length, extra.length, 0, 0, 0),
    u32(0, at),
    name,
    extra,
  ]);
  return { local, central };
}
