/** Asks the search thread; it is started with the first search. */
import { Worker } from 'node:worker_threads';
import type { Answer, AnswerTo, FromSearchThread, Question, Results, ToSearchThread } from './log-protocol.ts';
import { describe } from './outage.ts';

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

function isAbout<About extends keyof Results>(answer: AnswerTo<keyof Results>, about: About): answer is AnswerTo<About> {
  return answer.about === about;
}

export class SearchThread {
  readonly #dataFolder: string;
  readonly #onDamage: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #number = 0;
  #closed = false;

  /** `onDamage` is called when a search finds the database broken. */
  constructor(dataFolder: string, onDamage: () => void) {
    this.#dataFolder = dataFolder;
    this.#onDamage = onDamage;
  }

  /** Rejects when the database cannot be read, when the signal fires, and once the log is closed. */
  async ask<About extends keyof Results>(question: Question & { readonly about: About }, signal?: AbortSignal): Promise<Results[About]> {
    const answer = await this.#ask(question, signal);
    if (!isAbout<About>(answer, question.about)) throw new Error('the search thread has answered another question');
    return answer.result;
  }

  async #ask(question: Question, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error('the log is closed');
    this.#number += 1;
    const number = this.#number;
    const worker = (this.#worker ??= this.#start());
    const tell = (message: ToSearchThread): void => worker.postMessage(message);
    const cancel = (): void => {
      tell({ type: 'cancel', number });
      this.#waiting.get(number)?.reject(new Error('the search was cancelled', { cause: signal?.reason }));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(number, { resolve, reject });
        tell({ type: 'ask', number, question });
      });
    } finally {
      this.#waiting.delete(number);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { workerData: { dataFolder: this.#dataFolder } });
    worker.on('message', (answer: FromSearchThread) => this.#hear(answer));
    let trouble = 'it ended by itself';
    worker.on('error', (error) => {
      trouble = describe(error);
    });
    worker.once('exit', () => this.#ended(trouble));
    return worker;
  }

  #hear(answer: FromSearchThread): void {
    const waiting = this.#waiting.get(answer.number);
    if ('answer' in answer) {
      waiting?.resolve(answer.answer);
      return;
    }
    waiting?.reject(new Error(`the event database cannot be read: ${answer.error}`));
    if (answer.damaged) this.#onDamage();
  }

  /** The next search starts a new thread. */
  #ended(trouble: string): void {
    this.#worker = undefined;
    const error = new Error(this.#closed ? 'the log is closed' : `the search thread has failed: ${trouble}`);
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  /** Ends the searches under way; there will be no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }
}
