/**
 * The main thread's side of the log thread. Events are gathered and handed over together; at most
 * `FIXED_LIMITS.eventBacklog` of them may wait or be under way, and beyond that events are lost and counted, so that a
 * slow disk costs the log its events and never a session its time. A thread that dies is started again.
 */
import type { Worker } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { FromLogThread, ToLogThread } from './log-protocol.ts';
import { type Notice, describe } from './outage.ts';
import { TUNING } from './tuning.ts';

export interface LogThreadOptions {
  /** Starts the worker (main/log/log-worker.ts) with the settings of the moment. */
  readonly start: () => Worker;
  readonly notice: Notice;
}

export class LogThread {
  readonly #start: () => Worker;
  readonly #notice: Notice;
  #worker: Worker | undefined;
  /** Lines that wait to be handed over together; adding to one string costs less than joining many at the end. */
  #gathered = '';
  #gatheredEvents = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Handed over, not answered. */
  #underWay = 0;
  #lost = 0;
  /** Lost because there was no room, since the last notice that said so. */
  #lostUnsaid = 0;
  /** Who waits for the first `upTo` events that were ever taken. */
  #waiting: { readonly upTo: number; readonly resolve: () => void }[] = [];
  #taken = 0;
  #restartDelay: number = TUNING.restartMilliseconds;
  #restart: NodeJS.Timeout | undefined;
  #closing = false;

  constructor({ start, notice }: LogThreadOptions) {
    this.#start = start;
    this.#notice = notice;
  }

  /** Starts the thread; resolves with the greatest id there is once it can take events. Rejects if it does not start; then it is not tried again. */
  async open(): Promise<number> {
    const worker = this.#begin();
    return await new Promise<number>((resolve, reject) => {
      const fail = (error: unknown): void => {
        clearTimeout(this.#restart);
        reject(new Error('the log thread did not start', { cause: error }));
      };
      worker.once('error', fail);
      worker.once('exit', fail);
      worker.on('message', (message: FromLogThread) => {
        if (message.type !== 'opened') return;
        worker.off('error', fail);
        worker.off('exit', fail);
        resolve(message.lastId);
      });
    });
  }

  /** Events lost since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** True while one more event would be lost. */
  get full(): boolean {
    return this.#underWay + this.#gatheredEvents >= FIXED_LIMITS.eventBacklog;
  }

  /** Takes one event (main/log/event-line.ts), or loses it if there is no room. */
  take(line: string): void {
    if (this.full) {
      this.lose();
      return;
    }
    this.#taken += 1;
    this.#gathered += this.#gatheredEvents === 0 ? line : `\n${line}`;
    this.#gatheredEvents += 1;
    if (this.#gatheredEvents >= TUNING.batchEvents) this.#handOver();
    else this.#timer ??= setTimeout(() => this.#handOver(), TUNING.batchMilliseconds).unref();
  }

  /** Counts an event that nobody even made, because there is no room. */
  lose(): void {
    this.#lost += 1;
    this.#lostUnsaid += 1;
  }

  tell(message: ToLogThread): void {
    this.#worker?.postMessage(message);
  }

  /** Resolves once all events taken so far are written or lost. While the thread is being started again that is not waited for. */
  async settled(): Promise<void> {
    this.#handOver();
    if (this.#worker === undefined || this.#underWay === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push({ upTo: this.#taken, resolve }));
  }

  /** Lets what was taken be written, then ends the thread. */
  async close(): Promise<void> {
    this.#sayWhatWasLost();
    this.#handOver();
    this.#closing = true;
    clearTimeout(this.#restart);
    if (this.#worker === undefined) {
      this.#lost += this.#gatheredEvents;
      return;
    }
    const worker = this.#worker;
    // Whatever ends it.
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    this.tell({ type: 'close' });
    await exit;
  }

  #handOver(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#gatheredEvents;
    if (events === 0 || this.#worker === undefined) return;
    const lines = this.#gathered;
    this.#gathered = '';
    this.#gatheredEvents = 0;
    this.#underWay += events;
    this.tell({ type: 'events', lines, events });
  }

  #begin(): Worker {
    const worker = this.#start();
    this.#worker = worker;
    let trouble = 'it ended by itself';
    worker.on('message', (message: FromLogThread) => this.#hear(message));
    worker.on('error', (error) => {
      trouble = describe(error);
    });
    worker.once('exit', () => this.#ended(trouble));
    this.#handOver();
    return worker;
  }

  /** A system that is out of threads or memory must not end the server by way of its log. */
  #beginAgain(): void {
    try {
      this.#begin();
    } catch (error) {
      this.#ended(describe(error));
    }
  }

  #hear(message: FromLogThread): void {
    switch (message.type) {
      case 'opened':
        break;
      case 'written':
        this.#restartDelay = TUNING.restartMilliseconds;
        this.#lost += message.lost;
        this.#settle(message.events);
        if (this.#underWay + this.#gatheredEvents <= FIXED_LIMITS.eventBacklog / 2) this.#sayWhatWasLost();
        break;
      case 'notice':
        this.#notice(message.level, message.text);
        break;
    }
  }

  #settle(events: number): void {
    this.#underWay -= events;
    const done = this.#taken - this.#underWay - this.#gatheredEvents;
    for (const { resolve } of this.#waiting.filter(({ upTo }) => upTo <= done)) resolve();
    this.#waiting = this.#waiting.filter(({ upTo }) => upTo > done);
  }

  #sayWhatWasLost(): void {
    if (this.#lostUnsaid === 0) return;
    const lost = this.#lostUnsaid;
    this.#lostUnsaid = 0;
    this.#notice('warning', `${lost} events were lost, because the log could not keep up`);
  }

  #ended(trouble: string): void {
    this.#worker = undefined;
    const lost = this.#underWay;
    this.#lost += lost;
    this.#settle(lost);
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting = [];
    if (this.#closing) return;
    const delay = this.#restartDelay;
    this.#restartDelay = Math.min(delay * 2, TUNING.restartMaxMilliseconds);
    this.#restart = setTimeout(() => this.#beginAgain(), delay).unref();
    this.#notice('error', `The log thread has failed (${trouble}) and lost ${lost} events; it is started again in ${delay / 1000} s`);
  }
}
