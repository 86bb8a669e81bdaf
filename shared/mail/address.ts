/**
 * Mail addresses as RFC 5321 section 4.1.2 writes them in MAIL and RCPT, with the UTF-8 of RFC 6531.
 * Windows and engine judge an address with these functions alone.
 */

/** An address taken apart. `domain` is lower case (and A-labels stay A-labels); `localPart` is as given, quotes removed. */
export interface MailAddress {
  readonly localPart: string;
  readonly domain: string;
}

/** RFC 5321 section 4.5.3.1.1. */
const LOCAL_PART_OCTETS = 64;
/** RFC 5321 section 4.5.3.1.2. */
const DOMAIN_OCTETS = 255;

/** RFC 5321 atext, and any non-ASCII character but controls and invisible formatting (RFC 6531 section 3.3). */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u00a1-\uffff]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u00a1-\uffff]+)*$/u;
const QUOTED_STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e\u00a1-\uffff]|\\[\x20-\x7e])*)"$/u;
const LABEL = /^[a-z0-9_\u00a1-\uffff](?:[a-z0-9_\-\u00a1-\uffff]*[a-z0-9_\u00a1-\uffff])?$/u;
/** What nearly every domain looks like; it needs none of the slower tests. */
const PLAIN_DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** The same for local parts. */
const PLAIN_LOCAL_PART = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
/** Characters that nobody can see: they make two addresses look alike. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u00ad]/u;

function octets(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

/**
 * Normalises a domain name: lower case, NFC, no trailing dot.
 * @returns the name, or undefined if it is not a domain name (an address literal is not one).
 */
export function parseDomain(text: string): string | undefined {
  if (PLAIN_DOMAIN.test(text) && text.length <= DOMAIN_OCTETS) return text.toLowerCase();
  const name = text.normalize('NFC').toLowerCase();
  if (name === '' || octets(name) > DOMAIN_OCTETS || INVISIBLE.test(name)) return undefined;
  const labels = name.split('.');
  const valid = labels.every((label) => label.length <= 63 && LABEL.test(label));
  return valid ? name : undefined;
}

/** True for an address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3), syntax only. */
export function isAddressLiteral(domain: string): boolean {
  return /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]{2,45})\]$/i.test(domain);
}

/**
 * Parses one address, as it stands between the angle brackets.
 * @returns the parts, or undefined if the text is not an address.
 */
export function parseAddress(text: string): MailAddress | undefined {
  const at = text.lastIndexOf('@');
  if (at < 1) return undefined;
  const rawLocal = text.slice(0, at);
  const rawDomain = text.slice(at + 1);
  const domain = isAddressLiteral(rawDomain) ? rawDomain : parseDomain(rawDomain);
  if (domain === undefined) return undefined;
  const localPart = parseLocalPart(rawLocal);
  if (localPart === undefined) return undefined;
  return { localPart, domain };
}

function parseLocalPart(text: string): string | undefined {
  if (PLAIN_LOCAL_PART.test(text) && text.length <= LOCAL_PART_OCTETS) return text;
  if (octets(text) > LOCAL_PART_OCTETS || INVISIBLE.test(text)) return undefined;
  if (DOT_STRING.test(text)) return text.normalize('NFC');
  const quoted = QUOTED_STRING.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  return quoted.replaceAll(/\\(.)/gu, '$1').normalize('NFC');
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

/** `user+detail` belongs to `user` (RFC 5233). Returns the part before the first plus, or undefined without one. */
export function withoutDetail(localPart: string): string | undefined {
  const plus = localPart.indexOf('+');
  return plus > 0 ? localPart.slice(0, plus) : undefined;
}
