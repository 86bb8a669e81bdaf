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

/** What an administrator can change of a list: all but its address, which is its identity, and its members. */
export const listSettingsSchema = mailingListSchema.pick({ name: true, posting: true, posters: true, replyTo: true, owner: true });
export type MailingListSettings = z.infer<typeof listSettingsSchema>;

export const listMemberSchema = z.object({
  address: z.string(),
  joinedAt: z.number(),
  /** Since when the member gets nothing, because mail for it keeps coming back; null as long as it does. Adding it again ends that. */
  suspendedAt: z.number().nullable(),
  /** Days on which mail for it has come back lately, and the last of them; null for never. */
  bounceDays: z.number().int(),
  bouncedAt: z.number().nullable(),
});
export type ListMember = z.infer<typeof listMemberSchema>;

const nameSchema = z.string().trim().max(200);
const settingsShape = {
  posting: postingSchema,
  posters: z.array(mailAddressSchema).max(10_000),
  replyTo: replyToSchema,
  owner: z.union([z.literal(''), mailAddressSchema]),
};
const MOST_MEMBERS = 10_000;
const membersSchema = z.array(mailAddressSchema).min(1, 'name at least one member').max(MOST_MEMBERS);

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
  /** All but the address, which is the identity of the list. Not what somebody else has changed since it was as `opened` says: CHANGED_ELSEWHERE. */
  update: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        ...z.object({ name: nameSchema, ...settingsShape }).partial().shape,
        opened: listSettingsSchema.partial().optional(),
      }),
    )
    /** `before`: what it was until then, to take the change back. */
    .output(mailingListSchema.extend({ before: listSettingsSchema })),
  /**
   * With all members, and what was posted and has not been handed out yet. Answers with what there was, but for the posts. With
   * `onlyEmpty` refused with NEEDS_CONFIRMATION if it has members.
   */
  remove: procedure
    .input(z.object({ address: mailAddressSchema, onlyEmpty: z.boolean().default(false) }))
    .output(z.object({ list: mailingListSchema, members: z.array(listMemberSchema) })),
  members: procedure.input(z.object({ address: mailAddressSchema })).output(z.array(listMemberSchema)),
  /** Those that are members already stay as they are, but for those that were suspended. */
  addMembers: procedure
    .input(z.object({ address: mailAddressSchema, members: membersSchema }))
    /** `added`: those that were no members; `revived`: those that were suspended, as they were. */
    .output(mailingListSchema.extend({ added: z.array(z.string()), revived: z.array(listMemberSchema) })),
  /** Answers with those that were members, as they were. */
  removeMembers: procedure
    .input(z.object({ address: mailAddressSchema, members: membersSchema }))
    .output(z.object({ removed: z.number().int(), members: z.array(listMemberSchema) })),
  /** Members as they were when they were removed, suspended ones suspended. Those that are members again stay as they are. */
  putBackMembers: procedure
    .input(
      z.object({
        address: mailAddressSchema,
        members: z
          .array(listMemberSchema.extend({ address: mailAddressSchema }))
          .min(1)
          .max(MOST_MEMBERS),
      }),
    )
    .output(mailingListSchema),
};
