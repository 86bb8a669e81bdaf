/** What is odd about the entries of the lists: asks those who know each list, and puts their findings into one form. */
import { Worker } from 'node:worker_threads';
import type { AddressLint } from '../../../shared/net/address-lint.ts';
import type { FindingId } from '../../../shared/security-findings.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { listsIn } from '../address-lists/address-lists.ts';
import { lintList } from '../address-lists/lint-list.ts';
import { lintAttachments } from './lint-attachments.ts';
import { lintFilters } from './lint-filters.ts';
import type { Odd } from './lint-switches.ts';

/** Lists of filters up to this length are looked through at once: a few milliseconds. */
const LINTED_HERE = 200;

/** @param now milliseconds since 1970 */
export async function lintLists(settings: Settings, now: number): Promise<readonly Odd[]> {
  const { filters, 'attachment-filters': attachments } = settings.security;
  const [ofAddresses, ofFilters] = await Promise.all([oddAddresses(settings), filters.enabled ? oddFilters(filters.entries, now) : []]);
  return [...ofFilters, ...(attachments.enabled ? lintAttachments(attachments.entries) : []), ...ofAddresses];
}

async function oddFilters(entries: readonly FilterEntry[], now: number): Promise<readonly Odd[]> {
  if (entries.length <= LINTED_HERE) return lintFilters(entries, now);
  // As one text: a list of 100,000 objects would take far longer to hand over.
  const worker = new Worker(new URL('./lint-worker.ts', import.meta.url), { workerData: { json: JSON.stringify(entries), now } });
  return await new Promise<readonly Odd[]>((resolve, reject) => {
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

async function oddAddresses(settings: Settings): Promise<readonly Odd[]> {
  const { banned, trusted } = listsIn(settings);
  const [ofBanned, ofTrusted] = await Promise.all([lintList('banned', banned, trusted), lintList('trusted', trusted, banned)]);
  const odd = (option: Odd['option'], entries: readonly AddressEntry[], { found }: typeof ofBanned): Odd[] =>
    found.map(({ index, lint, other }) => ({
      option,
      finding: OF_ADDRESSES[lint],
      index,
      entry: entries[index]?.address ?? '',
      ...(other === undefined ? {} : { other }),
    }));
  return [...odd('banned-addresses', banned, ofBanned), ...odd('trusted-addresses', trusted, ofTrusted)];
}
