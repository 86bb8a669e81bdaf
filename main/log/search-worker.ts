/** The search thread: a search over millions of events holds up neither sessions nor the writing of the log. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { logFilterSchema } from '../../shared/admin-api/log.ts';
import { EventReader } from './event-database.ts';
import type { SearchAnswer, SearchRequest } from './log-protocol.ts';

const { dataFolder } = z.object({ dataFolder: z.string() }).parse(workerData);
if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const requestSchema = z.object({ filter: logFilterSchema, page: z.object({ before: z.number().optional(), limit: z.number() }) });
let reader: EventReader | undefined;

port.on('message', ({ number, json }: SearchRequest) => {
  let answer: SearchAnswer;
  try {
    const { filter, page } = requestSchema.parse(JSON.parse(json));
    reader ??= new EventReader(dataFolder);
    answer = { number, json: JSON.stringify(reader.search(filter, page)) };
  } catch (error) {
    answer = { number, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
});
