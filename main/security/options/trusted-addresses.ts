/**
 * `trusted-addresses`: a client on the list may relay. A ban counts before trust: a client on both lists has been
 * disconnected before it could name a recipient. Filters and limits apply all the same.
 */
import type { Check, SecurityOption } from '../option.ts';

const rcpt: Check<'rcpt'> = ({ remoteAddress, resolution }, { settings, lookups, now }) => {
  // Mail to our own people needs no gate, also where an alias of ours leads elsewhere.
  if (resolution.kind !== 'foreign') return { skip: 'local-recipient', input: remoteAddress };
  if (settings.security['trusted-addresses'].entries.length === 0) return { skip: 'nothing-to-do', input: remoteAddress };
  const match = lookups.addressLists.trusted(remoteAddress, now);
  if (match === undefined) return { verdict: 'pass', reason: 'nothing-wrong', input: remoteAddress };
  const { entry, note } = match;
  return {
    verdict: 'grant-relay',
    reason: 'address-trusted',
    input: remoteAddress,
    entry,
    ...(note === '' ? {} : { detail: note }),
    hits: [{ option: 'trusted-addresses', entry }],
  };
};

export const trustedAddresses: SecurityOption = { id: 'trusted-addresses', rcpt };
