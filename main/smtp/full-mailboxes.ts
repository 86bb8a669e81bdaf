/**
 * Recipients whose mailbox had no room at the end of a message, which was put off for all its recipients (RFC 5321 section 4.1.1.4: one
 * reply for all). When the client tries again, such a one is put off at RCPT, where each recipient has a reply of its own,
 * and the others get their mail.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { DeliveryTry, FullMailboxMemory } from '../listener.ts';
import { clientNetwork } from '../security/guards/ban-request.ts';

const HOUR = 60 * 60 * 1000;

export class FullMailboxes implements FullMailboxMemory {
  /** The one that was noted longest ago comes first. */
  readonly #tries = new Map<string, { readonly bytes: number; readonly at: number }>();

  note(tried: DeliveryTry, bytes: number, now: number): void {
    const key = keyOf(tried);
    this.#tries.delete(key);
    this.#tries.set(key, { bytes, at: now });
    if (this.#tries.size <= FIXED_LIMITS.fullMailboxTries) return;
    const [oldest = ''] = this.#tries.keys();
    this.#tries.delete(oldest);
  }

  bytesOf(tried: DeliveryTry, now: number): number {
    const known = this.#tries.get(keyOf(tried));
    return known !== undefined && known.at > now - FIXED_LIMITS.fullMailboxHours * HOUR ? known.bytes : 0;
  }
}

/** An IPv6 client may try again from another address of its network. */
function keyOf({ remoteAddress, reversePath, recipient, declaredBytes }: DeliveryTry): string {
  return JSON.stringify([clientNetwork(remoteAddress), reversePath, recipient, declaredBytes]);
}
