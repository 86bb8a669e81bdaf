/**
 * Delivery, first step: takes what is due from the queue and hands it to the smart host of the settings. Nothing is ever
 * lost: what the smart host has taken leaves the queue, what it cannot take now is tried again, and what it refuses for
 * good stays in the queue, marked, with its words. Without a smart host all of it waits.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { MessageStore, QueueStore } from '../store/mail-store.ts';
import { Handover } from './handover.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import { retryGap } from './retry-schedule.ts';
import type { Patience } from './smart-host.ts';

export interface DeliveryOptions {
  readonly settings: SettingsSource;
  readonly queue: QueueStore;
  readonly messages: Pick<MessageStore, 'open'>;
  readonly events: EventSink;
  readonly clock: Clock;
  /** Shorter than usual in tests. */
  readonly patience?: Patience;
  /** What we call ourselves. */
  readonly hostname: () => string;
}

export interface Delivery {
  start(): void;
  /** There is new mail in the queue. */
  nudge(): void;
  /** Lets messages on their way finish for `graceSeconds`, then cuts them off; they stay in the queue. */
  stop(graceSeconds: number): Promise<void>;
}

const SECOND = 1000;
const PATIENCE: Patience = {
  connect: FIXED_LIMITS.deliveryConnectSeconds * SECOND,
  reply: FIXED_LIMITS.deliveryReplySeconds * SECOND,
  quit: FIXED_LIMITS.deliveryQuitSeconds * SECOND,
};
/** A timer of Node holds at most 2^31 - 1 ms; an hour is short enough and no burden. */
const LONGEST_REST = 3600 * SECOND;
/** Later than any attempt that waits. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

export function createDelivery(options: DeliveryOptions): Delivery {
  return new QueueRunner(options);
}

class QueueRunner implements Delivery {
  readonly #options: DeliveryOptions;
  readonly #recorder: OutcomeRecorder;
  readonly #handover: Handover;
  #running: Promise<void> | undefined;
  #stopping = false;
  #nudged = false;
  /** The settings have changed: what waits for a later attempt is tried now. */
  #hurrying = false;
  #toldThatMailWaits = false;
  #wake: () => void = () => undefined;
  #stopSettings: () => void = () => undefined;

  constructor(options: DeliveryOptions) {
    const { messages, hostname, patience = PATIENCE } = options;
    this.#options = options;
    this.#recorder = new OutcomeRecorder(options);
    this.#handover = new Handover({ messages, recorder: this.#recorder, patience, hostname });
  }

  start(): void {
    this.#stopSettings = this.#options.settings.onChange((now, before) => {
      if (JSON.stringify(now.delivery) === JSON.stringify(before.delivery)) return;
      this.#hurrying = true;
      this.nudge();
    });
    this.#running = this.#run();
  }

  nudge(): void {
    this.#nudged = true;
    this.#wake();
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#stopping = true;
    this.#stopSettings();
    this.#handover.stop();
    this.#wake();
    const deadline = setTimeout(() => this.#handover.cut(), graceSeconds * SECOND);
    await this.#running;
    clearTimeout(deadline);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#nudged = false;
      try {
        const worked = await this.#turn();
        if (!worked) await this.#rest(await this.#options.queue.nextDueAt());
      } catch (error) {
        this.#note('error', `the queue could not be worked on: ${error instanceof Error ? error.message : String(error)}`);
        // Mail that comes meanwhile must not make a full disk busier.
        this.#nudged = false;
        await this.#rest(this.#options.clock.now() + retryGap(1));
      }
    }
  }

  /** Until mail comes, the settings change, or an entry is due. */
  async #rest(dueAt: number | undefined): Promise<void> {
    if (this.#nudged || this.#stopping) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const waits = this.#options.settings.current.delivery.smartHost !== null && dueAt !== undefined;
    const delay = Math.min(Math.max((dueAt ?? 0) - this.#options.clock.now(), 0), LONGEST_REST);
    const timer = waits ? setTimeout(resolve, delay) : undefined;
    await promise;
    clearTimeout(timer);
    this.#wake = () => undefined;
  }

  /** Works on what is due now; false if there was nothing to do. */
  async #turn(): Promise<boolean> {
    const { queue, settings, clock } = this.#options;
    const { smartHost } = settings.current.delivery;
    await this.#recorder.catchUp();
    const hurrying = this.#hurrying;
    this.#hurrying = false;
    const due = await queue.due(hurrying ? END_OF_TIME : clock.now(), FIXED_LIMITS.deliveryBatch);
    if (due.length === 0) return false;
    if (smartHost === null) {
      this.#tellThatMailWaits();
      return false;
    }
    this.#toldThatMailWaits = false;
    const deferralsBefore = this.#recorder.deferrals;
    await this.#handover.run([...Map.groupBy(due, (entry) => `${entry.messageId} ${entry.reversePath}`).values()], smartHost);
    // As long as all goes well, go on with what waits; what is put off now must not be tried again at once.
    if (hurrying && due.length === FIXED_LIMITS.deliveryBatch && this.#recorder.deferrals === deferralsBefore) this.#hurrying = true;
    return true;
  }

  #tellThatMailWaits(): void {
    if (this.#toldThatMailWaits) return;
    this.#toldThatMailWaits = true;
    this.#note('warning', 'outgoing mail waits: no smart host is set (delivery.smartHost)');
  }

  #note(level: 'warning' | 'error', text: string): void {
    this.#options.events.emit({ kind: 'server', level, protocol: 'delivery', text });
  }
}
