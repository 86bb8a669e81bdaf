/** Lints long lists of filters off the main thread: an automaton of 100,000 texts takes longer to make than a session may wait. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { filterEntrySchema } from '../../../shared/settings/security/filters.ts';
import { lintFilters } from './lint-filters.ts';
import { firstOf } from './odd-ones.ts';

const { json, now } = z.object({ json: z.array(z.string()), now: z.number() }).parse(workerData);
const entries = json.flatMap((part) => z.array(filterEntrySchema).parse(JSON.parse(`[${part}]`)));
parentPort?.postMessage(firstOf(lintFilters(entries, now)));
