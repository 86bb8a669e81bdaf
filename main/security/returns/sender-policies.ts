/**
 * What SPF (RFC 7208) and DMARC (RFC 7489) say of a sender, remembered for a short time: a client that sends many messages
 * is not judged anew at each of them, which costs more than all else that is done for a message. The library is loaded when
 * it is first needed.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import { AnswerCache } from '../../dns/answer-cache.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import { mailauthResolver } from '../../dns/mailauth-resolver.ts';
import { domainOf } from './authentication-results.ts';

export interface SpfQuestion {
  readonly remoteAddress: string;
  readonly helo: string;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
  readonly hostname: string;
}

export interface DmarcQuestion {
  /** The domain of the From header. */
  readonly domain: string;
  /** What SPF has passed; '' for none. */
  readonly spfDomain: string;
  /** What signatures that are good have signed for. */
  readonly dkimDomains: readonly string[];
}

/** SPF records whose answer depends on the local part, by a macro (RFC 7208 section 7.2), in this record or one that it includes. */
const LOCAL_PART_MACRO = /%\{[ls]/i;
/** In place of a result: it depends on the local part, and is remembered by the whole address. */
const BY_ADDRESS = 'by-address';
/** What an entry takes in memory besides its key. */
const ENTRY_BYTES = 300;

export class SenderPolicies {
  readonly #dns: DnsLookups;
  readonly #results: AnswerCache<string>;

  constructor(dns: DnsLookups, clock: Clock) {
    this.#dns = dns;
    this.#results = new AnswerCache(clock, { entries: FIXED_LIMITS.senderPolicyEntries, bytes: FIXED_LIMITS.senderPolicyBytes });
  }

  /** The result of SPF, as RFC 8601 section 2.7.2 names it; at once if it is known. Never rejects. */
  spf(question: SpfQuestion): string | Promise<string> {
    const { remoteAddress, helo, reversePath } = question;
    const domain = reversePath === '' ? '' : domainOf(reversePath);
    const key = `spf\n${remoteAddress}\n${helo}\n${domain}`;
    const addressKey = `${key}\n${reversePath}`;
    const ofDomain = this.#results.get(key);
    const known = ofDomain === BY_ADDRESS ? this.#results.get(addressKey) : ofDomain;
    return known ?? this.#newSpf(question, key, addressKey);
  }

  async #newSpf(question: SpfQuestion, key: string, addressKey: string): Promise<string> {
    const { result, byAddress } = await this.#askSpf(question).catch(() => ({ result: 'temperror', byAddress: false }));
    if (byAddress) this.#keep(key, BY_ADDRESS);
    this.#keep(byAddress ? addressKey : key, result);
    return result;
  }

  /** The result of DMARC; at once if it is known. Never rejects: 'temperror' is trouble of the DNS, or a record that nobody can read. */
  dmarc(question: DmarcQuestion): string | Promise<string> {
    const { domain, spfDomain, dkimDomains } = question;
    const key = ['dmarc', domain, spfDomain, ...dkimDomains].join('\n');
    return this.#results.get(key) ?? this.#newDmarc(question, key);
  }

  async #newDmarc(question: DmarcQuestion, key: string): Promise<string> {
    const result = await this.#askDmarc(question).catch(() => 'temperror');
    this.#keep(key, result);
    return result;
  }

  /** Forgets all of it: other name servers may know other things. */
  clear(): void {
    this.#results.clear();
  }

  #keep(key: string, result: string): void {
    const seconds = result === 'temperror' ? FIXED_LIMITS.dnsTroubleSeconds : FIXED_LIMITS.senderPolicySeconds;
    this.#results.set(key, result, seconds, ENTRY_BYTES + 2 * key.length);
  }

  async #askSpf({ remoteAddress, helo, reversePath, hostname }: SpfQuestion): Promise<{ readonly result: string; readonly byAddress: boolean }> {
    const { spf } = await import('mailauth/lib/spf/index.js');
    let byAddress = false;
    const txt: DnsLookups['txt'] = async (name) => {
      const answer = await this.#dns.txt(name);
      byAddress ||= answer.kind === 'found' && answer.records.some((record) => LOCAL_PART_MACRO.test(record));
      return answer;
    };
    // RFC 7208 section 2.4: for the null reverse-path the HELO name stands in.
    const sender = reversePath === '' ? `postmaster@${helo}` : reversePath;
    const dns = this.#dns;
    const resolver = mailauthResolver({ txt, mx: (name) => dns.mx(name), addresses: (name) => dns.addresses(name), ptr: (address) => dns.ptr(address) });
    const { status } = await spf({ sender, ip: remoteAddress, helo, mta: hostname, resolver, strict: true });
    return { result: status.result, byAddress };
  }

  async #askDmarc({ domain, spfDomain, dkimDomains }: DmarcQuestion): Promise<string> {
    const { dmarc } = await import('mailauth/lib/dmarc/index.js');
    const result = await dmarc({
      headerFrom: domain,
      spfDomains: spfDomain === '' ? [] : [spfDomain],
      dkimDomains: dkimDomains.map((signed) => ({ domain: signed })),
      resolver: mailauthResolver(this.#dns),
      strict: true,
    });
    return result === false ? 'permerror' : result.status.result;
  }
}
