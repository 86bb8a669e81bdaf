/**
 * Header text as a person reads it: encoded words (RFC 2047), and raw bytes of eight bits, which are UTF-8 since RFC 6532 and
 * windows-1252 where they are not. Lenient as clients are: words with spaces inside, glued to other text, without padding.
 */
import { decodeBytes } from './charset-decoder.ts';
import { transferDecoder } from './transfer-decoder.ts';

/** Charset (no name is longer than 80 characters, with the language of RFC 2231 section 5) and encoding. */
const START = /([^?\s=]{1,80})\?([bBqQ])\?/y;

interface Word {
  readonly charset: string;
  readonly bytes: Buffer;
}

/** The bytes of an encoded word's text. */
function wordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'q' || encoding === 'Q') {
    const plain = text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(plain, 'latin1');
  }
  const pieces: Buffer[] = [];
  const decoder = transferDecoder('base64', { write: (bytes) => void pieces.push(Buffer.from(bytes)), end: () => undefined });
  decoder.write(Buffer.from(text, 'latin1'));
  decoder.end();
  return Buffer.concat(pieces);
}

/** Finds the encoded words one after the other in one pass, however they are nested and cut off. */
class WordFinder {
  readonly #raw: string;
  /** Where the next `?=` is, found once for all the starts before it. */
  #end = -1;

  constructor(raw: string) {
    this.#raw = raw;
  }

  /** The next word that begins at `from` or later; the last of several starts before one end. */
  next(from: number): { readonly start: number; readonly end: number; readonly word: Word } | undefined {
    const raw = this.#raw;
    for (let start = raw.indexOf('=?', from); start >= 0; start = raw.indexOf('=?', start + 1)) {
      START.lastIndex = start + 2;
      const found = START.exec(raw);
      if (found === null) continue;
      const textStart = START.lastIndex;
      if (this.#end < textStart) this.#end = raw.indexOf('?=', textStart);
      if (this.#end < 0) return undefined;
      const text = raw.slice(textStart, this.#end);
      const inner = text.search(/=\?[^?\s=]{1,80}\?[bq]\?/i);
      if (inner >= 0) {
        start = textStart + inner - 1;
        continue;
      }
      const charset = (found[1] ?? '').replace(/\*.*$/, '').toLowerCase();
      return { start, end: this.#end + 2, word: { charset, bytes: wordBytes(found[2] ?? '', text) } };
    }
    return undefined;
  }
}

function decodeLiteral(text: string): string {
  // Raw ISO-2022-JP is seven-bit: old Japanese mailers write it into headers as it is.
  if (text.includes('\x1b$')) return decodeBytes('iso-2022-jp', Buffer.from(text, 'latin1'));
  return /[\x80-\xff]/.test(text) ? decodeBytes('', Buffer.from(text, 'latin1')) : text;
}

/** Words next to each other: with one charset they are decoded as one, since writers cut characters in the middle. */
function decodeWords(words: readonly Word[]): string {
  let decoded = '';
  for (let index = 0; index < words.length; ) {
    const charset = words[index]?.charset ?? '';
    let end = index;
    while (words[end]?.charset === charset) end += 1;
    decoded += decodeBytes(charset, Buffer.concat(words.slice(index, end).map((word) => word.bytes)));
    index = end;
  }
  return decoded;
}

/**
 * Decodes the text of a header field.
 * @param raw unfolded, its bytes as latin1 characters.
 */
export function decodeHeaderText(raw: string): string {
  if (!/[\x80-\xff]|=\?/.test(raw) && !raw.includes('\x1b$')) return raw;
  const finder = new WordFinder(raw);
  let decoded = '';
  let words: Word[] = [];
  let at = 0;
  for (let found = finder.next(0); found !== undefined; found = finder.next(at)) {
    const between = raw.slice(at, found.start);
    // RFC 2047 section 6.2: white space between adjacent words is not shown.
    if (words.length === 0 || /[^ \t\r\n]/.test(between)) {
      decoded += decodeWords(words) + decodeLiteral(between);
      words = [];
    }
    words.push(found.word);
    at = found.end;
  }
  return decoded + decodeWords(words) + decodeLiteral(raw.slice(at));
}
