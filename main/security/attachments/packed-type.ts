/**
 * The type of a file as one number, so that of the 100,000 names of an archive no text has to be made. Only where nothing about
 * the name is odd: any other is read in all the ways that file-name.ts knows.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

/** The characters that such a type has; each is six bits of the number, so that no two types are the same one. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_-';
const BITS = 64;
/** Eight characters of six bits: a number is exact up to 53. */
const LONGEST = 8;
const CODES = new Uint8Array(256);
for (let index = 0; index < CHARACTERS.length; index += 1) {
  CODES[CHARACTERS.charCodeAt(index)] = index + 1;
  CODES[CHARACTERS.toUpperCase().charCodeAt(index)] = index + 1;
}

/**
 * Bytes that may stand before the type without changing it, in whatever way the name is read: no controls, nothing that Windows
 * forbids (a colon ends the name there), and no UTF-8 of characters whose compatibility forms are such (U+0800 to U+2FFF,
 * U+F000 and above).
 */
const HARMLESS = new Uint8Array(256);
for (let byte = 0x20; byte < 0x100; byte += 1) HARMLESS[byte] = 1;
for (const character of '":<>|*?\x7f') HARMLESS[character.charCodeAt(0)] = 0;
for (const byte of [0xe0, 0xe1, 0xe2]) HARMLESS[byte] = 0;
for (let byte = 0xef; byte < 0x100; byte += 1) HARMLESS[byte] = 0;

const DOT = 0x2e;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** The number of a type in lower case, with its dot; undefined where it has none. */
export function packedType(type: string): number | undefined {
  if (type === '') return 0;
  const packed = packedTypeOf(Buffer.from(`x${type}`, 'utf8'), 0, Buffer.byteLength(type) + 1);
  return packed < 0 ? undefined : packed;
}

/** The type of the name that stands in these bytes: 0 for none, -1 where the name is to be read properly. */
export function packedTypeOf(bytes: Buffer, from: number, to: number): number {
  if (to - from > FIXED_LIMITS.fileNameCharacters) return -1;
  let type = 0;
  let length = 0;
  let at = to - 1;
  for (; at >= from; at -= 1) {
    const code = CODES[bytes[at] ?? 0] ?? 0;
    if (code === 0) break;
    length += 1;
    if (length <= LONGEST) type = type * BITS + code;
  }
  // The name ends with something that could be trimmed.
  if (length === 0) return -1;
  const before = at >= from ? bytes[at] : undefined;
  const isType = before === DOT;
  if (isType ? length > LONGEST : !(before === undefined || before === SLASH || before === BACKSLASH)) return -1;
  for (at -= 1; at >= from; at -= 1) if (HARMLESS[bytes[at] ?? 0] === 0) return -1;
  return isType ? type : 0;
}
