/**
 * Delivery, first step: takes what is due from the queue and hands it to the smart host of the settings. Nothing is ever
 * lost: what the smart host has taken leaves the queue, what it cannot take now is tried again, and what it refuses for
 * good stays in the queue, marked, with its words. Without a smart host all of it waits.
 */
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { MessageStore, QueueEntry, QueueStore } from '../store/mail-store.ts';
import { retryGap } from './retry-schedule.ts';
import { type Outcome, SmartHostConnection, SmartHostTrouble } from './smart-host.ts';

export interface DeliveryOptions {
  readonly settings: SettingsSource;
  readonly queue: QueueStore;
  readonly messages: MessageStore;
  readonly events: EventSink;
  readonly clock: Clock;
  hostname(): string;
}

export interface Delivery {
  start(): void;
  /** There is new mail in the queue. */
  nudge(): void;
  /** Lets messages on their way finish for `graceSeconds`, then cuts them off; they stay in the queue. */
  stop(graceSeconds: number): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  return new QueueRunner(options);
}

class QueueRunner implements Delivery {
  readonly #options: DeliveryOptions;
  readonly #connections = new Set<SmartHostConnection>();
  #running: Promise<void> | undefined;
  #stopping = false;
  #nudged = false;
  #wake: () => void = () => undefined;
  #stopSettings: () => void = () => undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopSettings = this.#options.settings.onChange((now, before) => {
      if (JSON.stringify(now.delivery) !== JSON.stringify(before.delivery)) this.nudge();
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
    this.#wake();
    const deadline = setTimeout(() => {
      for (const connection of this.#connections) connection.close();
    }, graceSeconds * 1000);
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
    // A timer of Node holds at most 2^31 - 1 ms; an hour is short enough and no burden.
    const delay = Math.min(Math.max((dueAt ?? 0) - this.#options.clock.now(), 0), 3_600_000);
    const timer = waits ? setTimeout(resolve, delay) : undefined;
    await promise;
    clearTimeout(timer);
    this.#wake = () => undefined;
  }

  /** Works on what is due now; false if there was nothing to do. */
  async #turn(): Promise<boolean> {
    const { queue, settings, clock } = this.#options;
    const due = await queue.due(clock.now(), FIXED_LIMITS.deliveryBatch);
    if (due.length === 0) return false;
    const { smartHost } = settings.current.delivery;
    if (smartHost === null) {
      this.#note('warning', `${due.length === FIXED_LIMITS.deliveryBatch ? 'many' : due.length} outgoing recipients wait: no smart host is set (delivery.smartHost)`);
      return false;
    }
    const messages = [...Map.groupBy(due, (entry) => entry.messageId).values()];
    const lanes = Math.min(FIXED_LIMITS.deliveryConnections, messages.length);
    await Promise.all(Array.from({ length: lanes }, async () => await this.#lane(messages, smartHost)));
    return true;
  }

  /** One connection at a time, which takes message after message until none is left. */
  async #lane(messages: QueueEntry[][], smartHost: SmartHostSettings): Promise<void> {
    let connection: SmartHostConnection | undefined;
    for (let entries = messages.shift(); entries !== undefined && !this.#stopping; entries = messages.shift()) {
      try {
        connection ??= await this.#connect(smartHost);
        const usable = await this.#deliver(connection, entries);
        if (!usable) {
          this.#drop(connection);
          connection = undefined;
        }
      } catch (error) {
        if (connection !== undefined) this.#drop(connection);
        connection = undefined;
        if (!(error instanceof SmartHostTrouble)) throw error;
        await this.#defer(entries, error.message);
        // A host that does not answer costs one attempt of this lane, not one for each message.
        for (let rest = messages.shift(); rest !== undefined; rest = messages.shift()) await this.#defer(rest, error.message);
      }
    }
    connection?.quit();
    if (connection !== undefined) this.#connections.delete(connection);
  }

  async #connect(smartHost: SmartHostSettings): Promise<SmartHostConnection> {
    const connection = await SmartHostConnection.open(smartHost, this.#options.hostname());
    this.#connections.add(connection);
    return connection;
  }

  #drop(connection: SmartHostConnection): void {
    connection.close();
    this.#connections.delete(connection);
  }

  /** Hands over one message; false if the connection is of no more use. @throws SmartHostTrouble, and nothing is recorded */
  async #deliver(connection: SmartHostConnection, entries: readonly QueueEntry[]): Promise<boolean> {
    const first = entries[0];
    const message = first === undefined ? undefined : await this.#options.messages.open(first.messageId);
    if (message === undefined) return true;
    try {
      const outcomes = await connection.send(
        message,
        entries.map((entry) => entry.recipient),
      );
      await this.#record(entries, outcomes);
      return outcomes.every(({ kind }) => kind === 'sent') || (await connection.reset());
    } finally {
      message.close();
    }
  }

  async #record(entries: readonly QueueEntry[], outcomes: readonly Outcome[]): Promise<void> {
    const { queue, events, clock } = this.#options;
    for (const [index, entry] of entries.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      switch (outcome.kind) {
        case 'sent':
          await queue.sent([entry.id]);
          events.count('relayed');
          this.#tell('relay-sent', entry, outcome.reply);
          break;
        case 'deferred':
          await queue.deferred([entry.id], clock.now() + retryGap(entry.attempts + 1), outcome.reply);
          this.#tell('relay-deferred', entry, outcome.reply);
          break;
        case 'failed':
          await queue.failed([entry.id], outcome.reply);
          events.count('relayFailed');
          this.#tell('relay-failed', entry, outcome.reply);
          break;
      }
    }
  }

  async #defer(entries: readonly QueueEntry[], why: string): Promise<void> {
    await this.#record(
      entries,
      entries.map(() => ({ kind: 'deferred', reply: why })),
    );
  }

  #tell(kind: 'relay-sent' | 'relay-deferred' | 'relay-failed', entry: QueueEntry, reply: string): void {
    const level = kind === 'relay-sent' ? 'info' : kind === 'relay-deferred' ? 'warning' : 'error';
    const text = `from <${entry.reversePath}> to <${entry.recipient}>: ${reply}`;
    this.#options.events.emit({ kind, level, protocol: 'delivery', traceId: entry.traceId, text });
  }

  #note(level: 'warning' | 'error', text: string): void {
    this.#options.events.emit({ kind: 'server', level, protocol: 'delivery', text });
  }
}
