/**
 * Conditional comments, `<!--[if mso]>…<![endif]-->` and, to all others just two odd tags, `<![if !mso]>…<![endif]>`: Outlook for Windows
 * shows what is between (Microsoft, "About conditional comments").
 */

/** Of a conditional comment up to the `]>` of its condition: far longer than any that people write. */
export const CONDITION_CHARACTERS = 256;
/** Where what a condition holds back from Outlook is over, at the tag that ends it. */
export const END_OF_CONDITIONAL = '<![endif]';

const CONDITION = /^\[if\b([^\]>]*)\]>/i;
/** What may become one. */
const BEGUN = /^\[(?:i(?:f(?:\b[^\]>]*\]?)?)?)?$/i;
/** As mail is written for all programs but Outlook. Other conditions are taken to be true: which holds where depends on the version. */
const NOT_OUTLOOK = /^[\s(]*!\s*\(?\s*mso\s*\)?[\s)]*$/i;

interface Condition {
  /** Outlook shows what follows. */
  readonly forOutlook: boolean;
  /** Characters of it, its `]>` included. */
  readonly length: number;
}

/**
 * @param text what stands behind `<!--` or `<!`, no more than `CONDITION_CHARACTERS`
 * @param final nothing comes behind it
 * @returns 'more' if that is needed to tell
 */
export function readCondition(text: string, final: boolean): Condition | 'none' | 'more' {
  const found = CONDITION.exec(text);
  if (found !== null) return { forOutlook: !NOT_OUTLOOK.test(found[1] ?? ''), length: found[0].length };
  return !final && text.length < CONDITION_CHARACTERS && BEGUN.test(text) ? 'more' : 'none';
}
