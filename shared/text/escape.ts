/**
 * Whatever came from the network is hostile text. This is the one place where it is made safe to show:
 * control characters, ANSI sequences, bidi overrides and invisible characters become visible escapes.
 */

// Cc and Cf hold the controls, bidi overrides and zero-width characters; Zl and Zp break lines in browsers; Cs are lone surrogates.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;
const UNSAFE_ALL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

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
  return UNSAFE.test(text) ? text.replaceAll(UNSAFE_ALL, escapeCharacter) : text;
}

/** Cuts a text to at most `limit` characters, with a mark that tells how much is gone. */
export function cutText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
}
