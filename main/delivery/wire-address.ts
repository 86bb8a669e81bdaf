/** Addresses as other hosts get them. */
import { domainToASCII } from 'node:url';

const NON_ASCII = /[^\p{ASCII}]/u;

/** With the domain as A-labels (RFC 5890), which every host understands. */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  if (!NON_ASCII.test(domain)) return address;
  const ascii = domainToASCII(domain);
  return ascii === '' ? address : `${address.slice(0, at)}${ascii}`;
}

/** True if only a host with SMTPUTF8 can take it (RFC 6531 section 3.3), however its domain is written. */
export function needsSmtpUtf8(address: string): boolean {
  return NON_ASCII.test(wireAddress(address));
}
