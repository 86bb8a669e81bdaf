/**
 * MTA-STS (RFC 8461): what a domain demands of those who send it mail, published under a name that a certificate vouches
 * for. A policy that was seen is kept for as long as it says, over restarts, so that whoever can suppress DNS answers cannot
 * suppress it.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import type { PolicyStore } from '../../store/mail-services.ts';

/** Gets the text at an address over HTTPS, with a valid certificate and without following redirects; undefined where there is none. */
export type PolicyFetcher = (url: string) => Promise<string | undefined>;

export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names, and patterns such as `*.example.net` (section 4.1). */
  readonly hosts: readonly string[];
  readonly maxAgeSeconds: number;
}

interface Kept {
  readonly id: string;
  readonly policy: StsPolicy;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface MtaStsServices {
  readonly dns: Pick<DnsLookups, 'txt'>;
  readonly fetch: PolicyFetcher;
  readonly clock: Clock;
  readonly store: PolicyStore;
  /** A policy could not be read or kept; mail goes on by those in memory. */
  readonly onTrouble: (error: unknown) => void;
}

export class MtaSts {
  readonly #services: MtaStsServices;
  /** By domain; the one unused for longest first. */
  readonly #kept = new Map<string, Kept>();
  /** Domains whose policy could not be had, and until when that is not tried again (section 3.3 asks for at least five minutes). */
  readonly #missed = new Map<string, number>();

  #loaded: Promise<void> | undefined;

  constructor(services: MtaStsServices) {
    this.#services = services;
  }

  /** The policy in force for a domain; undefined without one. Never rejects. */
  async policyOf(domain: string): Promise<StsPolicy | undefined> {
    const { clock, fetch } = this.#services;
    await (this.#loaded ??= this.#load());
    const now = clock.now();
    const kept = this.#kept.get(domain);
    const known = kept !== undefined && kept.until > now ? kept : undefined;
    const id = await this.#idOf(domain);
    // Section 10.2: looked at again before it ends, or whoever waits for the end could suppress it then.
    const isFresh = known !== undefined && id === known.id && known.until - now > lifetime(known.policy) / 2;
    // Section 5.1: trouble with the DNS or the web server does not undo a policy that is still good.
    if (id === undefined || isFresh || (this.#missed.get(domain) ?? 0) > now) return known?.policy;
    const policy = parsePolicy((await fetch(mtaStsAddress(domain)).catch(() => undefined)) ?? '');
    if (policy === undefined) {
      remember(this.#missed, domain, now + FIXED_LIMITS.mtaStsMissedSeconds * 1000);
      return known?.policy;
    }
    await this.#keep(domain, { id, policy, until: now + lifetime(policy) });
    return policy;
  }

  /** What was kept in an earlier run. */
  async #load(): Promise<void> {
    const { store, clock, onTrouble } = this.#services;
    try {
      const policies = await store.load(clock.now(), FIXED_LIMITS.mtaStsPolicies);
      for (const { domain, id, until, ...policy } of policies.toReversed()) remember(this.#kept, domain, { id, policy, until });
    } catch (error) {
      onTrouble(error);
    }
  }

  async #keep(domain: string, kept: Kept): Promise<void> {
    const { store, clock, onTrouble } = this.#services;
    remember(this.#kept, domain, kept);
    const { id, policy, until } = kept;
    await store.keep({ domain, id, until, ...policy }, clock.now(), FIXED_LIMITS.mtaStsPolicies).catch(onTrouble);
  }

  /** The id of the policy, which changes with it; undefined where the domain has none, or nobody knows. */
  async #idOf(domain: string): Promise<string | undefined> {
    const answer = await this.#services.dns.txt(`_mta-sts.${domain}`);
    const records = answer.kind === 'found' ? answer.records.filter((text) => /^v=STSv1\s*;/.test(text)) : [];
    // Section 3.1: more than one is as good as none.
    return records.length === 1 ? /;\s*id\s*=\s*([A-Za-z0-9]{1,32})\s*(?:;|$)/.exec(records[0] ?? '')?.[1] : undefined;
  }
}

/** Where the policy of a domain is (section 3.2). */
export function mtaStsAddress(domain: string): string {
  return `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
}

/** Milliseconds for which a policy holds. */
function lifetime({ maxAgeSeconds }: StsPolicy): number {
  return Math.min(maxAgeSeconds, FIXED_LIMITS.mtaStsKeptSeconds) * 1000;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > FIXED_LIMITS.mtaStsPolicies && oldest !== undefined) map.delete(oldest);
}

/** Section 3.2. @returns undefined if it is no policy */
export function parsePolicy(text: string): StsPolicy | undefined {
  const fields = text.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    return /^[A-Za-z0-9_-]+$/.test(name) ? [{ name: name.toLowerCase(), value: line.slice(colon + 1).trim() }] : [];
  });
  const first = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  const mode = first('mode');
  const maxAge = first('max_age') ?? '';
  const hosts = fields.filter(({ name }) => name === 'mx').map(({ value }) => value.toLowerCase());
  if (first('version') !== 'STSv1' || !/^\d{1,10}$/.test(maxAge)) return undefined;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined;
  if (mode !== 'none' && hosts.length === 0) return undefined;
  return { mode, hosts, maxAgeSeconds: Number(maxAge) };
}

/** Section 4.1: a wildcard stands for one label, the first. */
export function isNamedBy(policy: StsPolicy, host: string): boolean {
  const name = host.toLowerCase();
  return policy.hosts.some((pattern) =>
    pattern.startsWith('*.') ? name.slice(name.indexOf('.') + 1) === pattern.slice(2) && name.includes('.') : name === pattern,
  );
}
