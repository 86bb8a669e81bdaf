/** All security options of the server, one for each line of the catalogue (shared/security-options.ts). */
import type { SecurityOption } from './option.ts';
import { addressVerification } from './options/address-verification.ts';
import { attachmentFilters } from './options/attachment-filters.ts';
import { bannedAddresses } from './options/banned-addresses.ts';
import { filters } from './options/filters.ts';
import { senderRules } from './options/sender-rules.ts';
import { smtpAfterPop } from './options/smtp-after-pop.ts';
import { smtpAuthentication } from './options/smtp-authentication.ts';
import { trustedAddresses } from './options/trusted-addresses.ts';

export const SERVER_OPTIONS: readonly SecurityOption[] = [
  smtpAuthentication,
  smtpAfterPop,
  senderRules,
  filters,
  attachmentFilters,
  addressVerification,
  bannedAddresses,
  trustedAddresses,
];
