/**
 * Tells of most messages at a glance whether an entry hits them, at a tenth of the cost of looking through them: thousands of
 * kept messages are asked about while somebody types. It says "yes" or "no" only where the scan of real traffic is bound to
 * say the same (test/security/what-if/quick-look.test.ts compares the two), and leaves the others to that scan.
 *
 * "No" rests on this: in a message of nothing but printable ASCII without any encoding or escape, every word that the scan
 * can find stands as it is on the wire, or with nothing but tags of HTML in between. "Yes" on this: what stands within one line
 * of such a message, if it has a single part that is text, is found by a filter for `anywhere`.
 */
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
/** What is not shown of HTML: elements whose content is no text, tags, and comments. */
const TAGS = /<(script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|template|object|select|svg|math)\b[^<>]*>[^]*?<\/\1[^<>]*>|<[^<>]*>/g;
/** A message whose header section may not be the only one. */
const MORE_HEADERS = /multipart|message\//;
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
  if (!MARKUP.test(shown)) return false;
  return HARD_MARKUP.test(shown) || shown.replaceAll(TAGS, '').includes(word);
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
