/** Styles by which what is in an element is not seen: a text of at most one pixel is none, either. And those by which it is read from right to left. */

const ZERO = String.raw`[+-]?(?:0*\.)?0+(?:e[+-]?\d+)?(?![.\d])`;
const TINY = String.raw`(?:${ZERO}|\+?0*\.\d+\s*p[xt]|\+?0*1(?:\.0+)?\s*p[xt])`;
/** What may stand in front of the size in the short form of a font (CSS Fonts, "shorthand font property"); and behind it its line height, or a family. */
const BEFORE_SIZE = String.raw`(?:(?:normal|italic|oblique|small-caps|bold|bolder|lighter|(?:ultra-|extra-|semi-)?(?:condensed|expanded)|[1-9]\d{0,3})\s+)*`;
const AFTER_SIZE = String.raw`(?:[a-z]{1,4}|%)?(?:\s*\/|\s+["'a-z-])`;

/** In a style without comments and escapes. */
export const HIDING_STYLE = new RegExp(
  [
    String.raw`display\s*:\s*none`,
    String.raw`visibility\s*:\s*(?:hidden|collapse)`,
    String.raw`mso-hide\s*:\s*all`,
    String.raw`opacity\s*:\s*${ZERO}`,
    String.raw`font-size\s*:\s*${TINY}`,
    String.raw`font\s*:\s*${BEFORE_SIZE}${TINY}${AFTER_SIZE}`,
  ].join('|'),
  'i',
);
/** Something that a style may be written with so that it does not read as it means. */
export const DISGUISED_STYLE = /\\|\/\*/;

/** One without end goes to the end. */
const COMMENT = /\/\*.*?(?:\*\/|$)/gs;
/** CSS Syntax, "consume an escaped code point". */
const ESCAPE = /\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|([^\r\n\f]))/gi;

/** CSS Writing Modes, "unicode-bidi": letters go as `direction` says, which an element may have from those around it. */
export const OVERRIDING_STYLE = /unicode-bidi\s*:\s*(?:bidi|isolate)-override/i;

/** By these a block stands in the line, as what is around it does. */
const INLINE_STYLE = /display\s*:\s*(?:inline|contents)/i;

/** @param style the value of a `style` attribute, references decoded */
export function readStyle(style: string): { readonly hides: boolean; readonly inline: boolean; readonly overrides: boolean } {
  const plain = undisguised(style);
  return { hides: HIDING_STYLE.test(plain), inline: INLINE_STYLE.test(plain), overrides: OVERRIDING_STYLE.test(plain) };
}

function undisguised(style: string): string {
  if (!DISGUISED_STYLE.test(style)) return style;
  return style
    .replace(COMMENT, '')
    .replace(ESCAPE, (_escape, hex: string | undefined, itself: string | undefined) => (hex === undefined ? (itself ?? '') : fromHex(hex)));
}

function fromHex(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}
