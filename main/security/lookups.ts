/**
 * What checks may ask of the world. Real traffic gets the running server's answers; `gatepost check` with proposed settings
 * gets address lists made from those; tests get what they like.
 */
import type { MailAddress } from '../../shared/mail/address.ts';
import type { AccountIdentity, Login } from '../accounts/accounts.ts';
import type { DnsLookups } from '../dns/dns-lookups.ts';

/** The entry of an address list that covers an address. */
export interface AddressMatch {
  /** As it stands in the list. */
  readonly entry: string;
  readonly source: 'manual' | 'brute-force' | 'harvest';
  readonly note: string;
  /** Milliseconds since 1970; undefined means for ever. */
  readonly expires?: number;
}

export interface AddressLists {
  banned(address: string, now: number): AddressMatch | undefined;
  trusted(address: string, now: number): AddressMatch | undefined;
}

/** What the mail host of a sender says about the sender's address. */
export type CalloutResult = { readonly kind: 'accepted' | 'refused' | 'unknown'; readonly detail: string };

export interface Lookups {
  /** The name this server gives itself. */
  readonly hostname: string;
  /** True for an address of this computer, loopback excepted. */
  isOwnAddress(address: string): boolean;
  isLocalDomain(domain: string): boolean;
  /** True if the address is an account or alias here. */
  addressExists(address: MailAddress): boolean;
  /** True if the login may send as this address. */
  owns(login: Login, address: MailAddress): boolean;
  readonly addressLists: AddressLists;
  /** The accounts whose SMTP-after-POP grant for this client address is live. */
  grantHolders(address: string, now: number): readonly AccountIdentity[];
  readonly dns: DnsLookups;
  callout(sender: MailAddress, signal: AbortSignal): Promise<CalloutResult>;
}
