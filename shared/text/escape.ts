/**
 * Whatever came from the network is hostile text. This is the one place where it is made safe to show:
 * control characters, ANSI sequences, bidi overrides and invisible characters become visible escapes.
 *
 * A backslash stays as it is: the escapes are for reading, not for turning back, and escaping twice changes nothing.
 */

/**
 * C: controls, bidi overrides and other formatting, lone surrogates, private use, unassigned. Zl and Zp break lines in
 * browsers. DI and the blank braille pattern are drawn as nothing, among them letters such as the Hangul fillers.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]/u;
const UNSAFE_ALL = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]/gu;
/** Nearly all text of a mail session; several times faster to look for than the classes above. */
const PLAIN = /^[\x20-\x7e]*$/;

function escapeCharacter(character: string): string {
  switch (character) {
    case '\r':
      return '\\r';
    case '\n':
      return '\\n';
    case '\t':
      return '\\t';
    default: {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
    }
  }
}

/** Returns `text` with every control, formatting and invisible character shown as an escape such as `\x1b` or `\u{202e}`. */
export function escapeHostileText(text: string): string {
  return PLAIN.test(text) || !UNSAFE.test(text) ? text : text.replaceAll(UNSAFE_ALL, escapeCharacter);
}

/**
 * As `escapeHostileText`, with at most `limit` UTF-16 units of the result kept, escapes whole, and then a mark that
 * tells how much is gone. The cost is bound by `limit`, however long the text is.
 */
export function escapeAndCut(text: string, limit: number): string {
  if (text.length <= limit) {
    const escaped = escapeHostileText(text);
    if (escaped.length <= limit) return escaped;
  }
  let shown = '';
  let taken = 0;
  for (const character of text) {
    const piece = UNSAFE.test(character) ? escapeCharacter(character) : character;
    if (shown.length + piece.length > limit) break;
    shown += piece;
    taken += character.length;
  }
  return `${shown}… (${text.length - taken} more characters)`;
}
