/**
 * The settings document: one JSON object, one schema, one default. Hosts store it, the engine obeys it, windows and
 * command line edit it, and all of them judge it with `settingsSchema`.
 */
import * as z from 'zod';
import { deliverySchema } from './delivery.ts';
import { desktopSchema } from './desktop.ts';
import type { SecurityOptionId } from '../security-options.ts';
import { loggingSchema } from './logging.ts';
import { outboundSchema } from './outbound.ts';
import { addressVerificationSchema } from './security/address-verification.ts';
import { attachmentFiltersSchema } from './security/attachment-filters.ts';
import { bannedAddressesSchema } from './security/banned-addresses.ts';
import { filtersSchema } from './security/filters.ts';
import { senderRulesSchema } from './security/sender-rules.ts';
import { smtpAfterPopSchema } from './security/smtp-after-pop.ts';
import { smtpAuthenticationSchema } from './security/smtp-authentication.ts';
import { trustedAddressesSchema } from './security/trusted-addresses.ts';
import { serverSchema } from './server.ts';

/** Grows by one with each change of the document's shape; main/settings/migrations.ts leads old documents here. */
export const SETTINGS_VERSION = 1;

/** One slice an option, in the order of the Security menu (shared/security-options.ts). */
export const securitySchema = z.strictObject({
  'smtp-authentication': smtpAuthenticationSchema.prefault({}),
  'smtp-after-pop': smtpAfterPopSchema.prefault({}),
  'sender-rules': senderRulesSchema.prefault({}),
  filters: filtersSchema.prefault({}),
  'attachment-filters': attachmentFiltersSchema.prefault({}),
  'address-verification': addressVerificationSchema.prefault({}),
  'banned-addresses': bannedAddressesSchema.prefault({}),
  'trusted-addresses': trustedAddressesSchema.prefault({}),
} satisfies Record<SecurityOptionId, z.ZodType>);

export const settingsSchema = z.strictObject({
  version: z.literal(SETTINGS_VERSION).default(SETTINGS_VERSION),
  server: serverSchema.prefault({}),
  delivery: deliverySchema.prefault({}),
  outbound: outboundSchema.prefault({}),
  logging: loggingSchema.prefault({}),
  desktop: desktopSchema.prefault({}),
  security: securitySchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a fresh server. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
