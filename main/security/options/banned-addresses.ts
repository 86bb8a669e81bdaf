/** `banned-addresses`: a client on the list is disconnected at once, on every protocol; nothing is said to it. */
import type { Check, SecurityOption } from '../option.ts';

const connect: Check<'connect'> = ({ remoteAddress }, { lookups, now }) => {
  const match = lookups.addressLists.banned(remoteAddress, now);
  if (match === undefined) return { verdict: 'pass', reason: 'nothing-wrong', input: remoteAddress };
  const { entry, source, note } = match;
  return {
    verdict: 'disconnect',
    reason: 'address-banned',
    input: remoteAddress,
    entry,
    detail: note === '' ? source : `${source}: ${note}`,
    hits: [{ option: 'banned-addresses', entry }],
  };
};

export const bannedAddresses: SecurityOption = { id: 'banned-addresses', connect };
