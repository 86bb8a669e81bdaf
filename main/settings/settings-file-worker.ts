/** Writes a long settings file off the main thread: the disk is asked to have it (fsync), and that takes its time. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { writeWithConf } from './settings-file.ts';

const { dataFolder, json } = z.object({ dataFolder: z.string(), json: z.instanceof(Uint8Array) }).parse(workerData);
writeWithConf(dataFolder, json);
parentPort?.postMessage('saved');
