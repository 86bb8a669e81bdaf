/** Bans or trusts an address from wherever it is seen: with a way back, and asking first where the server says so. */
import { texts } from '../texts.ts';
import { useAddressBans } from './address-bans.ts';
import { type AddressChange, BAN_TIMES } from './address-changes.ts';

export function useAddressActions(): (change: AddressChange) => void {
  const bans = useAddressBans();
  const words = texts.log.address;
  return ({ list, address, time, note }) => {
    const lasts = BAN_TIMES[time];
    const expires = lasts === null ? null : new Date(Date.now() + lasts).toISOString();
    const said =
      list === 'banned'
        ? { done: words.banned(address, words.times[time]), lengthened: words.banLengthened(address, words.times[time]) }
        : { done: words.trusted(address), lengthened: words.trustLengthened(address, words.times[time]) };
    void bans.add(list, { address, note, expires }, said);
  };
}
