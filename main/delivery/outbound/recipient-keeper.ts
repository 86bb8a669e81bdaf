/** Forgets whom senders have not written to for long: at the start, and each day. What the outbound guard knows would grow for ever else. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import type { EventSink } from '../../log/event-sink.ts';
import type { OutboundStore } from '../../store/mail-services.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface RecipientKeeperServices {
  readonly store: Pick<OutboundStore, 'forgetBefore'>;
  readonly events: Pick<EventSink, 'emit'>;
  readonly clock: Clock;
}

export class RecipientKeeper {
  readonly #services: RecipientKeeperServices;
  #timer: NodeJS.Timeout | undefined;
  /** The looks under way, one after the other. */
  #looking: Promise<void> = Promise.resolve();

  constructor(services: RecipientKeeperServices) {
    this.#services = services;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), FIXED_LIMITS.outboundForgetHours * HOUR).unref();
    this.#look();
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#forget());
  }

  /** Never fails: trouble with the store is told to the log, and the next look tries again. */
  async #forget(): Promise<void> {
    const { store, events, clock } = this.#services;
    const now = clock.now();
    try {
      await store.forgetBefore(now - FIXED_LIMITS.outboundRecipientDays * DAY, now);
    } catch (error) {
      const text = `recipients that nobody has written to for long could not be forgotten: ${error instanceof Error ? error.message : String(error)}`;
      events.emit({ kind: 'server', level: 'error', protocol: 'delivery', text });
    }
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
