/**
 * The settings document: one JSON object, one schema, one default. Hosts store it, the engine obeys it, windows and
 * command line edit it, and all of them judge it with `settingsSchema`.
 */
import * as z from 'zod';
import { deliverySchema } from './delivery.ts';
import { loggingSchema } from './logging.ts';
import { attachmentFiltersSchema } from './security/attachment-filters.ts';
import { smtpAuthenticationSchema } from './security/smtp-authentication.ts';
import { serverSchema } from './server.ts';

/** Grows by one with each change of the document's shape; main/settings/migrations.ts leads old documents here. */
export const SETTINGS_VERSION = 1;

export const securitySchema = z.strictObject({
  'smtp-authentication': smtpAuthenticationSchema.prefault({}),
  'attachment-filters': attachmentFiltersSchema.prefault({}),
});

export const settingsSchema = z.strictObject({
  version: z.literal(SETTINGS_VERSION).default(SETTINGS_VERSION),
  server: serverSchema.prefault({}),
  delivery: deliverySchema.prefault({}),
  logging: loggingSchema.prefault({}),
  security: securitySchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a fresh server. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
