/**
 * The bytes as which texts are searched: each UTF-16 unit by itself as in UTF-8 (CESU-8, Unicode Technical Report 26), and NUL in
 * two bytes. One unit's bytes are never part of another's, so bytes match where the units do; plain ASCII, which is most mail, is
 * what it is on the wire; and no text has a byte 0, which therefore keeps texts apart that are searched one behind the other.
 */

/** Stands between two texts. */
export const APART = 0;
/** Bytes of a unit at most. */
export const UNIT_BYTES = 3;

/** For so many bytes whoever takes a text makes room at least: several units. */
export const ROOM = 64;

/** Writes a unit. @returns where the next one goes */
export function putUnit(bytes: Uint8Array, at: number, unit: number): number {
  if (unit < 0x80 && unit !== 0) {
    bytes[at] = unit;
    return at + 1;
  }
  if (unit < 0x800) {
    bytes[at] = 0xc0 | (unit >> 6);
    bytes[at + 1] = 0x80 | (unit & 0x3f);
    return at + 2;
  }
  bytes[at] = 0xe0 | (unit >> 12);
  bytes[at + 1] = 0x80 | ((unit >> 6) & 0x3f);
  bytes[at + 2] = 0x80 | (unit & 0x3f);
  return at + 3;
}

/** The text of whole units. */
export function unitsOf(bytes: Uint8Array): Uint16Array {
  const units = new Uint16Array(bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; count += 1) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      units[count] = first;
      at += 1;
    } else if (first < 0xe0) {
      units[count] = ((first & 0x1f) << 6) | ((bytes[at + 1] as number) & 0x3f);
      at += 2;
    } else {
      units[count] = ((first & 0x0f) << 12) | (((bytes[at + 1] as number) & 0x3f) << 6) | ((bytes[at + 2] as number) & 0x3f);
      at += 3;
    }
  }
  return units.subarray(0, count);
}
