/**
 * Delivery, first step: takes what is due from the queue and hands it to the smart host of the settings. Nothing is ever
 * lost: what the smart host has taken leaves the queue, what it cannot take now is tried again, and what it refuses for
 * good stays in the queue, marked, with its words. Without a smart host all of it waits.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { MessageStore } from '../store/mail-store.ts';
import type { DeliveryQueue, QueueEntry } from '../store/outgoing-queue.ts';
import type { Reports } from './dsn/reports.ts';
import { Handover } from './handover.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import { retryGap } from './retry-schedule.ts';
import type { Patience } from './smart-host.ts';

export interface DeliveryOptions {
  readonly settings: SettingsSource;
  readonly queue: DeliveryQueue;
  readonly messages: Pick<MessageStore, 'open'>;
  readonly reports: Pick<Reports, 'send'>;
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
  /** The administrator has changed what is in the queue: what was taken from it and has not begun is forgotten, and hosts that rest are tried again. */
  changed(): void;
  /** What is going on at this moment: connections, and the ids of messages and entries that they work on. */
  readonly activity: { readonly connections: number; readonly messages: ReadonlySet<number>; readonly entries: ReadonlySet<number> };
  /** The same for one domain; `restsUntil` in milliseconds since 1970, null while it is not resting. */
  destination(domain: string): { readonly connections: number; readonly restsUntil: number | null };
  /** Where an entry goes as things stand, in words. */
  routed(entry: QueueEntry): string;
  /** Reports to the senders that the administrator has removed these entries. @returns how many entries were reported on */
  returnToSenders(entries: readonly QueueEntry[]): Promise<number>;
  /** Calls back when something has changed in the queue; returns the way to stop that. */
  onChange(listener: () => void): () => void;
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

  changed(): void {
    this.nudge();
  }

  get activity(): Delivery['activity'] {
    return { connections: 0, messages: new Set(), entries: new Set() };
  }

  destination(): { connections: number; restsUntil: null } {
    return { connections: 0, restsUntil: null };
  }

  routed(): string {
    return '';
  }

  async returnToSenders(entries: readonly QueueEntry[]): Promise<number> {
    let reported = 0;
    for (const group of Map.groupBy(entries, ({ messageId }) => messageId).values()) {
      const fates = group.map((entry) => ({ entry, enhanced: '5.0.0', reason: 'The administrator has removed it from the queue.' }));
      reported += await this.#options.reports.send('failed', fates);
    }
    return reported;
  }

  onChange(): () => void {
    return () => undefined;
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
        if (!worked) await this.#rest(Math.min(...(await this.#options.queue.domains()).map(({ dueAt }) => dueAt), END_OF_TIME));
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
    const now = hurrying ? END_OF_TIME : clock.now();
    const due: QueueEntry[] = [];
    for (const { domain } of await queue.domains())
      due.push(...(await queue.dueFor(domain, { now, limit: FIXED_LIMITS.deliveryBatch, afterSender: '' })).entries);
    if (due.length === 0) return false;
    if (smartHost === null) {
      this.#tellThatMailWaits();
      return false;
    }
    this.#toldThatMailWaits = false;
    const deferralsBefore = this.#recorder.deferrals;
    await this.#handover.run([...Map.groupBy(due, (entry) => entry.messageId).values()], smartHost);
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
