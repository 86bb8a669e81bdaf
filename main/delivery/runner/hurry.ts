/** Where more hosts are waited for than may be: who is waited for no longer. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SmtpClient } from '../client/smtp-client.ts';

const FAIR = FIXED_LIMITS.deliveryHurriedSeconds * 1000;

/** Gives up the host that has been waited for longest, if it has had a fair time: one that takes content is never among them. */
export function hurryOne(clients: Iterable<Pick<SmtpClient, 'wait' | 'hurry'>>): void {
  let first: Pick<SmtpClient, 'hurry'> | undefined;
  let since = performance.now() - FAIR;
  for (const client of clients) {
    if (client.wait === undefined || client.wait.since > since) continue;
    first = client;
    since = client.wait.since;
  }
  first?.hurry(`the host did not answer within ${FIXED_LIMITS.deliveryHurriedSeconds} seconds, and too many others are waited for to give it longer`);
}
