/**
 * The records of a ZIP archive (PKWARE APPNOTE 6.3.10), found by their signatures. Only what names, sizes and the
 * soundness of the archive need is read of them. Checks are as loose as those of the loosest unpacker.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

interface FileRecord {
  /** Length of the record with its names, bytes: as much of it as there is. */
  readonly length: number;
  /** The archive ends before it does. */
  readonly cut: boolean;
  /** Bytes of its extra fields, each of which had to be looked at. */
  readonly extraBytes: number;
  /** The name, and the one of the Unicode Path extra field (APPNOTE 4.6.9), which some unpackers prefer. */
  readonly names: readonly string[];
  readonly directory: boolean;
  readonly encrypted: boolean;
  /** Bit 13: names and sizes are blanked out, the real ones are encrypted (APPNOTE 4.4.4). */
  readonly masked: boolean;
  /** 0 stored, 8 deflated, others. */
  readonly method: number;
  /** Bytes of the data; undefined where they are not stated, and a data descriptor follows. */
  readonly packedBytes: number | undefined;
  /** Of an entry of the directory: where its file begins. */
  readonly offset: number | undefined;
}

/** What the last record tells of the directory; undefined where it is stated elsewhere. */
interface DirectoryFacts {
  readonly entries: number;
  readonly size: number | undefined;
  readonly offset: number | undefined;
}

export type ZipRecord =
  /** Its bytes have not all come yet: `length` of them are needed. */
  | { readonly kind: 'short'; readonly length: number }
  | ({ readonly kind: 'local' } & FileRecord)
  | ({ readonly kind: 'central' } & FileRecord)
  | ({ readonly kind: 'end'; readonly length: number; readonly split: boolean } & DirectoryFacts)
  | ({ readonly kind: 'end64'; readonly length: number } & DirectoryFacts)
  /** Tells where the one before is. */
  | { readonly kind: 'locator64'; readonly length: number; readonly offset: number }
  | { readonly kind: 'encrypted-directory'; readonly length: number };

const STATED_ELSEWHERE_16 = 0xffff;
const STATED_ELSEWHERE_32 = 0xffffffff;
export const HIGHEST_METHOD = 99;
/** Flag: names and sizes are blanked out (APPNOTE 4.4.4). */
export const MASKED = 0x2000;
/** Extra field with another name, Info-ZIP Unicode Path (APPNOTE 4.6.9). */
export const UNICODE_PATH = 0x7075;
/** What each name in an extra field costs beside its bytes, but for the one that honest programs write. */
const FURTHER_NAME_STEPS = 100;
/** The first character that is no control. */
const FIRST_NO_CONTROL = 0x20;
const BEYOND_ASCII = /[\x80-\xff]/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export const SIGNATURE_BYTES = 4;
export const P = 0x50;
const K = 0x4b;

/**
 * Where the next signature is that ends before `to`, from `from` on; -1 if there is none. Looks at every second byte, one of which is the P or the K:
 * as quick as the search of buffers, but no bytes that look alike make it slower.
 */
export function findSignature(buffer: Buffer, from: number, to = buffer.length): number {
  const end = to - 2;
  for (let at = from + 1; at < end; at += 2) {
    const byte = buffer[at];
    if (byte === K) {
      if (buffer[at - 1] === P && isSignature(buffer, at - 1)) return at - 1;
    } else if (byte === P && buffer[at + 1] === K && isSignature(buffer, at)) return at;
  }
  return -1;
}

/** Of files, directory entries, the last record, its ZIP64 form and what points to that, and an encrypted directory. */
function isSignature(buffer: Buffer, at: number): boolean {
  switch ((buffer[at + 2] ?? 0) | ((buffer[at + 3] ?? 0) << 8)) {
    case 0x0403:
    case 0x0201:
    case 0x0605:
    case 0x0606:
    case 0x0706:
    case 0x0806:
      return true;
    default:
      return false;
  }
}

/**
 * The record at `at`, where a signature stands; undefined if it is none.
 * @param last no more will come. Unpackers list a file all the same of whose entry only the name is there, so its rest is not needed.
 */
export function readRecord(buffer: Buffer, at: number, last = false): ZipRecord | undefined {
  switch (buffer.readUInt16LE(at + 2)) {
    case 0x0403:
      return readFile(buffer, at, LOCAL, last);
    case 0x0201:
      return readFile(buffer, at, CENTRAL, last);
    case 0x0605: {
      if (buffer.length < at + 22) return { kind: 'short', length: 22 };
      const disk = buffer.readUInt16LE(at + 4);
      return {
        kind: 'end',
        length: 22,
        entries: buffer.readUInt16LE(at + 10),
        size: statedHere(buffer.readUInt32LE(at + 12)),
        offset: statedHere(buffer.readUInt32LE(at + 16)),
        split: disk !== 0 && disk !== STATED_ELSEWHERE_16,
      };
    }
    case 0x0606:
      if (buffer.length < at + 56) return { kind: 'short', length: 56 };
      return { kind: 'end64', length: 56, entries: u64(buffer, at + 32), size: u64(buffer, at + 40), offset: u64(buffer, at + 48) };
    case 0x0706:
      return buffer.length < at + 20 ? { kind: 'short', length: 20 } : { kind: 'locator64', length: 20, offset: u64(buffer, at + 8) };
    case 0x0806:
      return { kind: 'encrypted-directory', length: 4 };
    default:
      return undefined;
  }
}

