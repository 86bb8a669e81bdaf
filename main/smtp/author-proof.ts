/**
 * Whether a From header is believed, where this server would prove it to others by passing the message on: what leaves with a
 * sender of a domain of ours, or is signed by it, passes DMARC for a From of that domain (RFC 7489 section 3.1), whoever has written it.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import { domainOf } from '../security/returns/authentication-results.ts';
import { maySpeakFor, type SenderAuthentication, type Standing } from '../security/returns/sender-authentication.ts';
import type { TimeBudget } from '../security/returns/time-budget.ts';
import { MOST_NAMES, fromFields, namesIn, spellings } from './from-names.ts';

/** What is within holds no comments (RFC 5322 section 3.2.4). */
const QUOTED = /"(?:[^"\\]|\\.)*"/gs;

export type Author = Pick<ScannedContent, 'from' | 'fromIsPlain'>;

/** What proofs are asked of, and the time that they have: for all of one message together. */
export interface Proofs {
  readonly authentication: Pick<SenderAuthentication, 'standing' | 'standingOfAuthor' | 'speaksFor'>;
  readonly budget: TimeBudget;
}

/** Whose From this server would prove. */
export interface Proven {
  /** Domains that SPF or DKIM of ours pass for. */
  readonly by: Iterable<string>;
  /** True for further domains, whatever their policies say. */
  readonly isOurs?: (domain: string) => boolean;
}

/**
 * With a From header that is plain only where everybody sees the same one, in the same lines. Of what cannot be read nobody knows what
 * others read in it, nor of what the scan has not seen as a From header.
 * @param head the header section
 */
export function asSeenByAll<Content extends Author>(content: Content, head: Buffer): Content {
  if (!content.fromIsPlain) return content;
  const fields = fromFields(head);
  const isSame = content.from.length === 0 ? fields.length === 0 : fields.length === 1 && fields.every(({ regular }) => regular);
  return isSame ? content : { ...content, fromIsPlain: false };
}

/** @param author as seen by all @param head the header section */
export async function authorStanding(
  { from, fromIsPlain: plain }: Author,
  head: Buffer,
  { by, isOurs }: Proven,
  { authentication, budget }: Proofs,
): Promise<Standing> {
  const provers = [...by];
  const always = isOurs ?? ((): boolean => false);
  if (provers.length === 0 && isOurs === undefined) return 'vouched';
  const fields = fromFields(head);
  // Some take the address of a comment where they see no other.
  const isWhole = plain && !fields.some(({ text }) => text.replaceAll(QUOTED, '').includes('('));
  const further = isWhole ? [] : namesIn(fields.map(({ text }) => text));
  if (further === undefined) return 'not-vouched';
  const domains = new Set([...from.map(domainOf), ...further]);
  if (domains.size > MOST_NAMES) return 'not-vouched';
  const named = new Set([...domains].flatMap(spellings));
  const asked = [...named].filter((domain) => always(domain) || provers.some((prover) => maySpeakFor(prover, domain)));
  if (asked.length > FIXED_LIMITS.provenAuthorDomains) return 'not-vouched';
  const standingOf = async (domain: string): Promise<Standing> => {
    if (!always(domain) && !(await speaksForAny(authentication, provers, domain))) return 'vouched';
    return plain ? await authentication.standingOfAuthor(domain) : 'not-vouched';
  };
  const standings = await Promise.all(asked.map(async (domain) => await budget.inTime(standingOf(domain), 'unsure')));
  return standings.find((standing) => standing === 'not-vouched') ?? standings.find((standing) => standing === 'unsure') ?? 'vouched';
}

/** True if SPF or DKIM of one of the domains makes others believe a From header of `author`. */
async function speaksForAny(authentication: Pick<SenderAuthentication, 'speaksFor'>, domains: Iterable<string>, author: string): Promise<boolean> {
  for (const domain of domains) if (await authentication.speaksFor(domain, author)) return true;
  return false;
}
