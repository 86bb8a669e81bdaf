/**
 * The guard against guessing of recipients. It counts different recipients that do not exist, of each session and of
 * each client over its sessions: past the limit the client is slowed, past twice the limit closed and banned.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type GuardServices, clientNetwork, evidenceOf, listed, spanOf } from './ban-request.ts';
import { DistinctCounter } from './distinct-counter.ts';

const WINDOW_MS = FIXED_LIMITS.harvestWindowMinutes * 60_000;

/** What becomes of a client that has named a recipient who does not exist; `slow` waits for `FIXED_LIMITS.harvestDelayMs`. */
export type HarvestAnswer = 'ok' | 'slow' | 'close';

/** Of one session. */
export interface HarvestSession {
  /**
   * Call for each recipient refused as unknown, before the reply goes out.
   * @param authenticated somebody has logged in, here or by POP3 shortly before: people mistype, and are known
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
    return new CountedSession(address, this.#services, this.#byClient);
  }
}

class CountedSession implements HarvestSession {
  readonly #address: string;
  readonly #services: GuardServices;
  readonly #byClient: DistinctCounter<string>;
  readonly #recipients = new Set<string>();
  #since: number | undefined;
  #closed = false;

  constructor(address: string, services: GuardServices, byClient: DistinctCounter<string>) {
    this.#address = address;
    this.#services = services;
    this.#byClient = byClient;
  }

  unknownRecipient(recipient: string, authenticated: boolean): HarvestAnswer {
    if (authenticated || this.#services.exempt(this.#address)) return 'ok';
    if (this.#closed) return 'close';
    const now = this.#services.clock.now();
    this.#since ??= now;
    const client = clientNetwork(this.#address);
    const shown = evidenceOf(recipient);
    const key = shown.toLowerCase();
    this.#recipients.add(key);
    const count = Math.max(this.#recipients.size, this.#byClient.note(client, key, shown, now, WINDOW_MS));
    const limit = this.#services.settings.current.security['address-verification'].maxUnknownRecipients;
    if (count <= limit) return 'ok';
    if (count <= 2 * limit) return 'slow';
    this.#closed = true;
    const evidence = this.#byClient.items(client);
    const span = now - Math.min(this.#since, ...evidence.map(({ first }) => first));
    this.#byClient.forget(client);
    const note = `${count} recipients that do not exist within ${spanOf(span)}, such as ${listed(evidence.map(({ detail }) => detail))}`;
    this.#services.ban({ address: client, source: 'harvest', note });
    return 'close';
  }
}
