/** Lints long lists of filters off the main thread: an automaton of 100,000 texts takes longer to make than a session may wait. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { filterEntrySchema } from '../../../shared/settings/security/filters.ts';
import { lintFilters } from './lint-filters.ts';

const { json, now } = z.object({ json: z.string(), now: z.number() }).parse(workerData);
parentPort?.postMessage(lintFilters(z.array(filterEntrySchema).parse(JSON.parse(json)), now));
