/**
 * The main thread's side of the log thread. Events and decisions are gathered (backlog.ts) and handed over together.
 * A thread that dies is started again.
 */
import type { Worker } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { Backlog } from './backlog.ts';
import type { FromLogThread, LastIds, LineBatch, LineKind, ToLogThread } from './log-protocol.ts';
import { type Notice, describe } from './outage.ts';
import { TUNING } from './tuning.ts';

export interface LogThreadOptions {
  /** Starts the worker (main/log/log-worker.ts) with the settings of the moment. */
  readonly start: () => Worker;
  readonly notice: Notice;
}

const KINDS = ['events', 'decisions'] as const satisfies readonly LineKind[];

export class LogThread {
  readonly #start: () => Worker;
  readonly #notice: Notice;
  readonly #backlogs: Readonly<Record<LineKind, Backlog>> = {
    // Events are short and never cut off by their characters.
    events: new Backlog({ lines: FIXED_LIMITS.eventBacklog, characters: Number.POSITIVE_INFINITY }),
    decisions: new Backlog({ lines: FIXED_LIMITS.decisionBacklog, characters: FIXED_LIMITS.decisionBacklogCharacters }),
  };
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Messages with lines handed over, and those answered or lost. */
  #sent = 0;
  #done = 0;
  /** Who waits for the first `upTo` of them. */
  #waiting: { readonly upTo: number; readonly resolve: () => void }[] = [];
  #restartDelay: number = TUNING.restartMilliseconds;
  #restart: NodeJS.Timeout | undefined;
  #closing = false;

  constructor({ start, notice }: LogThreadOptions) {
    this.#start = start;
    this.#notice = notice;
  }

  /** Starts the thread; resolves with the greatest ids there are once it can take lines. Rejects if it does not start; then it is not tried again. */
  async open(): Promise<LastIds> {
    const worker = this.#begin();
    return await new Promise<LastIds>((resolve, reject) => {
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
        resolve(message.lastIds);
      });
    });
  }

  /** Lines lost since the start. */
  lost(kind: LineKind): number {
    return this.#backlogs[kind].lost;
  }

  /** True while one more line would be lost. */
  full(kind: LineKind): boolean {
    return this.#backlogs[kind].full;
  }

  /** Takes one event (event-line.ts) or decision (decision-line.ts), or loses it if there is no room. */
  take(kind: LineKind, line: string): void {
    const backlog = this.#backlogs[kind];
    if (!backlog.take(line)) return;
    if (backlog.gathered >= TUNING.batchEvents) this.#handOver();
    else this.#timer ??= setTimeout(() => this.#handOver(), TUNING.batchMilliseconds).unref();
  }

  /** Counts a line that nobody even made, because there is no room. */
  lose(kind: LineKind): void {
    this.#backlogs[kind].lose();
  }

  tell(message: ToLogThread): void {
    this.#worker?.postMessage(message);
  }

  /** Resolves once all lines taken so far are written or lost. While the thread is being started again that is not waited for. */
  async settled(): Promise<void> {
    this.#handOver();
    if (this.#worker === undefined || this.#done === this.#sent) return;
    await new Promise<void>((resolve) => this.#waiting.push({ upTo: this.#sent, resolve }));
  }

  /** Lets what was taken be written, then ends the thread. */
  async close(): Promise<void> {
    this.#sayWhatWasLost(true);
    this.#handOver();
    this.#closing = true;
    clearTimeout(this.#restart);
    if (this.#worker === undefined) {
      for (const kind of KINDS) this.#backlogs[kind].abandonGathered();
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
    if (this.#worker === undefined) return;
    const batches: LineBatch[] = [];
    for (const kind of KINDS) {
      const batch = this.#backlogs[kind].handOver();
      if (batch !== undefined) batches.push({ kind, ...batch });
    }
    if (batches.length === 0) return;
    // Together, since each message wakes a thread at both ends.
    this.#sent += 1;
    this.tell({ type: 'lines', batches });
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
        for (const { kind, lost } of message.batches) this.#backlogs[kind].answered(lost);
        this.#settle(this.#done + 1);
        this.#sayWhatWasLost(false);
        break;
      case 'notice':
        this.#notice(message.level, message.text);
        break;
    }
  }

  #settle(done: number): void {
    this.#done = done;
    for (const { resolve } of this.#waiting.filter(({ upTo }) => upTo <= done)) resolve();
    this.#waiting = this.#waiting.filter(({ upTo }) => upTo > done);
  }

  #sayWhatWasLost(atOnce: boolean): void {
    for (const kind of KINDS) {
      const lost = this.#backlogs[kind].takeUnsaid(atOnce);
      if (lost > 0) this.#notice('warning', `${lost} ${kind} were lost, because the log could not keep up`);
    }
  }

  #ended(trouble: string): void {
    this.#worker = undefined;
    const [events, decisions] = [this.#backlogs.events.abandon(), this.#backlogs.decisions.abandon()];
    this.#settle(this.#sent);
    if (this.#closing) return;
    const delay = this.#restartDelay;
    this.#restartDelay = Math.min(delay * 2, TUNING.restartMaxMilliseconds);
    this.#restart = setTimeout(() => this.#beginAgain(), delay).unref();
    const lost = decisions === 0 ? `${events} events` : `${events} events and ${decisions} decisions`;
    this.#notice('error', `The log thread has failed (${trouble}) and lost ${lost}; it is started again in ${delay / 1000} s`);
  }
}
