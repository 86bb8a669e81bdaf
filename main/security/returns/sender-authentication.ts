/**
 * Whether a stranger's sender may be believed: SPF (RFC 7208) for the client address, DKIM (RFC 6376) for the content, DMARC
 * (RFC 7489) for what a reader sees. Asked where something would be sent to that sender, and for the field that tells the
 * reader (RFC 8601). The library is loaded when it is first needed. What SPF and DMARC say is remembered in sender-policies.ts.
 */
import { PassThrough } from 'node:stream';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { domainKey } from '../../../shared/mail/address.ts';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import { mailauthResolver } from '../../dns/mailauth-resolver.ts';
import { domainOf, resultsField, type MethodResult } from './authentication-results.ts';
import type { SenderPolicies, SpfQuestion } from './sender-policies.ts';
import { TimeBudget } from './time-budget.ts';
import { verifiableHead } from './verifiable-head.ts';

export interface SenderFacts extends SpfQuestion {
  readonly dns: DnsLookups;
  readonly policies: SenderPolicies;
}

interface Signature {
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
}

export type Standing = 'vouched' | 'unsure' | 'not-vouched';

const LF = 0x0a;

export class SenderAuthentication {
  readonly #facts: SenderFacts;
  /** Takes the message if it is signed. */
  #message: PassThrough | undefined;
  #signatures: readonly Signature[] | Promise<readonly Signature[]> = [];
  #spf: string | Promise<string> | undefined;
  #signed = false;
  /** What of the signatures was not looked at. */
  #leftOut: string | undefined;
  /** Bytes of the body's last line so far. */
  #lineBytes = 0;

  constructor(facts: SenderFacts) {
    this.#facts = facts;
  }

  /** The message bears a signature: it is verified, while `write` takes the rest of it. @param head its header section */
  verify(head: Buffer): void {
    const verifiable = verifiableHead(head);
    this.#leftOut = verifiable.leftOut;
    this.#signed = true;
    if (verifiable.leftOut !== undefined && verifiable.signatures === 0) return;
    this.#message = new PassThrough();
    this.#signatures = this.#verify(this.#message).catch(() => []);
    void this.write(verifiable.head);
  }

  /** Takes more of a message that is verified, as it arrives; the bytes must not change afterwards. Returns a promise when the caller must wait. */
  write(bytes: Buffer): Promise<void> | undefined {
    const message = this.#message;
    if (message === undefined || message.destroyed) return undefined;
    if (this.#lineAfter(bytes) > FIXED_LIMITS.verifiedLineBytes) {
      message.destroy();
      this.#message = undefined;
      this.#signatures = [];
      this.#leftOut = 'a line is too long to be verified';
      return undefined;
    }
    if (message.write(bytes)) return undefined;
    return new Promise((resolve) => {
      const goOn = (): void => {
        message.off('drain', goOn).off('close', goOn);
        resolve();
      };
      message.on('drain', goOn).on('close', goOn);
    });
  }

