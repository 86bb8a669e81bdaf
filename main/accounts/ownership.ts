/**
 * Whose a sender address is. Pure: "sender must match login" judges with it in a session, in the simulator and in tests.
 */
import { type MailAddress, addressKey, parseAddress } from '../../shared/mail/address.ts';
import type { Login } from './accounts.ts';
import { type DirectoryView, leadsTo } from './resolve.ts';

/**
 * True if the login may send as this address. An account owns its own address, with any detail (RFC 5233) that is not an
 * address of somebody else, and the aliases that lead to it. An SMTP login owns the addresses and domains it is given.
 */
export function owns(login: Login, address: MailAddress, view: DirectoryView): boolean {
  switch (login.kind) {
    case 'account':
      return leadsTo(address, login.id, view);
    case 'smtp-login':
      return login.addresses.some((pattern) => covers(pattern, address));
  }
}

/** @param pattern an address, or `@example.com` for every address of that domain, not of its subdomains */
function covers(pattern: string, address: MailAddress): boolean {
  // The local part does not matter here; with one, the domain is parsed as every other.
  if (pattern.startsWith('@')) return parseAddress(`x${pattern}`)?.domain === address.domain;
  const own = parseAddress(pattern);
  return own !== undefined && addressKey(own) === addressKey(address);
}
