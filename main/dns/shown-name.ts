/** Domains as people read them: U-labels (RFC 5890 section 2.3.2.1) where there are A-labels. */
import { domainToUnicode } from 'node:url';
import { formatAddress, type MailAddress, parseAddress, parseDomain } from '../../shared/mail/address.ts';

const A_LABEL = /(?:^|\.)xn--/i;

/** @returns the name itself where its A-labels stand for nothing, or for something that would not lead back to it */
export function shownDomain(name: string): string {
  if (!A_LABEL.test(name)) return name;
  const shown = domainToUnicode(name);
  return parseDomain(shown) === name.toLowerCase() ? shown : name;
}

/** With its domain as people read it. @param address as `formatAddress` writes it */
export function shownAddress(address: string | MailAddress): string {
  const text = typeof address === 'string' ? address : formatAddress(address);
  const domain = text.lastIndexOf('@') + 1;
  return `${text.slice(0, domain)}${shownDomain(text.slice(domain))}`;
}

/** Quotes, A-labels and what is not ASCII: without these a name is written in one way but for its case. */
const SEVERAL_WAYS = /[^\p{ASCII}]|"|xn--/iu;

/** The name of a login as people read it, one however it was typed but for its case: an address as it is shown, anything else in NFC. */
export function shownLogin(name: string): string {
  if (!SEVERAL_WAYS.test(name)) return name;
  const address = parseAddress(name);
  return address === undefined ? name.normalize('NFC') : shownAddress(address);
}
