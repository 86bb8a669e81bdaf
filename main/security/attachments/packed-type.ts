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
 * forbids (a colon ends the name there). What else there is before the last dot, letters of any alphabet, dashes, things that
 * cannot be seen, changes the name, not the type.
 */
const HARMLESS = new Uint8Array(256);
for (let byte = 0x20; byte < 0x100; byte += 1) HARMLESS[byte] = 1;
for (const character of '":<>|*?\x7f') HARMLESS[character.charCodeAt(0)] = 0;
/** Characters that become a colon (NFKC), in UTF-8; by the first byte of each. */
const COLONS: readonly (readonly [number, number, number])[] = [
  [0xe2, 0xa9, 0xb4],
  [0xef, 0xb8, 0x93],
  [0xef, 0xb9, 0x95],
  [0xef, 0xbc, 0x9a],
];
const PERHAPS_COLON = 2;
for (const [first] of COLONS) HARMLESS[first] = PERHAPS_COLON;

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
  for (at -= 1; at >= from; at -= 1) {
    const harmless = HARMLESS[bytes[at] ?? 0];
    if (harmless !== 1 && (harmless === 0 || isColon(bytes, at))) return -1;
  }
  return isType ? type : 0;
}

function isColon(bytes: Buffer, at: number): boolean {
  return COLONS.some(([first, second, third]) => bytes[at] === first && bytes[at + 1] === second && bytes[at + 2] === third);
}
