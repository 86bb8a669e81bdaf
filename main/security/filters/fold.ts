/**
 * The normal form in which filters and messages are compared: what people cannot tell apart, or would call the same text,
 * is the same. It is NFKC_Casefold (Unicode chapter 3, D145) with white space levelled:
 * - case is folded in full (`ß` is `ss`, `ς` is `σ`; `İ` is `i` with a dot above, and the dotless `ı` is a letter of its own),
 * - compatibility forms are the plain ones (full-width, ligatures, mathematical letters), composed as in NFC,
 * - what is not drawn is gone: zero-width characters, soft hyphens, variation selectors, bidi controls, NUL and other controls,
 *   the marks of interlinear annotations,
 * - lines under and through letters are gone, which are no part of them: `v̶i̶a̶` is `via`,
 * - a run of white space of any kind is one space.
 */

/** Not drawn: default-ignorable, bidi controls, marks of annotations, and controls that are no white space. */
const INVISIBLE = /[[\p{DI}\p{Bidi_C}\p{Cc}\ufff9-\ufffb]--\p{White_Space}]/v;
const INVISIBLE_ALL = /[[\p{DI}\p{Bidi_C}\p{Cc}\ufff9-\ufffb]--\p{White_Space}]/gv;
/** Combining low lines and overlays, as far as they make no character of its own with what they stand on: `≠` is not `=`. */
const LINES_ALL = /[\u0332\u0335-\u0338]/g;
/** What is drawn as nothing but takes room; the blank braille pattern too. U+FEFF is invisible before it is white space. */
const WHITE_SPACE_ALL = /[\s\u0085\u2800]/gu;
/** May join with what stands before it: marks, and the vowels and finals of Hangul syllables (UAX 15 section 9, NFC_Quick_Check=Maybe). */
const JOINS = /[\p{M}\u1160-\u11ff]/u;
const STARTS_JOINING = new RegExp(`^${JOINS.source}`, 'u');

/** In `UNIT_FORMS`: nothing is left of the unit. */
export const GONE = 0;
/** In `UNIT_FORMS`: the unit has to be looked at with its neighbours. A noncharacter, so it is no form itself. */
export const SLOW = 0xffff;
export const SPACE = 0x20;

/** Whether what a text begins with is whole, and joins with nothing that stands before it. */
export function joinsNothing(text: string): boolean {
  return /^[^\ud800-\udfff]/.test(text) && !STARTS_JOINING.test(text) && !STARTS_JOINING.test(text.normalize('NFKD'));
}

function foldCase(character: string): string {
  // The detour over upper case is the full folding: it takes ß apart and makes the final sigma an ordinary one.
  return character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase();
}

/**
 * The normal form of a text, but for runs of white space, of which each character becomes a space. Complete only for text that
 * does not begin with a character which would join with the one before.
 */
export function foldText(text: string): string {
  let folded = text;
  // Folding and composing can each bring forth what the other changes; twice is always enough (Unicode chapter 3, D145).
  for (let round = 0; round < 2; round += 1) {
    let next = '';
    for (const character of folded.normalize('NFKC').replaceAll(LINES_ALL, '').normalize('NFKD').replaceAll(INVISIBLE_ALL, '')) next += foldCase(character);
    folded = next.normalize('NFKC');
  }
  return folded.replaceAll(WHITE_SPACE_ALL, ' ');
}

function formOf(unit: number): number {
  // The ideographs and Hangul syllables stay as they are; the lone halves of a pair need each other.
  if ((unit >= 0x3400 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7a4) || (unit >= 0xe000 && unit < 0xf900)) return unit;
  if (unit >= 0xd800 && unit < 0xe000) return SLOW;
  const character = String.fromCharCode(unit);
  if (INVISIBLE.test(character)) return GONE;
  if (JOINS.test(character)) return SLOW;
  const folded = foldText(character);
  return folded.length === 1 && !JOINS.test(folded) ? folded.charCodeAt(0) : SLOW;
}

/** The forms of the ASCII characters: all that most mail needs. */
export const ASCII_FORMS = Uint8Array.from({ length: 128 }, (_, unit) => formOf(unit));

let unitForms: Uint16Array | undefined;

/** By UTF-16 unit: its normal form where that is one unit whatever its neighbours are, else `GONE` or `SLOW`. Made when first needed: it takes some 20 ms. */
export function allUnitForms(): Uint16Array {
  unitForms ??= Uint16Array.from({ length: 65_536 }, (_, unit) => formOf(unit));
  return unitForms;
}
