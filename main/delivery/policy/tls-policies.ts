/** Which encryption a mail host owes: what its TLSA records say (DANE), else what its domain's policy says (MTA-STS), else none. */
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import type { TlsDemand } from '../client/tls.ts';
import { type MtaSts, type StsPolicy, isNamedBy } from './mta-sts.ts';
import { type TlsaRecord, isUsable } from './tlsa.ts';

export interface HostQuestion {
  readonly domain: string;
  /** What the domain is an alias of, if it is one. */
  readonly nextHop: string | undefined;
  readonly host: string;
  /** What the host is an alias of, if it is one. */
  readonly canonical: string | undefined;
  readonly port: number;
  /** Of the domain. */
  readonly policy: StsPolicy | undefined;
  /** The mail hosts of the domain, and the addresses of this one, were validated by DNSSEC. */
  readonly secure: boolean;
}

export interface TlsPolicies {
  ofDomain(domain: string): Promise<StsPolicy | undefined>;
  /** @returns what to demand; undefined for nothing; a text why the host must not be used now */
  demandFor(question: HostQuestion): Promise<TlsDemand | string | undefined>;
}

export interface PolicyServices {
  readonly settings: () => Pick<DeliverySettings, 'mtaSts' | 'dane'>;
  readonly dns: Pick<DnsLookups, 'tlsa'>;
  readonly mtaSts: Pick<MtaSts, 'policyOf'>;
}

/** Nobody demands anything. */
export const NO_POLICIES: TlsPolicies = { ofDomain: async () => undefined, demandFor: async () => undefined };

export function createTlsPolicies({ settings, dns, mtaSts }: PolicyServices): TlsPolicies {
  const ofDomain = async (domain: string): Promise<StsPolicy | undefined> => {
    if (!settings().mtaSts) return undefined;
    const policy = await mtaSts.policyOf(domain);
    return policy?.mode === 'enforce' ? policy : undefined;
  };
  return {
    ofDomain,
    demandFor: async (question) => {
      const { domain, host, policy, secure } = question;
      const dane = settings().dane && secure ? await tlsaDemand(dns, question) : undefined;
      // RFC 8461 section 2: DANE is not weakened by MTA-STS, and comes first.
      if (dane !== undefined) return dane;
      if (policy === undefined) return undefined;
      if (!isNamedBy(policy, host)) return `the MTA-STS policy of ${domain} does not name the host ${host}`;
      return { when: 'required', proof: { kind: 'certificate', by: 'MTA-STS' } };
    },
  };
}

/**
 * RFC 7672 section 2.2: records that were not validated count for nothing; that nobody knows whether there are any is a reason to
 * wait. Section 2.2.2: of a host that is an alias, those of the name it stands for come first, then its own.
 */
async function tlsaDemand(dns: PolicyServices['dns'], { domain, nextHop, host, canonical, port }: HostQuestion): Promise<TlsDemand | string | undefined> {
  for (const base of canonical === undefined ? [host] : [canonical, host]) {
    const answer = await dns.tlsa(`_${port}._tcp.${base}`);
    if (answer.kind === 'trouble') return `the TLSA records of ${base} could not be looked up: ${answer.why}`;
    if (answer.kind !== 'found' || answer.secure !== true) continue;
    const records = answer.records.flatMap((text) => parseTlsa(text) ?? []).filter(isUsable);
    // Section 2.2: records of which none can be used still say that the host speaks TLS.
    if (records.length === 0) return { when: 'required', proof: { kind: 'none' } };
    // Section 3.2.2: the name of the records first, which is also the one to ask for (SNI, section 3.2.1); then the domain by its names.
    return { when: 'required', proof: { kind: 'tlsa', records, names: [base, domain, ...(nextHop === undefined ? [] : [nextHop])] } };
  }
  return undefined;
}

function parseTlsa(text: string): TlsaRecord | undefined {
  const [, usage, selector, matching, data] = /^(\d+) (\d+) (\d+) ([0-9a-f]*)$/.exec(text) ?? [];
  if (data === undefined) return undefined;
  return { usage: Number(usage), selector: Number(selector), matching: Number(matching), data: Buffer.from(data, 'hex') };
}