  /** The length of the line that these bytes go on with, or end. */
  #lineAfter(bytes: Buffer): number {
    const end = bytes.indexOf(LF);
    const whole = this.#lineBytes + (end < 0 ? bytes.length : end);
    this.#lineBytes = end < 0 ? whole : bytes.length - 1 - bytes.lastIndexOf(LF);
    return whole;
  }

  /** True if the sender's domain is known not to be forged. The message must have been written whole. Never rejects. */
  async vouched(domain: string): Promise<boolean> {
    return (await this.standing(domain)) === 'vouched';
  }

  /** The same; `unsure` where a name server that did not answer might have spoken for it. */
  async standing(domain: string): Promise<Standing> {
    const signatures = (await this.#ended()).filter((signature) => isWithin(domain, signature.domain));
    if (signatures.some(({ result }) => result === 'pass')) return 'vouched';
    const spf = await this.#spfResult();
    if (spf === 'pass') return 'vouched';
    return spf === 'temperror' || signatures.some(({ result }) => result === 'temperror') ? 'unsure' : 'not-vouched';
  }

  /**
   * Whether the domain of a From header is one that its reader may believe: by DMARC; where the domain has no policy, by SPF or
   * DKIM of the same domain, or of one above it. The message must have been written whole. Never rejects.
   */
  async standingOfAuthor(domain: string): Promise<Standing> {
    const signatures = await this.#ended();
    const spf = await this.#spfResult();
    const dmarc = await this.#policyOf(domain, spf, signatures);
    if (dmarc === 'pass') return 'vouched';
    if (dmarc === 'temperror') return 'unsure';
    const methods = [{ domain: this.#spfDomain, result: spf }, ...signatures];
    if (dmarc !== 'fail' && methods.some((method) => method.result === 'pass' && isWithin(domain, method.domain))) return 'vouched';
    // Only what would count, had a name server answered: a signature that nobody can ever verify is no reason to ask again for days.
    for (const method of methods) if (method.result === 'temperror' && (await this.speaksFor(method.domain, domain))) return 'unsure';
    return 'not-vouched';
  }

  /**
   * Whether SPF or DKIM of one domain makes others believe a From header of another: by DMARC; where that one has no policy, if it
   * is the same domain, or lies below it. Never rejects.
   */
  async speaksFor(domain: string, author: string): Promise<boolean> {
    const [from, proven] = [domainKey(author), domainKey(domain)];
    if (!maySpeakFor(proven, from)) return false;
    const dmarc = await this.#facts.policies.dmarc({ domain: from, spfDomain: proven, dkimDomains: [] });
    return dmarc === 'pass' || (dmarc !== 'fail' && isWithin(from, proven));
  }

  /**
   * The Authentication-Results field. The message must have been written whole. Never rejects.
   * @param from addresses of the From header. @param plain there is one such header, and all of it could be read
   */
  field(from: readonly string[], plain: boolean): string | Promise<string> {
    return this.#knownField(from, plain) ?? this.#askedField(from, plain);
  }

  /** Where nothing is signed and all else is remembered, as with most messages of a client that sends many: without waiting a turn. */
  #knownField(from: readonly string[], plain: boolean): string | undefined {
    const spf = this.#signed ? undefined : this.#spfResult();
    if (typeof spf !== 'string') return undefined;
    const methods: MethodResult[] = [this.#spfMethod(spf), ...this.#withoutSignatures()];
    const domain = plain ? onlyDomain(from) : undefined;
    if (domain === undefined) return resultsField(this.#facts.hostname, methods);
    const dmarc = this.#dmarc(domain, spf, []);
    if (typeof dmarc !== 'string') return undefined;
    methods.push({ method: 'dmarc', result: dmarc, properties: { 'header.from': domain } });
    return resultsField(this.#facts.hostname, methods);
  }

  #spfMethod(result: string): MethodResult {
    const { helo, reversePath } = this.#facts;
    return { method: 'spf', result, properties: reversePath === '' ? { 'smtp.helo': helo } : { 'smtp.mailfrom': domainOf(reversePath) } };
  }

  async #askedField(from: readonly string[], plain: boolean): Promise<string> {
    const budget = new TimeBudget(FIXED_LIMITS.senderAuthenticationMilliseconds);
    const verified = budget.inTime(this.#ended(), []);
    const spf = await budget.inTime(this.#spfResult(), 'temperror');
    const signatures = await verified;
    const methods: MethodResult[] = [
      this.#spfMethod(spf),
      ...(signatures.length === 0 ? this.#withoutSignatures() : []),
      ...signatures.map(({ domain, selector, result }) => ({ method: 'dkim', result, properties: { 'header.d': domain, 'header.s': selector } })),
      // RFC 8601 section 2.7.1: signed, but in a way that is not acceptable here.
      ...(this.#leftOut === undefined ? [] : [{ method: 'dkim', result: 'policy', reason: this.#leftOut, properties: {} }]),
    ];
    const domain = plain ? onlyDomain(from) : undefined;
    if (domain !== undefined) {
      methods.push({ method: 'dmarc', result: await budget.inTime(this.#dmarc(domain, spf, signatures), 'temperror'), properties: { 'header.from': domain } });
    }
    budget.clear();
    return resultsField(this.#facts.hostname, methods);
  }

  #withoutSignatures(): MethodResult[] {
    if (!this.#signed) return [{ method: 'dkim', result: 'none', properties: {} }];
    // A signature of which nothing is known in time is not the same as none; of one that is not looked at, another clause tells.
    return this.#message === undefined ? [] : [{ method: 'dkim', result: 'temperror', properties: {} }];
  }

  abort(): void {
    this.#message?.destroy();
  }

  #ended(): readonly Signature[] | Promise<readonly Signature[]> {
    this.#message?.end();
    return this.#signatures;
  }

  async #verify(message: PassThrough): Promise<readonly Signature[]> {
    const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
    const { results } = await dkimVerify(message, { resolver: mailauthResolver(this.#facts.dns) });
    return results.map(({ signingDomain, selector, status }) => ({
      domain: typeof signingDomain === 'string' ? domainKey(signingDomain) : '',
      selector: typeof selector === 'string' ? selector : '',
      result: status.result,
    }));
  }

  #spfResult(): string | Promise<string> {
    this.#spf ??= this.#facts.policies.spf(this.#facts);
    return this.#spf;
  }

  /** What SPF is about (RFC 7208 section 2.4). */
  get #spfDomain(): string {
    const { reversePath, helo } = this.#facts;
    return reversePath === '' ? helo : domainOf(reversePath);
  }

  /** What the policy of a domain says to what has passed. */
  #policyOf(domain: string, spf: string, signatures: readonly Signature[]): string | Promise<string> {
    return this.#facts.policies.dmarc({
      domain,
      spfDomain: spf === 'pass' ? this.#spfDomain : '',
      dkimDomains: signatures.filter((signature) => signature.result === 'pass').map((signature) => signature.domain),
    });
  }

  #dmarc(domain: string, spf: string, signatures: readonly Signature[]): string | Promise<string> {
    const result = this.#policyOf(domain, spf, signatures);
    // RFC 7489 section 6.6.2: what might have passed, had it been known, has not failed. What is not looked at will never be known.
    const unsure =
      spf === 'temperror' ||
      signatures.some((signature) => signature.result === 'temperror') ||
      (this.#signed && signatures.length === 0 && this.#leftOut === undefined);
    if (!unsure) return result;
    return Promise.resolve(result).then((said) => (said === 'fail' ? 'temperror' : said));
  }
}

/** The domain of these addresses; undefined where they have several, or there are none. */
function onlyDomain(addresses: readonly string[]): string | undefined {
  const [domain, ...others] = new Set(addresses.map(domainOf));
  return others.length === 0 ? domain : undefined;
}

/** False where SPF and DKIM of one domain are nothing to a From header of another, whatever its policy says. Both as in `domainKey`. */
export function maySpeakFor(domain: string, author: string): boolean {
  return isWithin(author, domain) || lastLabels(author) === lastLabels(domain);
}

/** Two of the labels at least are the same where one domain speaks for another (RFC 9989 section 4.10.2), but for what lies below it. */
function lastLabels(domain: string): string {
  return domain.split('.').slice(-2).join('.');
}

/** True for the domain itself and what lies below it. */
function isWithin(domain: string, parent: string): boolean {
  return parent !== '' && (domain === parent || domain.endsWith(`.${parent}`));
}
