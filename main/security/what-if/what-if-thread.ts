/** One thread that looks through kept messages, as the engine sees it: started when it is first asked, ended when it has been idle for a while. */
import { Worker } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { FromWhatIfThread, KeptHits, MessagesQuestion, ProposalRequest, ProposalShare, ToWhatIfThread, WhatIfThreadData } from './what-if-protocol.ts';

type Answer = Extract<FromWhatIfThread, { type: 'found' | 'proposed' }>;
type Waiting = PromiseWithResolvers<Answer>;

export class WhatIfThread {
  readonly #data: WhatIfThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** Of the worker at hand. */
  #ready: PromiseWithResolvers<void> | undefined;
  #prepared: PromiseWithResolvers<void> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(data: WhatIfThreadData) {
    this.#data = data;
  }

  /** Resolves once the thread is loaded, which takes a while for the first question. Rejects if it dies over it. */
  async ready(): Promise<void> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    await this.#ready?.promise;
  }

  /** Loads the thread, and resolves once it knows the kept messages; it ends again if nothing is asked. Rejects if it dies over it. */
  async prepare(): Promise<void> {
    await this.ready();
    this.#restIfIdle();
    await this.#prepared?.promise;
  }

  /** @param deadline as in the protocol. Rejects if the thread dies, and with the signal's reason when it fires. */
  async ask(question: MessagesQuestion, deadline: number, signal: AbortSignal): Promise<KeptHits> {
    const reply = await this.#send((id) => ({ type: 'ask', id, question, deadline }), signal);
    if (reply.type !== 'found') throw new Error(`asked for hits, the thread answered with ${reply.type}`);
    return reply.hits;
  }

  /** The same for a proposal of longer texts. */
  async propose(request: ProposalRequest, deadline: number, signal: AbortSignal): Promise<ProposalShare> {
    const reply = await this.#send((id) => ({ type: 'propose', id, request, deadline }), signal);
    if (reply.type !== 'proposed') throw new Error(`asked for proposals, the thread answered with ${reply.type}`);
    return reply.proposed;
  }

  async #send(task: (id: number) => ToWhatIfThread, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) this.#restIfIdle();
    signal.throwIfAborted();
    const id = (this.#lastId += 1);
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.set(id, answer);
    const cancel = (): void => {
      this.#say({ type: 'cancel', id });
      answer.reject(signal.reason);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      this.#say(task(id));
      return await answer.promise;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#waiting.delete(id);
      this.#restIfIdle();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(new Error('the server is stopping'));
    await worker?.terminate();
  }

  #say(message: ToWhatIfThread): void {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./what-if-worker.ts', import.meta.url), { workerData: this.#data });
    this.#ready = Promise.withResolvers();
    this.#prepared = Promise.withResolvers();
    // Whoever waits for them gets the failure; perhaps nobody does.
    for (const { promise } of [this.#ready, this.#prepared]) promise.catch(() => undefined);
    // A server that has stopped is not kept alive by it.
    worker.unref();
    worker.on('message', (message: FromWhatIfThread) => this.#heard(message));
    worker.on('error', (error: Error) => this.#died(worker, error));
    worker.on('exit', () => this.#died(worker, new Error('the thread that looks through kept messages has ended')));
    return worker;
  }

  #heard(message: FromWhatIfThread): void {
    switch (message.type) {
      case 'ready':
        this.#ready?.resolve();
        return;
      case 'prepared':
        this.#prepared?.resolve();
        return;
      case 'found':
      case 'proposed':
        this.#waiting.get(message.id)?.resolve(message);
        return;
      case 'failed':
        this.#waiting.get(message.id)?.reject(new Error(message.why));
    }
  }

  /** The next question starts a new one. */
  #died(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#fail(error);
  }

  #fail(error: Error): void {
    this.#ready?.reject(error);
    this.#prepared?.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #restIfIdle(): void {
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      this.#worker = undefined;
      void worker?.terminate();
    }, FIXED_LIMITS.whatIfIdleSeconds * 1000);
    this.#idle.unref();
  }
}
