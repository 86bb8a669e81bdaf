/**
 * Tells of most messages at a glance whether an entry hits them, at a tenth of the cost of looking through them: thousands of
 * kept messages are asked about while somebody types. It says "yes" or "no" only where the scan of real traffic is bound to
 * say the same (test/security/what-if/quick-look.test.ts compares the two), and leaves the others to that scan.
 *
 * "No" rests on this: in a message of nothing but printable ASCII without any encoding, markup or escape, every word that the
 * scan can find stands as it is on the wire. "Yes" on this: what stands within one line is found on the wire by a filter for
 * `anywhere`.
 */
import type { AskedEntry } from './what-if-protocol.ts';

/** Or so many bytes from the beginning have to be looked through. */
export type Glance = 'yes' | 'no' | number;
export type QuickLook = (bytes: Buffer) => Glance;

/**
 * What may hide a word, in a message in lower case: other characters than printable ASCII; encoded words; transfer encodings and
 * charsets other than the plain ones; uuencoded blocks; HTML, and tags, comments and references without it; continued or encoded
 * parameters (RFC 2231); quoted pairs; percent-encoding; international domain names; lines that flow together (RFC 3676).
 */
const HIDING = new RegExp(
  [
    /[^\t\n\r\x20-\x7e]/,
    /=\?/,
    /base64|quoted-printable|uuencode|yenc/,
    /transfer-encoding(?!:[ \t]*(?:7bit|8bit|binary)[ \t]*\r?\n)/,
    /charset(?![ \t]*=[ \t]*"?(?:us-ascii|iso-8859-\d|windows-125\d|utf-8)[";\s])/,
    /(?:^|\n)begin[ -]/,
    /html|<!|[^\s<>]<\/?[a-z]|&#|&[a-z]+;/,
    /\*[0-9*]*[ \t]*=/,
    /\\[!-~]/,
    /%[0-9a-f]{2}/,
    /xn--/,
    /delsp/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
/** A message whose header section may not be the only one. */
const MORE_HEADERS = /multipart|message\//;
/** What may bring an attachment to a message that hides nothing. */
const ATTACHING = /name|multipart|message\/|application|audio|image|video|model/;

/** @returns undefined for an entry that can only be looked for thoroughly */
export function quickLook(asked: AskedEntry): QuickLook | undefined {
  switch (asked.list) {
    case 'filters':
      return quickFilter(asked.entry.text, asked.entry.scope);
    case 'attachment-filters':
      return (bytes) => {
        const text = lowerCase(bytes);
        return HIDING.test(text) || ATTACHING.test(text) ? bytes.length : 'no';
      };
  }
}

function quickFilter(text: string, scope: Extract<AskedEntry, { list: 'filters' }>['entry']['scope']): QuickLook | undefined {
  const pattern = text.trim();
  // Without letters and digits it is about how things are written, which is not the same everywhere.
  const word = longestWord(pattern.toLowerCase());
  if (!/^[\t\x20-\x7e]*$/.test(pattern) || word === '') return undefined;
  const inOneLine = new RegExp(pattern.toLowerCase().split(/\s+/).map(RegExp.escape).join('[ \\t]+'));
  const headersAlone = scope === 'headers' || scope === 'subject' || scope === 'from';
  return (bytes) => {
    const message = lowerCase(bytes);
    if (scope === 'anywhere' && inOneLine.test(message)) return 'yes';
    const where = headersAlone && !MORE_HEADERS.test(message) ? headerSection(message) : message;
    // A character of the text is a byte of the message.
    return where.includes(word) || HIDING.test(where) ? where.length : 'no';
  };
}

/** Its bytes as characters, ASCII letters in lower case. */
function lowerCase(bytes: Buffer): string {
  return bytes.latin1Slice().toLowerCase();
}

function longestWord(text: string): string {
  return text.split(/[^a-z0-9]+/).reduce((best, word) => (word.length > best.length ? word : best), '');
}

/** Up to the first empty line and with it; of a message without one, all of it. */
function headerSection(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  return end < 0 ? message : message.slice(0, end + 4);
}
