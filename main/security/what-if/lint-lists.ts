/** What is odd about the entries of the lists: asks those who know each list, and puts their findings into one form. */
import { Worker } from 'node:worker_threads';
import type { AddressLint } from '../../../shared/net/address-lint.ts';
import type { FindingId } from '../../../shared/security-findings.ts';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { listsIn } from '../address-lists/address-lists.ts';
import { type LintResult, lintList } from '../address-lists/lint-list.ts';
import { Turns } from '../../settings/turns.ts';
import { lintAttachments } from './lint-attachments.ts';
import { lintFilters } from './lint-filters.ts';
import type { Odd } from './lint-switches.ts';
import { firstOf, type OddOnes } from './odd-ones.ts';

/** Lists of filters up to this length are looked through at once: a few milliseconds. */
const LINTED_HERE = 200;

/** The options that are lists. */
export const LIST_IDS = ['filters', 'attachment-filters', 'banned-addresses', 'trusted-addresses'] as const satisfies readonly SecurityOptionId[];
export type ListId = (typeof LIST_IDS)[number];

/** @param now milliseconds since 1970 */
export async function lintOfList(list: ListId, settings: Settings, now: number): Promise<OddOnes> {
  const { filters, 'attachment-filters': attachments } = settings.security;
  const { banned, trusted } = listsIn(settings);
  switch (list) {
    case 'filters':
      return await oddFilters(filters.enabled ? filters.entries : [], now);
    case 'attachment-filters':
      return firstOf(attachments.enabled ? lintAttachments(attachments.entries) : []);
    case 'banned-addresses':
      return oddAddresses(list, banned, await lintList('banned', banned, trusted));
    case 'trusted-addresses':
      return oddAddresses(list, trusted, await lintList('trusted', trusted, banned));
  }
}

async function oddFilters(entries: readonly FilterEntry[], now: number): Promise<OddOnes> {
  if (entries.length <= LINTED_HERE) return firstOf(lintFilters(entries, now));
  // As texts: a list of 100,000 objects would take far longer to hand over.
  const json = await new Turns().joined(entries, (entry) => JSON.stringify(entry), ',');
  const worker = new Worker(new URL('./lint-worker.ts', import.meta.url), { workerData: { json, now } });
  return await new Promise<OddOnes>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that looks through the filters ended with code ${code}`)));
  });
}

const OF_ADDRESSES: Record<AddressLint, FindingId> = {
  duplicate: 'duplicate',
  shadowed: 'shadowed',
  expired: 'expired',
  'covers-loopback': 'covers-loopback',
  'banned-and-trusted': 'banned-and-trusted',
};

function oddAddresses(option: ListId, entries: readonly AddressEntry[], { total, found }: LintResult): OddOnes {
  const odd = found.map(
    ({ index, lint, other }): Odd => ({
      option,
      finding: OF_ADDRESSES[lint],
      index,
      entry: entries[index]?.address ?? '',
      ...(other === undefined ? {} : { other }),
    }),
  );
  return { total, odd };
}
