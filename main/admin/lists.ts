/** Admin service, area `lists`. */
import type { MailingList } from '../../shared/admin-api/lists.ts';
import type { MailingList as KnownList } from '../accounts/account-services.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const lists = {
  list: implementation.lists.list.handler(({ context }) => context.admin.accounts.services.lists().map(shown)),
  add: implementation.lists.add.handler(async ({ input, context }) => {
    const list = await context.admin.accounts.services.addList(input);
    noteAction(context, `added the mailing list ${list.address}`, list.address);
    return shown(list);
  }),
  update: implementation.lists.update.handler(async ({ input: { address, name, posting, posters, replyTo, owner }, context }) => {
    const list = await context.admin.accounts.services.updateList(address, {
      ...(name === undefined ? {} : { name }),
      ...(posting === undefined ? {} : { posting }),
      ...(posters === undefined ? {} : { posters }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(owner === undefined ? {} : { owner }),
    });
    noteAction(context, `changed the mailing list ${list.address}`, list.address);
    return shown(list);
  }),
  remove: implementation.lists.remove.handler(async ({ input: { address }, context }) => {
    await context.admin.accounts.services.removeList(address);
    noteAction(context, `removed the mailing list ${address}`, address);
  }),
  members: implementation.lists.members.handler(({ input: { address }, context }) => {
    const list = context.admin.accounts.services.list(address);
    if (list === undefined) throw new Refusal('NOT_FOUND', 'address', `there is no list ${address}`);
    return list.members.map((member) => ({
      address: member.address,
      joinedAt: member.joinedAt,
      suspendedAt: member.standing.suspendedAt === 0 ? null : member.standing.suspendedAt,
    }));
  }),
  addMembers: implementation.lists.addMembers.handler(async ({ input: { address, members }, context }) => {
    const list = await context.admin.accounts.services.addMembers(address, members);
    noteAction(context, `added ${members.length} members to ${list.address}`, list.address);
    return shown(list);
  }),
  removeMembers: implementation.lists.removeMembers.handler(async ({ input: { address, members }, context }) => {
    const removed = await context.admin.accounts.services.removeMembers(address, members);
    noteAction(context, `removed ${removed} members of ${address}`, address);
    return { removed };
  }),
};

function shown({ address, name, posting, posters, replyTo, owner, members, createdAt }: KnownList): MailingList {
  return { address, name, posting, posters: [...posters], replyTo, owner, memberCount: members.length, createdAt };
}
