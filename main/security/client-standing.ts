/** As whom a client sends: what SMTP authentication and SMTP after POP make of it. Pure. */
import type { AccountIdentity, Login } from '../accounts/accounts.ts';
import type { CheckContext, HeloFacts } from './option.ts';

export type ClientStanding =
  | { readonly kind: 'logged-in'; readonly logins: readonly [Login] }
  /** Has not logged in, and need not. */
  | { readonly kind: 'trusted' }
  /** Counts as logged in as the accounts whose grant for its address is live. */
  | { readonly kind: 'popped'; readonly logins: readonly Login[] }
  | { readonly kind: 'stranger' };

/** A login says most, so it goes first; being trusted frees of the limits that a grant brings with it. */
export function clientStanding(
  { login, remoteAddress }: HeloFacts,
  { settings, lookups, now }: Pick<CheckContext, 'settings' | 'lookups' | 'now'>,
): ClientStanding {
  if (login !== undefined) return { kind: 'logged-in', logins: [login] };
  if (lookups.addressLists.trusted(remoteAddress, now) !== undefined) return { kind: 'trusted' };
  const holders = settings.security['smtp-after-pop'].enabled ? lookups.grantHolders(remoteAddress, now) : [];
  return holders.length > 0 ? popped(holders) : { kind: 'stranger' };
}

/** Counts as logged in as these accounts. */
export function popped(holders: readonly AccountIdentity[]): Extract<ClientStanding, { kind: 'popped' }> {
  return { kind: 'popped', logins: holders.map((account) => ({ kind: 'account', ...account })) };
}

/** The name of a login as traces show it. */
export function loginName(login: Login): string {
  switch (login.kind) {
    case 'account':
      return login.address;
    case 'smtp-login':
      return login.name;
  }
}