function statedHere(value: number): number | undefined {
  return value === STATED_ELSEWHERE_32 ? undefined : value;
}

function u64(buffer: Buffer, at: number): number {
  return Number(buffer.readBigUInt64LE(at));
}

/** Where the fields of the two kinds of file records are. */
const LOCAL = { kind: 'local', fixed: 30, flags: 6, method: 8, packed: 18, unpacked: 22, name: 26, extra: 28, comment: undefined, offset: undefined } as const;
const CENTRAL = { kind: 'central', fixed: 46, flags: 8, method: 10, packed: 20, unpacked: 24, name: 28, extra: 30, comment: 32, offset: 42 } as const;

function readFile(buffer: Buffer, at: number, places: typeof LOCAL | typeof CENTRAL, last: boolean): ZipRecord | undefined {
  const { kind, fixed } = places;
  if (buffer.length < at + fixed) return { kind: 'short', length: fixed };
  const method = buffer.readUInt16LE(at + places.method);
  const nameLength = buffer.readUInt16LE(at + places.name);
  const extraLength = buffer.readUInt16LE(at + places.extra);
  const nameAt = at + fixed;
  // Other data that has the signature by chance seldom gets past this. The name may stand in the extra field alone.
  if (nameLength === 0 && (extraLength === 0 || method > HIGHEST_METHOD)) return undefined;
  // Unpackers list a file whatever its method.
  if (method > HIGHEST_METHOD && hasControls(buffer, nameAt, Math.min(nameAt + nameLength, buffer.length))) return undefined;
  const stated = fixed + nameLength + extraLength + (places.comment === undefined ? 0 : buffer.readUInt16LE(at + places.comment));
  const length = Math.min(stated, buffer.length - at);
  const cut = length < stated;
  if (cut && !last) return { kind: 'short', length: stated };
  const flags = buffer.readUInt16LE(at + places.flags);
  const packed = buffer.readUInt32LE(at + places.packed);
  const unpacked = buffer.readUInt32LE(at + places.unpacked);
  const extraAt = Math.min(nameAt + nameLength, at + length);
  const name = decodeName(buffer, nameAt, extraAt);
  const offset = places.offset === undefined ? undefined : buffer.readUInt32LE(at + places.offset);
  const extraField = buffer.subarray(extraAt, extraAt + extraLength);
  const extra = extraField.length === 0 ? NO_EXTRA : readExtra(extraField, { unpacked, packed, offset });
  const names = name === '' ? extra.names : extra.names.length === 0 ? [name] : [name, ...extra.names];
  if (names.length === 0) return cut ? { kind: 'short', length: stated } : undefined;
  const packedBytes = packed === STATED_ELSEWHERE_32 ? extra.packedBytes : packed;
  // Deflated nothing is two bytes.
  const empty = unpacked === 0 && packed <= 2;
  return {
    kind,
    length,
    cut,
    // Each further name is read, and held against the list.
    extraBytes: extraField.length + FURTHER_NAME_STEPS * Math.max(0, extra.names.length - 1),
    names,
    directory: empty && names.every((one) => /[\\/]$/.test(one)),
    encrypted: (flags & 1) !== 0 || method === HIGHEST_METHOD,
    masked: (flags & MASKED) !== 0,
    method,
    packedBytes: packedBytes === 0 && (flags & 8) !== 0 ? undefined : packedBytes,
    offset: offset === STATED_ELSEWHERE_32 ? extra.offset : offset,
  };
}

/** A name that has some may have records in it, or is none. */
export function hasControls(buffer: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((buffer[at] ?? 0) < FIRST_NO_CONTROL) return true;
  return false;
}

interface Extra {
  readonly names: readonly string[];
  readonly packedBytes: number | undefined;
  readonly offset: number | undefined;
}

const NO_EXTRA: Extra = { names: [], packedBytes: undefined, offset: undefined };

/** What the record itself says. */
interface Stated {
  readonly unpacked: number;
  readonly packed: number;
  readonly offset: number | undefined;
}

/** ZIP64 sizes (APPNOTE 4.5.3) and the Unicode Path, where there are such fields. */
function readExtra(extra: Buffer, stated: Stated): Extra {
  const names: string[] = [];
  let packedBytes: number | undefined;
  let offset: number | undefined;
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = extra.readUInt16LE(at);
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    if (id === 0x0001) {
      // The fields that the record cannot hold, in a fixed order.
      const packedAt = stated.unpacked === STATED_ELSEWHERE_32 ? 8 : 0;
      const offsetAt = packedAt + (stated.packed === STATED_ELSEWHERE_32 ? 8 : 0);
      if (field.length >= packedAt + 8) packedBytes = u64(field, packedAt);
      if (field.length >= offsetAt + 8) offset = u64(field, offsetAt);
    } else if (id === UNICODE_PATH && field.length > 5) names.push(decodeName(field, 5, field.length));
    at += 4 + field.length;
  }
  return { names, packedBytes, offset };
}

/** UTF-8 where it is such, whatever the flags say; else each byte a character: types are ASCII in every old code page. */
function decodeName(buffer: Buffer, start: number, end: number): string {
  const from = Math.max(start, end - FIXED_LIMITS.fileNameCharacters);
  const latin = buffer.toString('latin1', from, end);
  if (!BEYOND_ASCII.test(latin)) return latin;
  try {
    return utf8.decode(buffer.subarray(from, end));
  } catch {
    // Not UTF-8, which is no error: older archives have the code page of whoever made them.
    return latin;
  }
}
