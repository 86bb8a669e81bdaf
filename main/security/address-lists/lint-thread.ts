/** Asks a thread what is odd about an address list. */
import { Worker } from 'node:worker_threads';
import type { LintFound } from '../../../shared/net/address-lint.ts';
import type { AddressList } from '../../../shared/net/address-risks.ts';
import type { ListedAddress } from '../../../shared/net/ip-set.ts';

export interface LintResult {
  readonly total: number;
  /** The first of them, `FIXED_LIMITS.shownLints` at most. */
  readonly found: readonly LintFound[];
}

export async function lintInThread(list: AddressList, own: readonly ListedAddress[], other: readonly ListedAddress[]): Promise<LintResult> {
  const workerData = { list, own: linesOf(own), other: linesOf(other), now: Date.now() };
  const worker = new Worker(new URL('./lint-worker.ts', import.meta.url), { workerData });
  return await new Promise<LintResult>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that looks through address lists ended with code ${code}`)));
  });
}

/** One text goes over to a thread at once, 100,000 objects do not. */
function linesOf(entries: readonly ListedAddress[]): string {
  return entries.map(({ address, expires }) => `${address}\t${expires ?? ''}`).join('\n');
}
