/** What all checks of DNS records have in common: the facts they judge by, and how a finding is made. */
import type { DnsPurpose, DnsRecord } from '../../../shared/admin-api/dns.ts';
import { escapeHostileText } from '../../../shared/text/escape.ts';
import type { DnsAnswer, DnsLookups } from '../dns-lookups.ts';

/** A DKIM key of the domain. */
export interface DkimFact {
  readonly selector: string;
  /** Of the TXT record. */
  readonly value: string;
  /** Signs now; or has signed lately, so that mail on its way still needs it; or will sign once its record is there. */
  readonly state: 'active' | 'retired' | 'next';
}

/** What this server is like: what the records are made of. */
export interface CheckFacts {
  /** A-labels, as all names here. */
  readonly domain: string;
  /** The name that this server gives itself. */
  readonly hostname: string;
  /** Addresses that `hostname` has in the DNS. */
  readonly addresses: DnsAnswer<string>;
  /** Public addresses that this computer has on its interfaces; none behind a router that translates. */
  readonly ownAddresses: readonly string[];
  /** Where outgoing mail is handed to; undefined without a smart host. */
  readonly smartHost: string | undefined;
  /** The port of each service that mail programs use; undefined where it is not offered. */
  readonly services: Readonly<Record<MailService, number | undefined>>;
  readonly dkim: readonly DkimFact[];
}

/** RFC 6186 and RFC 8314 section 5. */
export const MAIL_SERVICES = ['submissions', 'submission', 'pop3s', 'pop3'] as const;
export type MailService = (typeof MAIL_SERVICES)[number];

/** What a domain publishes for MTA-STS (RFC 8461), as whoever sends mail here sees it. */
export type PublishedPolicy =
  | { readonly mode: 'enforce' | 'testing' | 'none' /** It names this server. */; readonly namesUs: boolean }
  /** Nobody can use it. */
  | { readonly why: string };

/** Gets the policy of a domain; asked only where the DNS says that there is one. */
export type PolicySource = (domain: string) => Promise<PublishedPolicy>;

export type Lookups = Pick<DnsLookups, 'mx' | 'addresses' | 'ptr' | 'txt' | 'srv'>;

/** What a record is and should be. */
export interface Wanted extends Pick<DnsRecord, 'name' | 'type' | 'importance' | 'wanted'> {
  readonly purpose: DnsPurpose;
}

export type Judgement = Pick<DnsRecord, 'verdict' | 'text' | 'todo'>;

/** @param found raw */
export function record(wanted: Wanted, found: readonly string[], judgement: Judgement): DnsRecord {
  return { ...wanted, line: wanted.wanted === '' ? '' : zoneLine(wanted), found: found.map(escapeHostileText), ...judgement };
}

export function right(text: string, todo = ''): Judgement {
  return { verdict: 'right', text, todo };
}

/** The judgement where the name servers did not tell. */
export function trouble(why: string): Judgement {
  return {
    verdict: 'unknown',
    text: `The name servers did not answer (${escapeHostileText(why)}).`,
    todo: 'Look again in a while; if it stays so, see whether the name servers of the domain are reachable.',
  };
}

/** Records of an answer; none where there are none. */
export function recordsOf<Data>(answer: DnsAnswer<Data>): readonly Data[] {
  return answer.kind === 'found' ? answer.records : [];
}

/** RFC 1035 section 5.1, with the names written out. */
function zoneLine({ name, type, wanted }: Wanted): string {
  const data = type === 'TXT' ? quoted(wanted) : type === 'A' ? wanted : `${wanted}.`;
  const kind = type === 'A' && wanted.includes(':') ? 'AAAA' : type;
  return `${name}. IN ${kind} ${data}`;
}

/** RFC 1035 section 3.3.14: strings of at most 255 bytes, which are read as one. */
function quoted(text: string): string {
  const pieces = text.match(/.{1,255}/gs) ?? [''];
  return pieces.map((piece) => `"${piece.replaceAll(/["\\]/g, '\\$&')}"`).join(' ');
}

/** The tags of a record such as `v=DMARC1; p=none` (RFC 6376 section 3.2), names in lower case. */
export function tagsOf(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) tags.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  return tags;
}

/** Names in the DNS do not differ by case; a dot at the end is only a way of writing. */
export function sameName(left: string, right_: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');
  return plain(left) === plain(right_);
}
