/**
 * The blocks of a tar archive (POSIX.1-2001, pax), as far as a backup has them: regular files, so that any tar can look into one. What
 * is made here depends on nothing but name and size: whoever reads it can make it again, and compare.
 */

export const BLOCK_BYTES = 512;
/** What a header of plain ustar can say: 100 bytes of a name, eleven octal digits of a size. */
const LONGEST_NAME = 100;
const LARGEST_SIZE = 8 ** 11 - 1;

const FILE = '0';
const PAX = 'x';
const PAX_NAME = 'pax';

export interface Entry {
  /** With slashes, whatever the system. */
  readonly name: string;
  readonly bytes: number;
}

/** What stands before the content of a file. */
export function headerOf({ name, bytes }: Entry): Buffer {
  const isPlain = Buffer.byteLength(name) <= LONGEST_NAME && /^[\x20-\x7E]+$/.test(name);
  const records = [...(isPlain ? [] : [paxRecord('path', name)]), ...(bytes <= LARGEST_SIZE ? [] : [paxRecord('size', String(bytes))])];
  const plain = ustarHeader(isPlain ? name : PAX_NAME, Math.min(bytes, LARGEST_SIZE), FILE);
  if (records.length === 0) return plain;
  const text = Buffer.concat(records);
  return Buffer.concat([ustarHeader(PAX_NAME, text.length, PAX), text, paddingAfter(text.length), plain]);
}

/** Content fills whole blocks. */
export function paddingAfter(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Two empty blocks. */
export const END_OF_ARCHIVE = Buffer.alloc(2 * BLOCK_BYTES);

/** Its length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function ustarHeader(name: string, bytes: number, type: typeof FILE | typeof PAX): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number, at: number): number => header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  header.write(name, 0, LONGEST_NAME, 'latin1');
  octal(0o600, 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(bytes, 11, 124);
  octal(0, 11, 136);
  header.write(`        ${type}`, 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Of a header whose own checksum is written as blanks. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}

/** A block as it was read: a file, or what is to be known about the next one. */
export type Block =
  | { readonly is: 'file'; readonly name: string; readonly bytes: number }
  | { readonly is: 'pax'; readonly bytes: number }
  | { readonly is: 'end' };

/** @returns undefined if that is no header that we would make */
export function readBlock(block: Buffer): Block | undefined {
  if (block.equals(END_OF_ARCHIVE.subarray(0, BLOCK_BYTES))) return { is: 'end' };
  const name = block.toString('latin1', 0, LONGEST_NAME).split('\0', 1)[0] ?? '';
  const size = /^[0-7]{11}\0$/.exec(block.toString('latin1', 124, 136));
  const type = block.toString('latin1', 156, 157);
  if (size === null || (type !== FILE && type !== PAX)) return undefined;
  const bytes = Number.parseInt(size[0], 8);
  if (!block.equals(ustarHeader(name, bytes, type))) return undefined;
  return type === PAX ? { is: 'pax', bytes } : { is: 'file', name, bytes };
}

/** Name and size of a file whose header cannot say them. */
export function readPax(text: Buffer): Partial<Entry> | undefined {
  let rest = text;
  let found: Partial<Entry> = {};
  while (rest.length > 0) {
    const length = Number(/^\d{1,6}(?= )/.exec(rest.toString('latin1', 0, 7))?.[0] ?? 0);
    const record = rest.subarray(0, length).toString('utf8');
    const [, key, value = ''] = /^\d+ (path|size)=([^\n]*)\n$/.exec(record) ?? [];
    if (key === undefined) return undefined;
    found = key === 'path' ? { ...found, name: value } : { ...found, bytes: Number(value) };
    rest = rest.subarray(length);
  }
  return found;
}
