/** Text of ours on its way into a message: header words (RFC 2047) and a body (RFC 2045), plain ASCII in short lines. */

const PLAIN = /^[\x20-\x7e]*$/;
/** RFC 2047 section 2: an encoded word has 75 characters at most, 12 of them around the text; base64 makes four of three bytes. */
const WORD_BYTES = 45;

/** The text of an unstructured field such as Subject, in one line or more. */
export function headerText(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (PLAIN.test(line) && line.length < 900 && !line.includes('=?')) return line;
  const words: string[] = [];
  let piece = '';
  for (const character of line) {
    if (Buffer.byteLength(piece + character) > WORD_BYTES) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...words, piece].map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** A display name before an address, with the space between; '' for none. */
export function displayName(name: string): string {
  const line = name.replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (line === '') return '';
  if (PLAIN.test(line) && !line.includes('=?')) return `"${line.replaceAll(/["\\]/g, '\\$&')}" `;
  return `${headerText(line)} `;
}

/** The fields and the body of a text part, with the empty line between. */
export function textPart(text: string): string {
  const lines =
    Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'))
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', ...lines, ''].join('\r\n');
}
