/** Lints address lists off the main thread: sorting 100,000 ranges takes longer than a session may wait. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { lintAddresses } from '../../../shared/net/address-lint.ts';
import type { ListedAddress } from '../../../shared/net/ip-set.ts';
import { shortened } from './lint-list.ts';

const lines = z.array(z.string());
const { list, own, other, now } = z.object({ list: z.enum(['banned', 'trusted']), own: lines, other: lines, now: z.number() }).parse(workerData);

/** Lines of address and expiry. */
function entriesIn(texts: readonly string[]): ListedAddress[] {
  return texts.flatMap((text) =>
    text.split('\n').map((line) => {
      const [address = '', expires = ''] = line.split('\t');
      return { address, expires: expires === '' ? null : expires };
    }),
  );
}

parentPort?.postMessage(shortened(lintAddresses(list, entriesIn(own), entriesIn(other), now)));
