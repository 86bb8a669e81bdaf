/** Admin service, area `lists`. */
import type { ListMember, MailingList } from '../../shared/admin-api/lists.ts';
import type { FormerMember, MailingList as KnownList } from '../accounts/mailing-list.ts';
import type { ListMember as KnownMember } from '../store/mail-services.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const lists = {
  list: implementation.lists.list.handler(({ context }) => context.admin.accounts.services.lists().map(shown)),
  add: implementation.lists.add.handler(async ({ input, context }) => {
    const list = await context.admin.accounts.services.addList(input);
    noteAction(context, `added the mailing list ${list.address}`, list.address);
    return shown(list);
  }),
  update: implementation.lists.update.handler(async ({ input: { address, name, posting, posters, replyTo, owner, opened }, context }) => {
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(posting === undefined ? {} : { posting }),
      ...(posters === undefined ? {} : { posters }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(owner === undefined ? {} : { owner }),
    };
    const { before, list } = await context.admin.accounts.services.updateList(address, change, opened);
    noteAction(context, `changed the mailing list ${list.address}`, list.address);
    return { ...shown(list), before: { ...before, posters: [...before.posters] } };
  }),
  remove: implementation.lists.remove.handler(async ({ input: { address, onlyEmpty }, context }) => {
    const { services } = context.admin.accounts;
    const removed = await services.removeList(address, onlyEmpty);
    if (removed === undefined) {
      const count = services.list(address)?.members.length ?? 0;
      throw new Refusal('NEEDS_CONFIRMATION', 'list-has-members', `members of the list: ${count}; they go with it`);
    }
    noteAction(context, `removed the mailing list ${address}`, address);
    return { list: shown(removed), members: removed.members.map(shownMember) };
  }),
  members: implementation.lists.members.handler(({ input: { address }, context }) => {
    const list = context.admin.accounts.services.list(address);
    if (list === undefined) throw new Refusal('NOT_FOUND', 'address', `there is no list ${address}`);
    return list.members.map(shownMember);
  }),
  addMembers: implementation.lists.addMembers.handler(async ({ input: { address, members }, context }) => {
    const { list, added, revived } = await context.admin.accounts.services.addMembers(address, members);
    noteAction(context, `added ${added.length} members to ${list.address}`, list.address);
    return { ...shown(list), added: [...added], revived: revived.map(shownMember) };
  }),
  removeMembers: implementation.lists.removeMembers.handler(async ({ input: { address, members }, context }) => {
    const removed = await context.admin.accounts.services.removeMembers(address, members);
    noteAction(context, `removed ${removed.length} members of ${address}`, address);
    return { removed: removed.length, members: removed.map(shownMember) };
  }),
  putBackMembers: implementation.lists.putBackMembers.handler(async ({ input: { address, members }, context }) => {
    const list = await context.admin.accounts.services.putBackMembers(address, members.map(formerMember));
    noteAction(context, `put ${members.length} members back on ${list.address}`, list.address);
    return shown(list);
  }),
};

function shownMember({ address, joinedAt, standing: { suspendedAt, bouncedAt, bounceDays } }: KnownMember): ListMember {
  return { address, joinedAt, suspendedAt: suspendedAt === 0 ? null : suspendedAt, bounceDays, bouncedAt: bouncedAt === 0 ? null : bouncedAt };
}

function formerMember({ address, joinedAt, suspendedAt, bouncedAt, bounceDays }: ListMember): FormerMember {
  return { address, joinedAt, standing: { suspendedAt: suspendedAt ?? 0, bouncedAt: bouncedAt ?? 0, bounceDays } };
}

function shown({ address, name, posting, posters, replyTo, owner, members, createdAt }: KnownList): MailingList {
  return { address, name, posting, posters: [...posters], replyTo, owner, memberCount: members.length, createdAt };
}
