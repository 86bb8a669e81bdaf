/** What is odd about an address list: a short one is looked through at once, a long one in a thread. */
import { Worker } from 'node:worker_threads';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { lintAddresses, type LintFound } from '../../../shared/net/address-lint.ts';
import type { AddressList } from '../../../shared/net/address-risks.ts';
import type { ListedAddress } from '../../../shared/net/ip-set.ts';
import { Turns } from '../../settings/turns.ts';

export interface LintResult {
  readonly total: number;
  /** The first of them, `FIXED_LIMITS.shownLints` at most. */
  readonly found: readonly LintFound[];
}

/** Entries of both lists up to which they are looked through at once: a few milliseconds, where a thread takes hundreds to start on a busy machine. */
const LINTED_HERE = 500;

export async function lintList(list: AddressList, own: readonly ListedAddress[], other: readonly ListedAddress[]): Promise<LintResult> {
  const now = Date.now();
  if (own.length === 0) return shortened([]);
  return own.length + other.length <= LINTED_HERE ? shortened(lintAddresses(list, own, other, now)) : await lintInThread(list, own, other, now);
}

/** As many as are shown. */
export function shortened(found: readonly LintFound[]): LintResult {
  return { total: found.length, found: found.slice(0, FIXED_LIMITS.shownLints) };
}

async function lintInThread(list: AddressList, own: readonly ListedAddress[], other: readonly ListedAddress[], now: number): Promise<LintResult> {
  const turns = new Turns();
  const workerData = { list, own: await linesOf(own, turns), other: await linesOf(other, turns), now };
  const worker = new Worker(new URL('./lint-worker.ts', import.meta.url), { workerData });
  return await new Promise<LintResult>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that looks through address lists ended with code ${code}`)));
  });
}

/** Texts go over to a thread at once, 100,000 objects do not. */
async function linesOf(entries: readonly ListedAddress[], turns: Turns): Promise<string[]> {
  return await turns.joined(entries, ({ address, expires }) => `${address}\t${expires ?? ''}`, '\n');
}
