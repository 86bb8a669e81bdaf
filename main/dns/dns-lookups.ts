/** What the rest of the engine asks of the domain name system. */

/** `none`: the name exists, but has no such record. `trouble`: nobody knows; never a reason to refuse for good. */
export type DnsAnswer<Data> =
  /** `incomplete`: there may be more, which could not be asked for. `secure`: a resolver of this computer has validated it (DNSSEC). */
  | { readonly kind: 'found'; readonly records: readonly Data[]; readonly incomplete?: true; readonly secure?: true }
  | { readonly kind: 'none'; readonly secure?: true }
  | { readonly kind: 'no-such-domain' }
  | { readonly kind: 'trouble'; readonly why: string };

export interface MxRecord {
  /** '' is the null MX of RFC 7505. Hostile text, as all names of answers. */
  readonly exchange: string;
  readonly preference: number;
}

/** Where a service of a domain is to be found (RFC 2782). */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** '' says that there is no such service. Hostile text. */
  readonly target: string;
}

/**
 * Every look-up has a time budget, a cache and a limit on how many run at once; none of them rejects. International names
 * may be given as they are read. A name that the DNS cannot hold is `no-such-domain`.
 */
export interface DnsLookups {
  /** In order of preference; at once if it is known. */
  mx(domain: string): DnsAnswer<MxRecord> | Promise<DnsAnswer<MxRecord>>;
  /** A and AAAA records together, as IP addresses. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  /** Names of an IP address. */
  ptr(address: string): Promise<DnsAnswer<string>>;
  /** Each record with its pieces joined; bytes beyond ASCII as Latin-1. */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** Such as `3 1 1 0123…`: usage, selector, matching type and data in hexadecimal (RFC 6698 section 2.2). */
  tlsa(name: string): Promise<DnsAnswer<string>>;
  /** In order of priority. @param name such as `_submission._tcp.example.com` */
  srv(name: string): Promise<DnsAnswer<SrvRecord>>;
}

/** What is counted apart for the window; `callout` is the one that is not of the DNS. */
export type LookupKind = keyof DnsLookups | 'callout';

/** What one kind of look-up has cost since the start. */
export interface LookupFigures {
  readonly kind: LookupKind;
  readonly lookups: number;
  /** Answered from memory, or by the answer that another look-up was waiting for. */
  readonly hits: number;
  readonly troubles: number;
  /** Milliseconds of the latest look-ups, hits included; undefined before the first. */
  readonly medianMilliseconds: number | undefined;
  readonly lastMilliseconds: number | undefined;
}
