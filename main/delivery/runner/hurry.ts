/** Where more hosts are waited for than may be: who is waited for no longer. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SmtpClient } from '../client/smtp-client.ts';

/** Seconds that each has all the same. */
const FAIR = { opening: FIXED_LIMITS.deliveryHurriedSeconds, envelope: FIXED_LIMITS.deliveryHurriedEnvelopeSeconds } as const;

/** Gives up the host that has overdrawn its time by most: one that takes content is never among them. */
export function hurryOne(clients: Iterable<Pick<SmtpClient, 'wait' | 'close'>>): void {
  const now = performance.now();
  let first: { readonly client: Pick<SmtpClient, 'close'>; readonly over: number; readonly seconds: number } | undefined;
  for (const client of clients) {
    if (client.wait === undefined) continue;
    const seconds = FAIR[client.wait.what];
    const over = now - client.wait.since - seconds * 1000;
    if (over >= (first?.over ?? 0)) first = { client, over, seconds };
  }
  first?.client.close(`the host did not answer within ${first.seconds} seconds, and too many others are waited for to give it longer`);
}
