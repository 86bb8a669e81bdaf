/** The main thread's side of a worker: typed calls, sent together once in a turn of the event loop. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../mail-store.ts';
import { fromNote } from '../sqlite/errors.ts';
import type { Answer, ArgsOf, Call, Readiness, ResultOf, ToWorker } from './protocol.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that loads its program. Several may do so side by side, before they open their files one after the other. */
export class StartingThread<Table, Facts> {
  readonly #worker: Worker;
  /** Settles with the first answer, or with the end of the worker. */
  readonly #readiness: Promise<Readiness<Facts>>;

  constructor(script: URL, workerData: unknown) {
    const worker = new Worker(script, { workerData });
    this.#worker = worker;
    this.#readiness = new Promise<Readiness<Facts>>((resolve, reject) => {
      worker.once('message', (first: Readiness<Facts>) => resolve(first));
      worker.once('error', (error) => reject(new StoreError('failed', `The store did not start: ${describe(error)}`, { cause: error })));
      worker.once('exit', (code) => reject(new StoreError('failed', `The store did not start (exit code ${code}).`)));
    });
    // `open` reports it, if it comes to that.
    this.#readiness.catch(() => {});
  }

  /** Has the worker open its files. `facts` is what it found there. */
  async open(): Promise<{ readonly client: ThreadClient<Table>; readonly facts: Facts }> {
    this.#worker.postMessage('open' satisfies ToWorker<Table>);
    const readiness = await this.#readiness;
    if (!readiness.ready) throw fromNote(readiness.error);
    return { client: new ThreadClient<Table>(this.#worker), facts: readiness.facts };
  }

  /** Ends a worker that is not wanted after all. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
  }
}

export class ThreadClient<Table> {
  readonly #worker: Worker;
  /** Calls not yet answered, oldest first. */
  #waiting: Waiting[] = [];
  #outbox: Call<Table>[] = [];
  #transfers: ArrayBuffer[] = [];
  /** Set once no more calls can be made: closed, or the worker has ended. */
  #end: StoreError | undefined;
  /** Why no more calls are to be made, though the worker goes on. */
  #refused: StoreError | undefined;
  /** Called when an answer says that the worker's file is damaged. */
  onDamage: ((error: StoreError) => void) | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answers: readonly Answer[]) => this.#settle(answers));
    worker.on('error', (error) => this.#fail(new StoreError('failed', `The store has stopped after an error: ${describe(error)}`, { cause: error })));
    worker.on('messageerror', (error) => this.#fail(new StoreError('failed', 'An answer of the store could not be read.', { cause: error })));
    worker.on('exit', (code) => this.#fail(new StoreError('failed', `The store has stopped (exit code ${code}).`)));
  }

  /**
   * Calls an operation. `transfers` are buffers within `args` that go over without being copied; the caller has them no more.
   * Rejects with a StoreError or StoreConflict.
   */
  call<Name extends keyof Table>(name: Name, args: ArgsOf<Table, Name>, transfers: readonly ArrayBuffer[] = []): Promise<ResultOf<Table, Name>> {
    const end = this.#end ?? this.#refused;
    if (end !== undefined) return Promise.reject(end);
    const idle = this.#waiting.length === 0;
    // All that arrived in this turn of the event loop goes over in one message, once the turn's input has been read.
    if (this.#outbox.length === 0 && !idle) setImmediate(() => this.#flush());
    this.#outbox.push({ name, args });
    this.#transfers.push(...transfers);
    const answer = new Promise<ResultOf<Table, Name>>((resolve, reject) => {
      // The worker runs the operation of that name in the same table, so the result has its type.
      this.#waiting.push({ resolve: (result) => resolve(result as ResultOf<Table, Name>), reject });
    });
    // A worker with nothing to do begins at once: while it waits for the disk the rest of the turn's input is read.
    if (idle) this.#flush();
    return answer;
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const message: ToWorker<Table> = { calls: this.#outbox };
    const transfers = this.#transfers;
    this.#outbox = [];
    this.#transfers = [];
    this.#worker.postMessage(message, transfers);
  }

  #settle(answers: readonly Answer[]): void {
    for (const [index, waiting] of this.#waiting.splice(0, answers.length).entries()) {
      const answer = answers[index];
      if (answer?.ok === true) waiting.resolve(answer.result);
      else if (answer !== undefined) {
        const error = fromNote(answer.error);
        if (error instanceof StoreError && error.kind === 'damaged') this.onDamage?.(error);
        waiting.reject(error);
      }
    }
  }

  /** Refuses all calls from now on. Those under way are answered, and the worker can be closed. */
  refuse(error: StoreError): void {
    this.#refused ??= error;
  }

  #fail(error: StoreError): void {
    this.#end ??= error;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#outbox = [];
    for (const { reject } of waiting) reject(this.#end);
  }

  /** Lets the calls made so far finish, then ends the worker. Later calls are refused. */
  async close(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#flush();
    this.#end = new StoreError('failed', 'The store is closed.');
    const exit = once(this.#worker, 'exit');
    this.#worker.postMessage('close' satisfies ToWorker<Table>);
    await exit;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
