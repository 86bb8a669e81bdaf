/** `security.filters`: texts that messages must not contain. */
import * as z from 'zod';
import { field } from '../fields.ts';
import { expiresSchema, noteSchema } from './list-fields.ts';

export const FILTER_SCOPES = ['anywhere', 'headers', 'subject', 'from', 'body', 'urls'] as const;
export const filterScopeSchema = z.enum(FILTER_SCOPES);
export type FilterScope = z.infer<typeof filterScopeSchema>;

/** What happens to a message that an entry matches; the strongest of several wins: reject, bounce, discard, quarantine, tag. */
export const FILTER_ACTIONS = ['reject', 'bounce', 'discard', 'quarantine', 'tag'] as const;
export const filterActionSchema = z.enum(FILTER_ACTIONS);
export type FilterAction = z.infer<typeof filterActionSchema>;

export const actionField = field(
  'Action',
  'reject: refused in the session. quarantine: accepted and held. tag: delivered with a mark. discard: accepted and thrown away. bounce: accepted and returned to the sender, where the sender is known not to be forged; else it acts as reject.',
);

export const filterEntrySchema = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(1000)
    .refine((text) => text.trim() !== '', 'must be more than white space')
    .meta(field('Text', 'Matches anywhere, in the middle of words too; case and the amount of white space do not matter.')),
  scope: filterScopeSchema.default('anywhere').meta(field('Where', 'anywhere, headers, subject, from, body or urls.')),
  action: filterActionSchema.default('reject').meta(actionField),
  enabled: z.boolean().default(true).meta(field('Enabled', 'Off: kept, but not used.')),
  note: noteSchema,
  expires: expiresSchema,
});
export type FilterEntry = z.infer<typeof filterEntrySchema>;

export const filtersSchema = z.strictObject({
  enabled: z.boolean().default(true).meta(field('Enabled', 'Every message, from whomever, is searched for the texts below.')),
  subjectPrefix: z
    .string()
    .max(50)
    .regex(/^[\x20-\x7e]*$/, 'must be plain ASCII')
    .default('[Filtered] ')
    .meta(field('Subject prefix', 'Put before the subject of a message that an entry with the action "tag" matches.')),
  entries: z.array(filterEntrySchema).max(100_000).default([]).meta(field('Filters', 'The texts. Cost does not grow with their number.')),
});
