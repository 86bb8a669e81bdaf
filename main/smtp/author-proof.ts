/**
 * Whether a From header is believed, where this server would prove it to others by passing the message on: what leaves with a
 * sender of a domain of ours, or is signed by it, passes DMARC for a From of that domain (RFC 7489 section 3.1), whoever has written it.
 */
import type { ScannedContent } from '../security/content/scanned-content.ts';
import { domainOf } from '../security/returns/authentication-results.ts';
import type { SenderAuthentication, Standing } from '../security/returns/sender-authentication.ts';

export type Author = Pick<ScannedContent, 'from' | 'fromIsPlain'>;
type IsOurs = (domain: string) => boolean | Promise<boolean>;

/** Characters of From headers in which domains of ours are looked for where nobody can read them; more, which no real mail has, are not believed. */
const UNCLEAR_FROM_CHARACTERS = 10_000;

/** @param head the header section @param isOurs true for a domain of a From header that this server would prove */
export async function authorStanding({ from, fromIsPlain }: Author, head: Buffer, isOurs: IsOurs, authentication: SenderAuthentication): Promise<Standing> {
  const named = fromIsPlain ? new Set(from.map(domainOf)) : new Set([...from.map(domainOf), ...unclearDomains(head)]);
  for (const domain of named) {
    if (domain !== ANY && !(await isOurs(domain))) continue;
    // Of what cannot be read nobody knows what others read in it.
    const standing = fromIsPlain ? await authentication.standingOfAuthor(domain) : 'not-vouched';
    if (standing !== 'vouched') return standing;
  }
  return 'vouched';
}

/** True if SPF or DKIM of one of the domains makes others believe a From header of `author`. */
export async function speaksForAny(authentication: Pick<SenderAuthentication, 'speaksFor'>, domains: Iterable<string>, author: string): Promise<boolean> {
  for (const domain of domains) if (await authentication.speaksFor(domain, author)) return true;
  return false;
}

/** In place of a domain: there are more words than are looked at. */
const ANY = '*';

/** Whatever in From headers may be a domain. */
function unclearDomains(head: Buffer): string[] {
  const fields = head.toString().match(/^from[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gim) ?? [];
  const text = fields.map((field) => field.replaceAll(/\s/g, '')).join(' ');
  if (text.length > UNCLEAR_FROM_CHARACTERS) return [ANY];
  const words = text.toLowerCase().split(/[^\p{L}\p{M}\p{N}.-]+/u);
  return words.map((word) => word.split('.').filter(Boolean).join('.')).filter((word) => word !== '');
}
