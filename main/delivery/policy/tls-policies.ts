/** Which encryption a mail host owes: what its TLSA records say (DANE), else what its domain's policy says (MTA-STS), else none. */
import type { TlsDemand } from '../client/tls.ts';

/** What a domain's MTA-STS policy demands; undefined without one that is enforced. */
export interface StsPolicy {
  /** Names, and patterns such as `*.example.net` (RFC 8461 section 4.1). */
  readonly hosts: readonly string[];
}

export interface HostQuestion {
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  readonly policy: StsPolicy | undefined;
  /** The host's name and addresses were validated by DNSSEC. */
  readonly secure: boolean;
}

export interface TlsPolicies {
  ofDomain(domain: string): Promise<StsPolicy | undefined>;
  /** @returns what to demand; undefined for nothing; a text why the host must not be used */
  demandFor(question: HostQuestion): Promise<TlsDemand | string | undefined>;
}

/** Nobody demands anything. */
export const NO_POLICIES: TlsPolicies = { ofDomain: async () => undefined, demandFor: async () => undefined };
