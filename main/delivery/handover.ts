/**
 * Hands a batch of messages to the smart host, over a few connections at one time, each of which takes message after
 * message. Trouble with one message defers that message; trouble on all connections defers the rest of the batch.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { SmartHostSettings } from '../../shared/settings/delivery.ts';
import type { MessageStore } from '../store/mail-store.ts';
import type { QueueEntry } from '../store/outgoing-queue.ts';
import type { OutcomeRecorder } from './outcome-recorder.ts';
import { type Patience, SmartHostConnection, SmartHostTrouble } from './smart-host.ts';

export interface HandoverServices {
  readonly messages: Pick<MessageStore, 'open'>;
  readonly recorder: OutcomeRecorder;
  readonly patience: Patience;
  readonly hostname: () => string;
}

export class Handover {
  readonly #services: HandoverServices;
  readonly #connections = new Set<SmartHostConnection>();
  #stopping = false;
  #cut = false;
  /** The words of the last trouble in this batch. */
  #trouble = '';

  constructor(services: HandoverServices) {
    this.#services = services;
  }

  /** Begins no other message. */
  stop(): void {
    this.#stopping = true;
  }

  /** Ends what is under way; it stays in the queue as it was. */
  cut(): void {
    this.#stopping = true;
    this.#cut = true;
    for (const connection of this.#connections) connection.close();
  }

  /** @param messages the entries of each message; emptied here @throws StoreError */
  async run(messages: QueueEntry[][], smartHost: SmartHostSettings): Promise<void> {
    const lanes = Array.from({ length: Math.min(FIXED_LIMITS.deliveryConnections, messages.length) }, async () => await this.#lane(messages, smartHost));
    // All must have ended before anybody looks at the queue again, or a message could be on its way twice.
    const ends = await Promise.allSettled(lanes);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (this.#stopping) return;
    for (const entries of messages.splice(0)) await this.#services.recorder.defer(entries, this.#trouble);
  }

  /** Ends when no message is left, or after too much trouble; then the other lanes go on with the rest. */
  async #lane(messages: QueueEntry[][], smartHost: SmartHostSettings): Promise<void> {
    let connection: SmartHostConnection | undefined;
    let troubles = 0;
    try {
      while (troubles < FIXED_LIMITS.deliveryTroubles && !this.#stopping) {
        const entries = messages.shift();
        if (entries === undefined) break;
        const reused = connection?.usable === true;
        if (connection?.usable !== true) connection = await this.#connect(smartHost);
        if (connection === undefined) {
          messages.unshift(entries);
          break;
        }
        const trouble = await this.#deliver(connection, entries);
        if (trouble === undefined) {
          troubles = 0;
        } else if (reused && trouble.beforeContent && !this.#stopping) {
          // Hosts end a connection after some messages or some time, and no message is to blame for that.
          messages.unshift(entries);
        } else {
          troubles += 1;
          if (!this.#cut) await this.#services.recorder.defer(entries, trouble.message);
        }
      }
    } finally {
      connection?.quit();
      if (connection !== undefined) this.#connections.delete(connection);
    }
  }

  async #connect(smartHost: SmartHostSettings): Promise<SmartHostConnection | undefined> {
    const { hostname, patience } = this.#services;
    const connection = new SmartHostConnection(smartHost, hostname(), patience);
    this.#connections.add(connection);
    try {
      await connection.open();
      return connection;
    } catch (error) {
      this.#connections.delete(connection);
      this.#noteTrouble(error);
      return undefined;
    }
  }

  /** Hands over one message and puts down what became of it; after trouble with the connection nothing is put down. */
  async #deliver(connection: SmartHostConnection, entries: readonly QueueEntry[]): Promise<SmartHostTrouble | undefined> {
    const { messages, recorder } = this.#services;
    const message = entries[0] === undefined ? undefined : await messages.open(entries[0].messageId);
    if (message === undefined) {
      await recorder.record(
        entries,
        entries.map(() => ({ kind: 'failed', reply: 'the message is no longer in the store' })),
      );
      return undefined;
    }
    try {
      const outcomes = await connection.send(
        message,
        entries.map(({ recipient }) => recipient),
      );
      await recorder.record(entries, outcomes);
      // RFC 5321 section 4.1.1.5: a transaction that was not finished is still open.
      if (connection.usable && outcomes.some(({ kind }) => kind !== 'sent') && !(await connection.reset())) this.#drop(connection);
      return undefined;
    } catch (error) {
      this.#drop(connection);
      return this.#noteTrouble(error);
    } finally {
      message.close();
    }
  }

  #drop(connection: SmartHostConnection): void {
    connection.close();
    this.#connections.delete(connection);
  }

  #noteTrouble(error: unknown): SmartHostTrouble {
    if (!(error instanceof SmartHostTrouble)) throw error;
    this.#trouble = error.message;
    return error;
  }
}
