/** Discards held messages whose time is over: at the start, each hour, and when the time is set shorter. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { QuarantineStore } from './mail-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface QuarantineKeeperOptions {
  readonly quarantine: Pick<QuarantineStore, 'pruneOlderThan'>;
  readonly settings: SettingsSource;
  readonly events: Pick<EventSink, 'emit'>;
  readonly clock: Clock;
}

export class QuarantineKeeper {
  readonly #options: QuarantineKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopSettings = (): void => undefined;
  /** The looks under way, one after the other. */
  #looking: Promise<void> = Promise.resolve();

  constructor(options: QuarantineKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopSettings = this.#options.settings.onChange((now, before) => {
      if (now.server.limits.quarantineDays !== before.server.limits.quarantineDays) void this.#look();
    });
    this.#timer = setInterval(() => void this.#look(), FIXED_LIMITS.quarantinePruneHours * HOUR).unref();
    void this.#look();
  }

  /** Looks once, after any look that is under way. Never fails: trouble with the store is told to the log, and the next look tries again. */
  async #look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#prune());
    await this.#looking;
  }

  async #prune(): Promise<void> {
    const { quarantine, settings, events, clock } = this.#options;
    const days = settings.current.server.limits.quarantineDays;
    try {
      for (const { id, traceId } of await quarantine.pruneOlderThan(clock.now() - days * DAY)) {
        const text = `held message ${id} was discarded: nobody has released it within ${days} days`;
        events.emit({ kind: 'message-discarded', level: 'info', protocol: 'server', traceId, text });
      }
    } catch (error) {
      const text = `old held messages could not be discarded: ${error instanceof Error ? error.message : String(error)}`;
      events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
    }
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopSettings();
    await this.#looking;
  }
}
