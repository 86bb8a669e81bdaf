/**
 * Connections that nothing is left for at the destination they were made for, or nothing at this moment. Many domains have the same
 * mail hosts: whoever has mail for the same host, with the same demands, goes on with one of these at once. They are kept for a
 * moment, and no more than a few.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { ClientOptions, SmtpClient } from '../client/smtp-client.ts';

interface Kept {
  readonly key: string;
  readonly client: SmtpClient;
  readonly timer: NodeJS.Timeout;
}

export class KeptConnections {
  /** The one that has been kept for longest first. */
  readonly #kept = new Set<Kept>();
  readonly #leave: (client: SmtpClient) => void;
  #closed = false;

  /** @param leave ends a connection politely */
  constructor(leave: (client: SmtpClient) => void) {
    this.#leave = leave;
  }

  /** @param key the same for all calls that could have come to this very connection @returns false if it is of no more use, and to be left */
  keep(key: string, client: SmtpClient): boolean {
    if (this.#closed || !client.usable || client.messages >= FIXED_LIMITS.deliveryMessagesPerConnection) return false;
    const kept: Kept = { key, client, timer: setTimeout(() => this.#end(kept), FIXED_LIMITS.deliveryIdleMilliseconds) };
    this.#kept.add(kept);
    const [oldest] = this.#kept;
    if (this.#kept.size > FIXED_LIMITS.deliveryKept && oldest !== undefined) this.#end(oldest);
    return true;
  }

  count(isMeant: (client: SmtpClient) => boolean): number {
    return [...this.#kept].filter(({ client }) => isMeant(client)).length;
  }

  /** Ends the oldest of some. @returns false if there is none */
  endOne(isMeant: (client: SmtpClient) => boolean): boolean {
    for (const kept of this.#kept) {
      if (!isMeant(kept.client)) continue;
      this.#end(kept);
      return true;
    }
    return false;
  }

  /** One that is still good; undefined if there is none. */
  take(key: string): SmtpClient | undefined {
    for (const kept of this.#kept) {
      if (kept.key !== key) continue;
      this.#forget(kept);
      if (kept.client.usable) return kept.client;
      this.#leave(kept.client);
    }
    return undefined;
  }

  /** This very one, for whoever gave it. @returns false if it is not here any more, or no longer good */
  takeBack(client: SmtpClient): boolean {
    for (const kept of this.#kept) {
      if (kept.client !== client) continue;
      this.#forget(kept);
      if (client.usable) return true;
      this.#leave(client);
    }
    return false;
  }

  /** Ends them, and keeps no others. */
  close(): void {
    this.#closed = true;
    for (const kept of this.#kept) this.#end(kept);
  }

  #end(kept: Kept): void {
    this.#forget(kept);
    this.#leave(kept.client);
  }

  #forget(kept: Kept): void {
    clearTimeout(kept.timer);
    this.#kept.delete(kept);
  }
}

/**
 * The same for all calls that could have come to one connection. Where nobody asks who the host is, its name makes no difference:
 * a hosting company has a name for each of its customers, and one address.
 */
export function sharedBy(call: Pick<ClientOptions, 'host' | 'tls' | 'login'>): string {
  const asksForName = call.tls.proof.kind !== 'none' || call.login !== undefined;
  return JSON.stringify(asksForName ? call : { ...call, host: '' });
}
