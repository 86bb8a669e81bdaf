/** Bans or trusts an address from wherever it is seen: with a way back, and asking first where the server says so. */
import { sentence } from './problems.ts';
import { texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import { type AddressChange, BAN_TIMES } from './address-changes.ts';
import { useAdminClient } from './carrier-context.tsx';
import { useSettingsChanges } from './settings-changes.tsx';

export function useAddressActions(): (change: AddressChange) => void {
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  const words = texts.log.address;
  const add = async ({ list, address, time, note }: AddressChange): Promise<void> => {
    const lasts = BAN_TIMES[time];
    const expires = lasts === null ? null : new Date(Date.now() + lasts).toISOString();
    const result = await changes.run({
      send: (confirmed) => client.addresses.add({ list, entry: { address, note, expires }, confirmed }),
      said: list === 'banned' ? words.banned(address, words.times[time]) : words.trusted(address),
      undo: () => () => client.addresses.remove({ list, addresses: [address] }),
    });
    if (result.state === 'refused') notices.failed(new Error(result.problems.map(({ message }) => sentence(message)).join(' ')));
  };
  return (change) => void add(change);
}
