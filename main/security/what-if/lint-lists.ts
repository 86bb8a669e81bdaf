/** What is odd about the entries of the lists: asks those who know each list, and puts their findings into one form. */
import type { FindingId } from '../../../shared/security-findings.ts';
import type { AddressLint } from '../../../shared/net/address-lint.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { listsIn } from '../address-lists/address-lists.ts';
import { lintInThread } from '../address-lists/lint-thread.ts';
import type { Odd } from './lint-switches.ts';

/** Expired means: at `now`, in milliseconds since 1970. */
export async function lintLists(settings: Settings, now: number): Promise<readonly Odd[]> {
  return [...(await oddAddresses(settings))];
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
  const [ofBanned, ofTrusted] = await Promise.all([lintInThread('banned', banned, trusted), lintInThread('trusted', trusted, banned)]);
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
