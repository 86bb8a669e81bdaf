/** An international domain has two forms (RFC 5890): readers show the one in letters, and on the wire stands `xn--…`. A filter may be written in either. */
import { domainToASCII, domainToUnicode } from 'node:url';

const A_LABEL = /xn--/i;
/** The longest host name (RFC 1035 section 2.3.4). */
const HOST = /[a-z0-9.-]{1,255}/gi;
/** What of an address may be such a domain. */
const IN_LETTERS = /(?<=@)[^\s@<>()[\]:;,"\\]{1,255}/g;
const NON_ASCII = /[^\0-\x7f]/;

/** The text with its domains in letters, and the one with those of its addresses as they stand in the DNS; without what is the same. */
export function otherForms(text: string): readonly string[] {
  const forms: string[] = [];
  if (A_LABEL.test(text)) forms.push(text.replace(HOST, (host) => (A_LABEL.test(host) ? domainToUnicode(host) || host : host)));
  if (text.includes('@') && NON_ASCII.test(text)) {
    forms.push(text.replace(IN_LETTERS, (host) => (NON_ASCII.test(host) ? domainToASCII(host) || host : host)));
  }
  return forms.filter((form) => form !== text);
}
