/**
 * Mail addresses as RFC 5321 section 4.1.2 writes them in MAIL and RCPT, with the UTF-8 of RFC 6531.
 * Windows and engine judge an address with these functions alone.
 */

/**
 * An address taken apart. `domain` is in lower case and A-labels (RFC 5890 section 2.3.2.1), so that a domain is one
 * however it was written; `localPart` is as given but in NFC, quotes removed.
 */
export interface MailAddress {
  readonly localPart: string;
  readonly domain: string;
}

/** RFC 5321 section 4.5.3.1.1. */
const LOCAL_PART_OCTETS = 64;
/** RFC 5321 section 4.5.3.1.2. */
const DOMAIN_OCTETS = 255;

/** RFC 5321 atext, and any non-ASCII character (RFC 6531 section 3.3); the invisible ones are refused before. */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+)*$/u;
const QUOTED_STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e\u{80}-\u{10ffff}]|\\[\x20-\x7e])*)"$/u;
/**
 * A label: letters, digits, hyphens within, and the underscore that real host names have. Beyond ASCII the letters, marks
 * and digits of RFC 5892 and its three middle dots and quotation marks, but no signs: some of them look like dots and slashes.
 */
const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}\u00b7\u05f3\u05f4\u30fb_-]*[\p{L}\p{N}\p{M}\u05f3\u05f4_])?$/u;
/** What nearly every domain looks like; it needs none of the slower tests. The last label begins with a letter. */
const PLAIN_DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** The same for local parts. */
const PLAIN_LOCAL_PART = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const ALL_DIGITS = /^\d+$/;
const NON_ASCII = /[^\p{ASCII}]/u;
/** Characters that nobody can see, or can tell from a space: they make two addresses look alike. Lone surrogates are no characters at all. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/u;

/** Of the WHATWG, in browsers as in Node: its parser of hosts is the UTS 46 that both have built in. */
declare const URL: {
  new (text: string): { readonly hostname: string };
  canParse(text: string): boolean;
};

function octets(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

/**
 * The A-labels of a name that has more than ASCII (UTS 46, nontransitional: as browsers do it).
 * @param name of valid labels: nothing in it means anything else to a parser of URLs
 */
function asciiLabels(name: string): string | undefined {
  const address = `http://${name}`;
  if (!URL.canParse(address)) return undefined;
  const ascii = new URL(address).hostname;
  // Some characters stand for several, a dot among them; and what comes out as numbers has been read as an IPv4 address.
  return ascii.split('.').length === name.split('.').length ? ascii : undefined;
}

function areLabels(name: string): boolean {
  return name.split('.').every((label) => label.length <= 63 && LABEL.test(label));
}

/**
 * Normalises a domain name: lower case and A-labels, whichever way it was written (RFC 5890 section 2.3.2.1). A name with a trailing dot is none (RFC 5321 section 2.3.5), nor is an
 * address without its brackets: no top-level domain is a number (RFC 3696 section 2).
 * @returns the name, or undefined if it is not a domain name (an address literal is not one).
 */
export function parseDomain(text: string): string | undefined {
  if (text.length <= DOMAIN_OCTETS && PLAIN_DOMAIN.test(text)) return text.toLowerCase();
  const name = text.normalize('NFC').toLowerCase().normalize('NFC');
  if (name === '' || octets(name) > DOMAIN_OCTETS || INVISIBLE.test(name) || !areLabels(name)) return undefined;
  const ascii = NON_ASCII.test(name) ? asciiLabels(name) : name;
  if (ascii === undefined || ascii.length > DOMAIN_OCTETS || !areLabels(ascii)) return undefined;
  return ALL_DIGITS.test(ascii.slice(ascii.lastIndexOf('.') + 1)) ? undefined : ascii;
}

/** The key under which domains are compared; for what is none, itself in lower case. */
export function domainKey(name: string): string {
  return parseDomain(name) ?? name.toLowerCase();
}

/** True for an address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3). */
export function isAddressLiteral(domain: string): boolean {
  const literal = /^\[(?:([0-9.]{7,15})|IPv6:([0-9a-f:.]{2,45}))\]$/i.exec(domain);
  const [, ipv4, ipv6] = literal ?? [];
  return (ipv4 !== undefined && isIpv4(ipv4)) || (ipv6 !== undefined && isIpv6(ipv6));
}

function isIpv4(text: string): boolean {
  const numbers = text.split('.');
  return numbers.length === 4 && numbers.every((number) => /^\d{1,3}$/.test(number) && Number(number) <= 255);
}

/** RFC 4291 section 2.2: eight groups, of which one run may be left out as `::`, the last two perhaps written as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const dotted = last.includes('.') && !text.endsWith('::');
  if (dotted && !isIpv4(last)) return false;
  const count = groups.length + (dotted ? 1 : 0);
  const hex = dotted ? groups.slice(0, -1) : groups;
  return hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count <= 7 : count === 8);
}

/** One spelling for one literal, but for leading zeros and the like. */
function normalLiteral(literal: string): string {
  return literal.toLowerCase().replace('[ipv6:', '[IPv6:');
}

/**
 * Parses one address, as it stands between the angle brackets.
 * @returns the parts, or undefined if the text is not an address.
 */
export function parseAddress(text: string): MailAddress | undefined {
  const at = text.lastIndexOf('@');
  if (at < 1) return undefined;
  const rawDomain = text.slice(at + 1);
  const domain = isAddressLiteral(rawDomain) ? normalLiteral(rawDomain) : parseDomain(rawDomain);
  if (domain === undefined) return undefined;
  const localPart = parseLocalPart(text.slice(0, at));
  if (localPart === undefined) return undefined;
  return { localPart, domain };
}

function parseLocalPart(text: string): string | undefined {
  if (text.length <= LOCAL_PART_OCTETS && PLAIN_LOCAL_PART.test(text)) return text;
  // Normalised before it is judged: NFC turns some characters into ASCII ones that need quotes, and some into longer ones.
  const normal = text.normalize('NFC');
  if (octets(normal) > LOCAL_PART_OCTETS || INVISIBLE.test(normal)) return undefined;
  if (DOT_STRING.test(normal)) return normal;
  return QUOTED_STRING.exec(normal)?.[1]?.replaceAll(/\\(.)/gu, '$1');
}

/** Writes an address back, quoting the local part only where RFC 5321 section 4.1.2 needs it. */
export function formatAddress(address: MailAddress): string {
  const { localPart, domain } = address;
  if (DOT_STRING.test(localPart)) return `${localPart}@${domain}`;
  return `"${localPart.replaceAll(/["\\]/g, '\\$&')}"@${domain}`;
}

/** The key under which mailboxes and aliases are found: local parts of our own domains do not differ by case. */
export function addressKey(address: MailAddress): string {
  return `${address.localPart.toLowerCase()}@${address.domain}`;
}

/** All spellings of one login name: an address by its key, whatever its quotes, its case and the way its domain is written. */
export function loginKey(name: string): string {
  const address = parseAddress(name);
  return address === undefined ? name.normalize('NFC').toLowerCase() : addressKey(address);
}

/** `user+detail` belongs to `user` (RFC 5233). Returns the part before the first plus, or undefined without one. */
export function withoutDetail(localPart: string): string | undefined {
  const plus = localPart.indexOf('+');
  return plus > 0 ? localPart.slice(0, plus) : undefined;
}
