/** Admin API, area `lists`: mailing lists and their members. */
import * as z from 'zod';
import { mailAddressSchema } from './directory.ts';
import { procedure } from './errors.ts';

/** Who may post, with the words that windows and command line show. */
export const LIST_POSTING = { anyone: 'Anyone', members: 'Members', named: 'Those named' } as const satisfies Record<string, string>;
export const LIST_REPLY_TO = { sender: 'The author', list: 'The list' } as const satisfies Record<string, string>;

const postingSchema = z.enum(['anyone', 'members', 'named']);
const replyToSchema = z.enum(['sender', 'list']);

export const mailingListSchema = z.object({
  address: z.string(),
  name: z.string(),
  posting: postingSchema,
  /** Addresses that may post, whoever else may. */
  posters: z.array(z.string()),
  /** Where answers go. */
  replyTo: replyToSchema,
  /** Who gets what comes back, and mail for `LIST+owner`; '' for the postmaster. */
  owner: z.string(),
  memberCount: z.number().int(),
  createdAt: z.number(),
});
export type MailingList = z.infer<typeof mailingListSchema>;

export const listMemberSchema = z.object({
  address: z.string(),
  joinedAt: z.number(),
  /** Since when the member gets nothing, because mail for it keeps coming back; null as long as it does. Adding it again ends that. */
  suspendedAt: z.number().nullable(),
});
export type ListMember = z.infer<typeof listMemberSchema>;

const nameSchema = z.string().trim().max(200);
const settingsShape = {
  posting: postingSchema,
  posters: z.array(mailAddressSchema).max(10_000),
  replyTo: replyToSchema,
  owner: z.union([z.literal(''), mailAddressSchema]),
};
const membersSchema = z.array(mailAddressSchema).min(1, 'name at least one member').max(10_000);

export const listsContract = {
  list: procedure.output(z.array(mailingListSchema)),
  /** Refused with CONFLICT if there is an account, alias or list of that address. */
  add: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        name: nameSchema.default(''),
        posting: postingSchema.default('members'),
        posters: settingsShape.posters.default([]),
        replyTo: replyToSchema.default('sender'),
        owner: settingsShape.owner.default(''),
      }),
    )
    .output(mailingListSchema),
  /** All but the address, which is the identity of the list. */
  update: procedure
    .input(z.object({ address: mailAddressSchema, ...z.object({ name: nameSchema, ...settingsShape }).partial().shape }))
    .output(mailingListSchema),
  /** With all members, and what was posted and has not been handed out yet. */
  remove: procedure.input(z.object({ address: mailAddressSchema })),
  members: procedure.input(z.object({ address: mailAddressSchema })).output(z.array(listMemberSchema)),
  /** Those that are members already stay as they are, but for those that were suspended. */
  addMembers: procedure.input(z.object({ address: mailAddressSchema, members: membersSchema })).output(mailingListSchema),
  removeMembers: procedure.input(z.object({ address: mailAddressSchema, members: membersSchema })).output(z.object({ removed: z.number().int() })),
};
