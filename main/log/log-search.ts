/** Asks the search thread; the thread is started with the first search. */
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import { type LogEvent, logEventSchema } from '../../shared/events.ts';
import type { SearchAnswer, SearchRequest } from './log-protocol.ts';

const resultSchema = z.object({ events: z.array(logEventSchema), more: z.boolean() });

interface Waiting {
  resolve(result: { events: LogEvent[]; more: boolean }): void;
  reject(error: Error): void;
}

export class LogSearch {
  readonly #dataFolder: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #number = 0;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  async search(filter: LogFilter, page: { before?: number | undefined; limit: number }): Promise<{ events: LogEvent[]; more: boolean }> {
    const worker = (this.#worker ??= this.#start());
    this.#number += 1;
    const request: SearchRequest = { number: this.#number, json: JSON.stringify({ filter, page }) };
    return await new Promise((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { workerData: { dataFolder: this.#dataFolder } });
    worker.on('message', (answer: SearchAnswer) => {
      const waiting = this.#waiting.get(answer.number);
      this.#waiting.delete(answer.number);
      if ('error' in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(resultSchema.parse(JSON.parse(answer.json)));
    });
    worker.on('error', (error) => this.#failAll(error));
    worker.on('exit', () => this.#failAll(new Error('the search thread has ended')));
    return worker;
  }

  /** The next search starts a new thread. */
  #failAll(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
