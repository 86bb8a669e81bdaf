/** What the rest of the engine asks of the domain name system. */

/** `none`: the name exists, but has no such record. `trouble`: nobody knows; never a reason to refuse for good. */
export type DnsAnswer<Data> =
  | { readonly kind: 'found'; readonly records: readonly Data[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'no-such-domain' }
  | { readonly kind: 'trouble'; readonly why: string };

export interface MxRecord {
  /** '' is the null MX of RFC 7505. */
  readonly exchange: string;
  readonly preference: number;
}

/** Every look-up has a time budget, a cache and a limit on how many run at once; none of them rejects. */
export interface DnsLookups {
  mx(domain: string): Promise<DnsAnswer<MxRecord>>;
  /** A and AAAA records together, as IP addresses. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  /** Names of an IP address. */
  ptr(address: string): Promise<DnsAnswer<string>>;
  /** Each record with its pieces joined. */
  txt(name: string): Promise<DnsAnswer<string>>;
}
