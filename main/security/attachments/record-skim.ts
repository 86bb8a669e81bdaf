/**
 * A quick look at a file's record in a ZIP archive, for the many behind those whose content was looked at: how long it is, and the
 * type of its name. Makes no objects. What is odd about a record in any way is left to zip-records.ts.
 */
import { packedTypeOf } from './packed-type.ts';
import { findSignature, hasControls, HIGHEST_METHOD, MASKED, SIGNATURE_BYTES, UNICODE_PATH } from './zip-records.ts';

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
/** The last byte but one of a signature: of a header before a file, of an entry in the directory. */
const LOCAL = 0x03;
const CENTRAL = 0x01;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
/** Deflated nothing is two bytes. */
const EMPTY_BYTES = 2;

export class RecordSkim {
  /** Of the record with its names, bytes. */
  length = 0;
  /** It stands in the directory. */
  central = false;
  folder = false;
  /** Packed (packed-type.ts). */
  type = 0;
  #nameAt = 0;
  /** What was looked at: bytes of the name, and extra fields. */
  characters = 0;
  fields = 0;

  /** Reads the record whose signature stands at `at`. False for one that is to be read properly. */
  read(buffer: Buffer, at: number): boolean {
    this.central = buffer[at + 2] === CENTRAL;
    if (!this.central && buffer[at + 2] !== LOCAL) return false;
    const fixed = this.central ? CENTRAL_BYTES : LOCAL_BYTES;
    if (buffer.length < at + fixed) return false;
    // Entries of the directory have one field more before these.
    const start = this.central ? at + 2 : at;
    const nameBytes = u16(buffer, start + 26);
    const extraBytes = u16(buffer, start + 28);
    if (nameBytes === 0 || (u16(buffer, start + 6) & MASKED) !== 0 || u16(buffer, start + 8) > HIGHEST_METHOD) return false;
    this.length = fixed + nameBytes + extraBytes + (this.central ? u16(buffer, at + 32) : 0);
    if (buffer.length < at + this.length) return false;
    const nameAt = at + fixed;
    const extraAt = nameAt + nameBytes;
    if (!this.#hasPlainExtra(buffer, extraAt, extraAt + extraBytes)) return false;
    this.#nameAt = nameAt;
    this.characters = nameBytes;
    const last = buffer[extraAt - 1];
    this.folder = (last === SLASH || last === BACKSLASH) && buffer.readUInt32LE(start + 22) === 0 && buffer.readUInt32LE(start + 18) <= EMPTY_BYTES;
    this.type = this.folder ? 0 : packedTypeOf(buffer, nameAt, extraAt);
    return this.folder ? !hasControls(buffer, nameAt, extraAt) : this.type >= 0;
  }

  /** Where to look on for signatures behind that of the record at `at`: the name has none, since no byte of it is a control. */
  behindName(buffer: Buffer, at: number): number {
    const inHead = findSignature(buffer, at + SIGNATURE_BYTES, this.#nameAt + SIGNATURE_BYTES - 1);
    return inHead >= 0 ? inHead : this.#nameAt + this.characters - (SIGNATURE_BYTES - 1);
  }

  /** None of the extra fields has another name. */
  #hasPlainExtra(buffer: Buffer, from: number, to: number): boolean {
    this.fields = 0;
    for (let at = from; at + 4 <= to; at += 4 + u16(buffer, at + 2)) {
      if (u16(buffer, at) === UNICODE_PATH) return false;
      this.fields += 1;
    }
    return true;
  }
}

/** Without the checks of the buffer's own: the record is known to be there whole. */
function u16(buffer: Buffer, at: number): number {
  return (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8);
}
