/**
 * Tells of most messages at a glance whether an entry hits them, at a tenth of the cost of looking through them: thousands of
 * kept messages are asked about while somebody types. It says "yes" or "no" only where the scan of real traffic is bound to
 * say the same (test/security/what-if/quick-look.test.ts compares the two), and leaves the others to that scan.
 *
 * "No" rests on this: in a message of nothing but printable ASCII without any encoding or escape, every word that the scan
 * can find stands as it is on the wire, or with nothing but tags of HTML in between, or scripts, styles and titles. "Yes" on this: what stands within one line
 * of such a message, if it has a single part that is text, is found by a filter for `anywhere`.
 */
import { HIDING_STYLE, OVERRIDING_STYLE } from '../../mime/hiding-styles.ts';
import type { AskedEntry } from './what-if-protocol.ts';

/** Or so many bytes from the beginning have to be looked through. */
export type Glance = 'yes' | 'no' | number;
export type QuickLook = (bytes: Buffer) => Glance;

/**
 * What may hide a word, in a message in lower case: other characters than printable ASCII; transfer encodings and charsets other
 * than the plain ones; uuencoded blocks; character references but for a few that are no part of words; international domain
 * names; lines that flow together (RFC 3676).
 */
const HIDING = anyOf(
  /[^\t\n\r\x20-\x7e]/,
  /base64|uuencode|yenc/,
  /transfer-encoding(?!:[ \t]*(?:7bit|8bit|binary|quoted-printable)[ \t]*\r?\n)/,
  /charset(?![ \t]*=[ \t]*"?(?:us-ascii|iso-8859-\d|windows-125\d|utf-8)[";\s])/,
  /(?:^|\n)begin[ -]/,
  /&#|&(?!(?:nbsp|amp|lt|gt|quot|copy|reg);)[a-z0-9]+;|&(?:shy|ord[fm]|sup[123]|frac)/,
  /xn--/,
  /delsp/,
);
/** The same in header fields: encoded words, continued or encoded parameters (RFC 2231), quoted pairs. */
const HIDING_IN_HEADERS = anyOf(/=\?/, /\*[0-9*]*[ \t]*=/, /\\[!-~]/);
const PERCENT_ENCODED = /%[0-9a-f]{2}/;
const QUOTED_PRINTABLE = 'quoted-printable';
/** Of quoted-printable: soft line breaks, and characters; what is no printable ASCII may hide a word. */
const SOFT_BREAK = /=[ \t]*\r?\n/g;
const QUOTED = /=(09|[2-6][0-9a-f]|7[0-9a-e]|0d|0a)/g;
const HARD_QUOTED = /=(?:[89a-f][0-9a-f]|[01][0-9a-f]|7f)/;
/** There may be HTML in it. */
const MARKUP = /<[a-z/!?]/;
/** HTML that is not as simple as `TAGS` takes it: comments around tags, tags within tags, and quotes that reach over the end of a tag. */
const HARD_MARKUP = anyOf(/<!(?!doctype[^<>]*>|--[^<>]*-->)/, /<[a-z/?][^<>]*</, /<[a-z/?][^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*["'][^"'<>]*>/);
/**
 * HTML of which readers see more than one text, or that the scan reads in a way of its own: elements that browsers take for text,
 * for pictures or for nothing; scripts and styles that may be empty by their tag; titles with tags in them; instructions, which end
 * elsewhere in XML; attributes by which something is not seen, or read the other way round, and styles that may say so in disguise; what stands between the parts of a table.
 */
const MANIFOLD_MARKUP = anyOf(
  /<(?:bdo|datalist|iframe|math|noembed|noframes|plaintext|rp|select|svg|template|textarea|xmp)(?![a-z0-9])/,
  /<(?:script|style)[^<>]*\/>/,
  /<title(?![^<>]*>[^<]*<\/title)/,
  /<\?(?![^<>]*\?>)/,
  /<(?:\/?(?:tbody|tfoot|thead|tr)|table)(?![a-z0-9])[^<>]*>\s*(?:[^\s<]|<(?!\/?(?:caption|col|table|tbody|td|tfoot|th|thead|tr)))/,
  /<[a-z][^<>]*\bhidden\b/,
  /<[a-z][^<>]*\bstyle\b[^<>]*(?:\\|\/\*)/,
);
/** In values of attributes these may be part of a style. */
const BLANK = /&nbsp;?/g;
const QUOTE = /&quot;?/g;
const IN_TAG = new RegExp(`<[a-z][^<>]*(?:${HIDING_STYLE.source}|${OVERRIDING_STYLE.source})`);
/** Scripts and styles, whose content is no text. */
const DROPPED = /<(script|style)(?=[\s/>])[^<>]*>[^]*?(?:<\/\1(?=[\s/>])[^<>]*>?|$)/g;
/** A line that may end the part in which a script or style is left open; not the end of a comment in one. */
const PART_END = /\n--(?!>)/;
const TITLE = /<title[^<>]*>[^<]*/g;
/** Tags and comments. */
const TAGS = /<[^<>]*>/g;
/** What URLs leave out, and what stands between the parts of a folded line. */
const LINE_BREAKS = /[\t\r\n]+/g;
const FOLDS = /\r?\n[\t ]/g;
/** A message whose header section may not be the only one: there may be another in a part, or in a file whose name says so, however it is disguised. */
const MORE_HEADERS = /multipart|message\/|\.[":<>|*?]*(?:e[":<>|*?]*m|n[":<>|*?]*w|m[":<>|*?]*h)/;
/** Lines of such parts are folded within words, or they have marks of their own; or the type is disguised by a comment. Calendars and cards go by the name of a file, too, however it is disguised. */
const FOLDED_TYPE = anyOf(
  /content-type:[^\n]*(?:\n[\t ][^\n]*)*?(?:calendar|vcard|directory|richtext|application\/ics|\()/,
  /\.[":<>|*?]*(?:i[":<>|*?]*c|i[":<>|*?]*f|v[":<>|*?]*c)/,
);
/** A header section: fields, with lines that go on with them, and an empty line. */
const WELL_FORMED = /^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r\n$/;
/** A part that is not text is not searched. */
const NOT_TEXT = /content-type(?!:[ \t]*text\/(?:plain|html)[;\s])/;
/** What may bring an attachment to a message that hides nothing. */
const ATTACHING = /name|multipart|message\/|application|audio|image|video|model/;

function anyOf(...expressions: readonly RegExp[]): RegExp {
  return new RegExp(expressions.map(({ source }) => source).join('|'));
}

/** @returns undefined for an entry that can only be looked for thoroughly */
export function quickLook(asked: AskedEntry): QuickLook | undefined {
  switch (asked.list) {
    case 'filters':
      return quickFilter(asked.entry.text, asked.entry.scope);
    case 'filter-list':
      return undefined;
    case 'attachment-filters':
    case 'attachment-list':
      return (bytes) => {
        const message = lowerCase(bytes);
        return HIDING.test(message) || HIDING_IN_HEADERS.test(headerSection(message)) || ATTACHING.test(message) ? bytes.length : 'no';
      };
  }
}

type Scope = Extract<AskedEntry, { list: 'filters' }>['entry']['scope'];

function quickFilter(text: string, scope: Scope): QuickLook | undefined {
  const pattern = text.trim().toLowerCase();
  // Without letters and digits it is about how things are written, which is not the same everywhere.
  const word = longestWord(pattern);
  if (!/^[\t\x20-\x7e]*$/.test(pattern) || word === '') return undefined;
  // How a field's name and its value are set apart is levelled by the scan.
  const inOneLine = pattern.includes(':') ? /(?!)/ : new RegExp(pattern.split(/\s+/).map(literally).join('[ \\t]+'));
  const headersAlone = scope === 'headers' || scope === 'subject' || scope === 'from';
  return (bytes) => {
    const message = lowerCase(bytes);
    const isSingle = !MORE_HEADERS.test(message);
    const head = isSingle ? headerSection(message) : message;
    const where = headersAlone ? head : message;
    // A character of the text is a byte of the message.
    if (!where.includes(word)) return mayHide(where, head, word, scope) ? where.length : 'no';
    // Of a header section that is none, the scan makes the best.
    const place = isSingle && WELL_FORMED.test(head) ? placeOf(scope, message, head.length) : '';
    return inOneLine.test(place) && !hides(where, head, scope) && !where.includes(QUOTED_PRINTABLE) && !NOT_TEXT.test(where) ? 'yes' : where.length;
  };
}

/** A part of a message with a single header section that is surely searched in this scope; '' where that is not plain. */
function placeOf(scope: Scope, message: string, bodyAt: number): string {
  switch (scope) {
    case 'anywhere':
      return message;
    case 'body':
      return message.slice(bodyAt);
    case 'headers':
      return message.slice(0, bodyAt);
    case 'subject':
      return fieldOf('subject', message.slice(0, bodyAt));
    case 'from':
      return fieldOf('from', message.slice(0, bodyAt));
    case 'urls':
      return '';
  }
}

/** The first line of a header field. */
function fieldOf(name: string, head: string): string {
  const start = head.startsWith(`${name}:`) ? 0 : head.indexOf(`\n${name}:`);
  const end = head.indexOf('\r', start);
  return start < 0 || end < 0 ? '' : head.slice(start, end);
}

/** @param head the part of the message where header fields may be */
function hides(message: string, head: string, scope: Scope): boolean {
  const decodesUrls = scope === 'anywhere' || scope === 'urls';
  return HIDING.test(message) || HIDING_IN_HEADERS.test(head) || (decodesUrls && PERCENT_ENCODED.test(message));
}

/** @param word does not stand in it as it is */
function mayHide(message: string, head: string, word: string, scope: Scope): boolean {
  if (hides(message, head, scope)) return true;
  let shown = message;
  if (message.includes(QUOTED_PRINTABLE)) {
    const joined = message.replaceAll(SOFT_BREAK, '');
    if (HARD_QUOTED.test(joined)) return true;
    shown = joined.replaceAll(QUOTED, (_quoted, code: string) => String.fromCharCode(Number.parseInt(code, 16))).toLowerCase();
    if (shown.includes(word) || hides(shown, head, scope)) return true;
  }
  if (FOLDED_TYPE.test(message) && shown.replaceAll(FOLDS, '').includes(word)) return true;
  return MARKUP.test(shown) && markupMayHide(shown, word);
}

function markupMayHide(html: string, word: string): boolean {
  if (HARD_MARKUP.test(html) || MANIFOLD_MARKUP.test(html) || mayHideByStyle(html)) return true;
  // Within a tag a URL may go over several lines.
  if (html.replaceAll(LINE_BREAKS, '').includes(word)) return true;
  let dropsTooMuch = false;
  const text = html.replaceAll(DROPPED, (dropped) => {
    if (PART_END.test(dropped)) dropsTooMuch = true;
    return '';
  });
  if (dropsTooMuch) return true;
  // In a text a title hides nothing, and is not seen.
  return text.replaceAll(TAGS, '').includes(word) || (text.includes('<title') && text.replaceAll(TITLE, '').replaceAll(TAGS, '').includes(word));
}

function mayHideByStyle(html: string): boolean {
  const plain = html.includes('&') ? html.replaceAll(BLANK, ' ').replaceAll(QUOTE, '"') : html;
  return HIDING_STYLE.test(plain) && IN_TAG.test(plain);
}

/** Its bytes as characters, ASCII letters in lower case. */
function lowerCase(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}

/** As part of a regular expression: it matches itself. */
function literally(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, String.raw`\$&`);
}

function longestWord(text: string): string {
  return text.split(/[^a-z0-9]+/).reduce((best, word) => (word.length > best.length ? word : best), '');
}

/** Up to the first empty line and with it; of a message without one, all of it. */
function headerSection(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  return end < 0 ? message : message.slice(0, end + 4);
}
