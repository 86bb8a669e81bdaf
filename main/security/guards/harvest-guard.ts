/**
 * The guard against guessing of recipients. It counts different recipients that do not exist, of each session and of
 * each client over its sessions: past the limit the client is slowed, past twice the limit closed and banned.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type GuardServices, clientNetwork, evidenceOf, listed, spanOf } from './ban-request.ts';
import { type Counted, DistinctCounter } from './distinct-counter.ts';

const WINDOW_MS = FIXED_LIMITS.harvestWindowMinutes * 60_000;

/** What becomes of a client that has named a recipient who does not exist; `slow` waits for `FIXED_LIMITS.harvestDelayMs`. */
export type HarvestAnswer = 'ok' | 'slow' | 'close';

/** Of one session. */
export interface HarvestSession {
  /**
   * Call for each recipient refused as unknown, before the reply goes out.
   * @param authenticated somebody has logged in: people mistype, and are known
   */
  unknownRecipient(recipient: string, authenticated: boolean): HarvestAnswer;
}

export class HarvestGuard {
  readonly #services: GuardServices;
  readonly #byClient = new DistinctCounter<string>(FIXED_LIMITS.guardedKeys, FIXED_LIMITS.guardedFailures);

  constructor(services: GuardServices) {
    this.#services = services;
  }

  /** @param address of the client, as `clientAddress` writes it */
  session(address: string): HarvestSession {
    const own = new Set<string>();
    return {
      unknownRecipient: (recipient, authenticated) => {
        if (authenticated || this.#services.exempt(address)) return 'ok';
        const key = evidenceOf(recipient).toLowerCase();
        const limit = this.#services.settings.current.security['address-verification'].maxUnknownRecipients;
        // Beyond that it makes no difference, and the session is as good as closed.
        if (own.size <= 2 * limit) own.add(key);
        return this.#judge(clientNetwork(address), key, own.size, limit);
      },
    };
  }

  #judge(client: string, recipient: string, ofSession: number, limit: number): HarvestAnswer {
    const now = this.#services.clock.now();
    const ofClient = this.#byClient.note(client, recipient, recipient, now, WINDOW_MS);
    const count = Math.max(ofSession, ofClient);
    if (count <= limit) return 'ok';
    if (count <= 2 * limit) return 'slow';
    const note = noteOf(this.#byClient.items(client));
    this.#byClient.forget(client);
    this.#services.ban({ address: client, source: 'harvest', note });
    return 'close';
  }
}

function noteOf(recipients: readonly Counted<string>[]): string {
  const span = Math.max(...recipients.map(({ last }) => last)) - Math.min(...recipients.map(({ first }) => first));
  return `${recipients.length} recipients that do not exist within ${spanOf(span)}: ${listed(recipients.map(({ detail }) => detail))}`;
}
