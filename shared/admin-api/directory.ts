/**
 * Admin API, areas `domains`, `accounts` and `aliases`: who gets mail here. Whoever changes something that he has looked at says
 * with `opened` what he saw of the fields that he changes: one that somebody else has changed meanwhile is not overwritten, but
 * refused with CHANGED_ELSEWHERE.
 */
import * as z from 'zod';
import { parseAddress, parseDomain } from '../mail/address.ts';
import { procedure } from './errors.ts';

export const domainNameSchema = z
  .string()
  .trim()
  .refine((name) => parseDomain(name) !== undefined, 'must be a domain name, such as example.com')
  .transform((name) => parseDomain(name) ?? name);

export const mailAddressSchema = z
  .string()
  .trim()
  .max(320)
  .refine((address) => parseAddress(address) !== undefined, 'must be a mail address, such as anna@example.com');

/** NIST SP 800-63B: length is what counts, no composition rules. */
export const passwordSchema = z.string().min(8, 'must have at least 8 characters').max(512);

export const domainSchema = z.object({
  name: z.string(),
  accounts: z.number().int(),
  aliases: z.number().int(),
  /** Mailing lists. */
  lists: z.number().int(),
  createdAt: z.number(),
});
export type Domain = z.infer<typeof domainSchema>;

export const accountSchema = z.object({
  address: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** Null means unlimited. */
  quotaBytes: z.number().int().nullable(),
  usedBytes: z.number().int(),
  messages: z.number().int(),
  createdAt: z.number(),
  lastLoginAt: z.number().nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** What an administrator can change of an account, but for its password. */
export const accountSettingsSchema = accountSchema.pick({ name: true, enabled: true, quotaBytes: true });
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

export const aliasSchema = z.object({ address: z.string(), targets: z.array(z.string()), createdAt: z.number() });
export type Alias = z.infer<typeof aliasSchema>;

export const aliasSettingsSchema = aliasSchema.pick({ targets: true });
export type AliasSettings = z.infer<typeof aliasSettingsSchema>;

const quotaSchema = z
  .int()
  .min(1024 * 1024, 'at least 1 MiB (1048576), or null for unlimited')
  .nullable();

export const domainsContract = {
  list: procedure.output(z.array(domainSchema)),
  add: procedure.input(z.object({ name: domainNameSchema })).output(domainSchema),
  /** Refused with CONFLICT while it still has accounts, aliases or mailing lists. */
  remove: procedure.input(z.object({ name: domainNameSchema })),
};

export const accountsContract = {
  list: procedure.input(z.object({ domain: domainNameSchema.optional() })).output(z.array(accountSchema)),
  add: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        password: passwordSchema,
        name: z.string().max(200).default(''),
        quotaBytes: quotaSchema.default(null),
      }),
    )
    .output(accountSchema),
  update: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        name: z.string().max(200).optional(),
        enabled: z.boolean().optional(),
        quotaBytes: quotaSchema.optional(),
        opened: accountSettingsSchema.partial().optional(),
      }),
    )
    /** `before`: what it was until then, to take the change back. */
    .output(accountSchema.extend({ before: accountSettingsSchema })),
  setPassword: procedure.input(z.object({ address: mailAddressSchema, password: passwordSchema })),
  /** Removes the account and all its mail. With `onlyEmpty` refused with NEEDS_CONFIRMATION if there is mail in it. */
  remove: procedure.input(z.object({ address: mailAddressSchema, onlyEmpty: z.boolean().default(false) })),
};

export const aliasesContract = {
  list: procedure.input(z.object({ domain: domainNameSchema.optional() })).output(z.array(aliasSchema)),
  /** Adds the alias, or replaces the targets of one that exists when `replace` is set. */
  put: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        targets: z.array(mailAddressSchema).min(1, 'needs at least one target').max(1000),
        replace: z.boolean().default(false),
        opened: aliasSettingsSchema.optional(),
      }),
    )
    /** `before`: what it was until then; null if it is new. */
    .output(aliasSchema.extend({ before: aliasSettingsSchema.nullable() })),
  /** Answers with what there was. */
  remove: procedure.input(z.object({ address: mailAddressSchema, opened: aliasSettingsSchema.optional() })).output(aliasSchema),
};
