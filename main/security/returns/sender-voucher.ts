/**
 * Whether a stranger's sender address may be believed: SPF (RFC 7208) for the client address, or a DKIM signature
 * (RFC 6376) of the sender's own domain. Asked only where something would be sent to that address; the library is loaded
 * when it is first needed.
 */
import { PassThrough } from 'node:stream';
import type { DNSResolver } from 'mailauth';
import type { DnsAnswer, DnsLookups } from '../../dns/dns-lookups.ts';

export interface VoucherOptions {
  readonly remoteAddress: string;
  readonly helo: string;
  readonly reversePath: string;
  /** Domain of the reverse-path. */
  readonly domain: string;
  readonly hostname: string;
  readonly dns: DnsLookups;
}

export class SenderVoucher {
  readonly #options: VoucherOptions;
  readonly #message = new PassThrough();
  readonly #signed: Promise<boolean>;

  constructor(options: VoucherOptions) {
    this.#options = options;
    this.#signed = this.#verifySignature().catch(() => false);
  }

  /** Takes the message as it arrives, by copying. Returns a promise when the caller must wait. */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#message.destroyed || this.#message.write(Buffer.from(bytes))) return undefined;
    return new Promise((resolve) => {
      this.#message.once('drain', resolve);
      this.#message.once('close', resolve);
    });
  }

  /** True if the sender is known not to be forged. The message must have been written whole. Never rejects. */
  async vouched(): Promise<boolean> {
    this.#message.end();
    return (await this.#signed) || (await this.#passesSpf().catch(() => false));
  }

  abort(): void {
    this.#message.destroy();
  }

  async #verifySignature(): Promise<boolean> {
    const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
    const { results } = await dkimVerify(this.#message, { resolver: this.#resolve });
    return results.some(({ status, signingDomain = '' }) => status.result === 'pass' && isWithin(this.#options.domain, signingDomain.toLowerCase()));
  }

  async #passesSpf(): Promise<boolean> {
    const { spf } = await import('mailauth/lib/spf/index.js');
    const { remoteAddress, helo, reversePath, hostname } = this.#options;
    const result = await spf({ sender: reversePath, ip: remoteAddress, helo, mta: hostname, resolver: this.#resolve, strict: true });
    return result.status.result === 'pass';
  }

  /** The library asks as `dns.promises.resolve` is asked, and wants its error codes. */
  readonly #resolve = (async (name: string, type: string): Promise<unknown[]> => {
    const { dns } = this.#options;
    switch (type) {
      case 'TXT':
        return (await found(dns.txt(name))).map((text) => [text]);
      case 'MX':
        return [...(await found(dns.mx(name)))].map(({ exchange, preference }) => ({ exchange, priority: preference }));
      case 'A':
        return (await found(dns.addresses(name))).filter((address) => !address.includes(':'));
      case 'AAAA':
        return (await found(dns.addresses(name))).filter((address) => address.includes(':'));
      default:
        throw Object.assign(new Error(`no look-up of ${type} records`), { code: 'ENODATA' });
    }
    // Its type knows no MX records, its code does.
  }) as DNSResolver;
}

/** True for the domain itself and what lies below it. */
function isWithin(domain: string, parent: string): boolean {
  return parent !== '' && (domain === parent || domain.endsWith(`.${parent}`));
}

async function found<Data>(asked: Promise<DnsAnswer<Data>>): Promise<readonly Data[]> {
  const answer = await asked;
  switch (answer.kind) {
    case 'found':
      return answer.records;
    case 'none':
      throw Object.assign(new Error('no such record'), { code: 'ENODATA' });
    case 'no-such-domain':
      throw Object.assign(new Error('no such domain'), { code: 'ENOTFOUND' });
    case 'trouble':
      throw Object.assign(new Error(answer.why), { code: 'ETIMEOUT' });
  }
}
