/** Operations on what goes with accounts: forwards, vacation replies, lists and their members. */
import type { AccountServices, Forward, ListMember, ListRow, ListSettings, MemberStanding, Posting, Vacation } from '../mail-services.ts';
import { StoreConflict } from '../mail-store.ts';
import { integer, integerOrNull, type Row, text, texts } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

export function loadAccountServices(context: ReadContext): AccountServices {
  const members = Map.groupBy(
    context
      .sql('SELECT account_id, address_key, address, joined_at, bounce_days, bounced_at, suspended_at FROM list_member ORDER BY account_id, address_key')
      .all(),
    (row) => integer(row, 'account_id'),
  );
  return {
    forwards: context
      .sql('SELECT account_id, targets, keep_copy FROM account_forward')
      .all()
      .map((row) => ({ accountId: integer(row, 'account_id'), targets: texts(row, 'targets'), keepCopy: integer(row, 'keep_copy') === 1 })),
    vacations: context.sql('SELECT account_id, subject, body, starts_at, ends_at, days FROM account_vacation').all().map(vacationRow),
    lists: context
      .sql('SELECT account_id, posting, posters, reply_to, owner FROM mailing_list ORDER BY account_id')
      .all()
      .map((row) => listRow(row, members.get(integer(row, 'account_id')) ?? [])),
  };
}

export function setForward(context: WriteContext, args: { accountId: number; forward: Forward | null }): void {
  const { accountId, forward } = args;
  requireAccount(context, accountId);
  if (forward === null) context.sql('DELETE FROM account_forward WHERE account_id = ?').run(accountId);
  else {
    context
      .sql('INSERT OR REPLACE INTO account_forward (account_id, targets, keep_copy) VALUES (?, ?, ?)')
      .run(accountId, JSON.stringify(forward.targets), forward.keepCopy ? 1 : 0);
  }
}

/** Whoever was answered before is answered again: what is said now may be something else. */
export function setVacation(context: WriteContext, args: { accountId: number; vacation: Vacation | null }): void {
  const { accountId, vacation } = args;
  requireAccount(context, accountId);
  context.sql('DELETE FROM vacation_reply WHERE account_id = ?').run(accountId);
  if (vacation === null) context.sql('DELETE FROM account_vacation WHERE account_id = ?').run(accountId);
  else {
    context
      .sql('INSERT OR REPLACE INTO account_vacation (account_id, subject, body, starts_at, ends_at, days) VALUES (?, ?, ?, ?, ?, ?)')
      .run(accountId, vacation.subject, vacation.body, vacation.startsAt, vacation.endsAt, vacation.days);
  }
}

export function putList(context: WriteContext, args: { accountId: number; list: ListSettings }): void {
  const { accountId, list } = args;
  requireAccount(context, accountId);
  context
    .sql('INSERT OR REPLACE INTO mailing_list (account_id, posting, posters, reply_to, owner) VALUES (?, ?, ?, ?, ?)')
    .run(accountId, list.posting, JSON.stringify(list.posters), list.replyTo, list.owner);
}

export function addMembers(context: WriteContext, args: { accountId: number; members: readonly ListMember[] }): void {
  requireAccount(context, args.accountId);
  const add = context.sql(
    'INSERT OR IGNORE INTO list_member (account_id, address_key, address, joined_at, bounce_days, bounced_at, suspended_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { key, address, joinedAt, standing } of args.members) {
    add.run(args.accountId, key, address, joinedAt, standing.bounceDays, standing.bouncedAt, standing.suspendedAt);
  }
}

export function removeMembers(context: WriteContext, args: { accountId: number; keys: readonly string[] }): void {
  const remove = context.sql('DELETE FROM list_member WHERE account_id = ? AND address_key = ?');
  for (const key of args.keys) remove.run(args.accountId, key);
}

export function setStandings(context: WriteContext, args: { accountId: number; keys: readonly string[]; standing: MemberStanding }): void {
  const { bounceDays, bouncedAt, suspendedAt } = args.standing;
  const set = context.sql('UPDATE list_member SET bounce_days = ?, bounced_at = ?, suspended_at = ? WHERE account_id = ? AND address_key = ?');
  for (const key of args.keys) set.run(bounceDays, bouncedAt, suspendedAt, args.accountId, key);
}

function requireAccount(context: ReadContext, id: number): void {
  if (context.sql('SELECT 1 FROM account WHERE id = ?').get(id) === undefined) throw new StoreConflict('missing', 'There is no such account.');
}

function vacationRow(row: Row): Vacation & { readonly accountId: number } {
  return {
    accountId: integer(row, 'account_id'),
    subject: text(row, 'subject'),
    body: text(row, 'body'),
    startsAt: integerOrNull(row, 'starts_at'),
    endsAt: integerOrNull(row, 'ends_at'),
    days: integer(row, 'days'),
  };
}

function listRow(row: Row, members: readonly Row[]): ListRow {
  return {
    accountId: integer(row, 'account_id'),
    posting: postingOf(text(row, 'posting')),
    posters: texts(row, 'posters'),
    replyTo: text(row, 'reply_to') === 'list' ? 'list' : 'sender',
    owner: text(row, 'owner'),
    members: members.map(memberRow),
  };
}

function memberRow(row: Row): ListMember {
  return {
    address: text(row, 'address'),
    key: text(row, 'address_key'),
    joinedAt: integer(row, 'joined_at'),
    standing: { bounceDays: integer(row, 'bounce_days'), bouncedAt: integer(row, 'bounced_at'), suspendedAt: integer(row, 'suspended_at') },
  };
}

function postingOf(kept: string): Posting {
  return kept === 'anyone' || kept === 'members' ? kept : 'named';
}
