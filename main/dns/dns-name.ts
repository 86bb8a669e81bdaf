/** Names on their way into the DNS: international ones as A-labels, and none that the DNS could not hold. */
import { domainToASCII } from 'node:url';

/** Without the backslash, which stands for other bytes in the names of answers. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]*$/;
const NON_ASCII = /[^\0-\x7f]/;

/**
 * The name to ask for: lower case, A-labels (RFC 5890), no dot at the end.
 * @returns undefined if no such name can exist, as with an empty label, one of more than 63 bytes, or more than 253 in all
 */
export function questionName(text: string): string | undefined {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  // Only for what needs it: `domainToASCII` reads some ASCII names as IPv4 addresses, and mends others.
  const name = (NON_ASCII.test(bare) ? domainToASCII(bare) : bare).toLowerCase();
  if (name === '' || name.length > 253 || !PLAIN.test(name)) return undefined;
  return name.split('.').every((label) => label.length > 0 && label.length <= 63) ? name : undefined;
}
