/**
 * What unpackers list: they trust the directory of which the last record tells (as unzip, 7-Zip, the Explorer and the zipfile of
 * Python do), and take a file from where its entry points.
 */
import { inflateRawSync } from 'node:zlib';

export interface ListedFile {
  readonly names: readonly string[];
  /** Undefined where it cannot be unpacked. */
  readonly content: Buffer | undefined;
}

const END_BYTES = 22;

export function listed(zip: Buffer): readonly ListedFile[] {
  const end = lastRecord(zip);
  if (end < 0) return [];
  const size = zip.readUInt32LE(end + 12);
  const begins = end - size;
  const shift = begins - zip.readUInt32LE(end + 16);
  if (begins < 0 || shift < 0) return [];
  const files: ListedFile[] = [];
  for (let at = begins; at + 46 <= end && zip.readUInt32BE(at) === 0x504b0102; ) {
    const [nameBytes, extraBytes, commentBytes] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const name = zip.toString('latin1', at + 46, at + 46 + nameBytes);
    const extra = zip.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const path = extra.length > 9 && extra.readUInt16LE(0) === 0x7075 ? [extra.toString('latin1', 9, 4 + extra.readUInt16LE(2))] : [];
    files.push({ names: [name, ...path], content: contentAt(zip, zip.readUInt32LE(at + 42) + shift, zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 10)) });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return files;
}

/** Names of all files, those in archives within, too. */
export function allListed(zip: Buffer): readonly string[] {
  return listed(zip).flatMap(({ names, content }) => [
    ...names,
    ...(content !== undefined && names.some((name) => name.endsWith('.zip')) ? allListed(content) : []),
  ]);
}

function lastRecord(zip: Buffer): number {
  for (let at = zip.length - END_BYTES; at >= Math.max(0, zip.length - END_BYTES - 0xffff); at -= 1) {
    if (zip.readUInt32BE(at) === 0x504b0506 && at + END_BYTES + zip.readUInt16LE(at + 20) <= zip.length) return at;
  }
  return -1;
}

function contentAt(zip: Buffer, at: number, packedBytes: number, method: number): Buffer | undefined {
  if (at + 30 > zip.length || zip.readUInt32BE(at) !== 0x504b0304) return undefined;
  const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const packed = zip.subarray(from, from + packedBytes);
  if (method !== 8) return packed;
  try {
    return inflateRawSync(packed);
  } catch {
    return undefined;
  }
}
