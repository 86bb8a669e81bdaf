/**
 * Whether a stranger's sender address may be believed: SPF (RFC 7208) for the client address, or a DKIM signature
 * (RFC 6376) of the sender's own domain. Asked only where something would be sent to that address; the library is loaded
 * when it is first needed.
 */
import { PassThrough } from 'node:stream';
import type { DnsLookups } from '../../dns/dns-lookups.ts';
import { mailauthResolver } from '../../dns/mailauth-resolver.ts';

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
    const { results } = await dkimVerify(this.#message, { resolver: mailauthResolver(this.#options.dns) });
    return results.some(({ status, signingDomain = '' }) => status.result === 'pass' && isWithin(this.#options.domain, signingDomain.toLowerCase()));
  }

  async #passesSpf(): Promise<boolean> {
    const { spf } = await import('mailauth/lib/spf/index.js');
    const { remoteAddress, helo, reversePath, hostname, dns } = this.#options;
    const result = await spf({ sender: reversePath, ip: remoteAddress, helo, mta: hostname, resolver: mailauthResolver(dns), strict: true });
    return result.status.result === 'pass';
  }
}

/** True for the domain itself and what lies below it. */
function isWithin(domain: string, parent: string): boolean {
  return parent !== '' && (domain === parent || domain.endsWith(`.${parent}`));
}
