/** Operations on domains, accounts and aliases. */
import { randomInt } from 'node:crypto';
import { type AccountRow, type AliasRow, type Directory, type DomainRow, StoreConflict } from '../mail-store.ts';
import { integer, integerOrNull, type Row, text, texts } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { removeFirstEntries } from './mailboxes.ts';
import type { FreedMessage } from './messages.ts';

/** IMAP wants a uidValidity to be a non-zero number of 32 bits (RFC 9051 section 2.3.1.1); POP3 does not mind. */
const UID_VALIDITY_END = 2 ** 32;

const ACCOUNTS = `
  SELECT id, domain_id, address, name, password_hash, enabled, quota_bytes, created_at, used_bytes, messages, last_login_at
  FROM account JOIN mailbox ON account_id = id`;

export function loadDirectory(context: ReadContext): Directory {
  return {
    domains: context.sql('SELECT id, name, created_at FROM domain ORDER BY id').all().map(domainRow),
    accounts: context.sql(`${ACCOUNTS} ORDER BY id`).all().map(accountRow),
    aliases: context.sql('SELECT id, domain_id, address, targets, created_at FROM alias ORDER BY id').all().map(aliasRow),
  };
}

export function addDomain(context: WriteContext, args: { name: string; at: number }): DomainRow {
  const { name, at } = args;
  if (context.sql('SELECT 1 FROM domain WHERE name = ?').get(name) !== undefined) throw new StoreConflict('exists', `There is already a domain ${name}.`);
  const { lastInsertRowid } = context.sql('INSERT INTO domain (name, created_at) VALUES (?, ?)').run(name, at);
  return { id: Number(lastInsertRowid), name, createdAt: at };
}

export function removeDomain(context: WriteContext, args: { name: string }): void {
  const row = context.sql('SELECT id FROM domain WHERE name = ?').get(args.name);
  if (row === undefined) throw new StoreConflict('missing', `There is no domain ${args.name}.`);
  const id = integer(row, 'id');
  const used = context.sql('SELECT 1 FROM account WHERE domain_id = ?1 UNION ALL SELECT 1 FROM alias WHERE domain_id = ?1 LIMIT 1').get(id);
  if (used !== undefined) throw new StoreConflict('in-use', `The domain ${args.name} still has accounts or aliases.`);
  context.sql('DELETE FROM domain WHERE id = ?').run(id);
}

export interface NewAccount {
  readonly domainId: number;
  readonly address: string;
  readonly key: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly quotaBytes: number | null;
  readonly at: number;
}

export function addAccount(context: WriteContext, account: NewAccount): AccountRow {
  requireDomain(context, account.domainId);
  const taken = context.sql('SELECT 1 FROM account WHERE address_key = ?1 UNION ALL SELECT 1 FROM alias WHERE address_key = ?1').get(account.key);
  if (taken !== undefined) throw new StoreConflict('exists', `There is already an account or alias ${account.address}.`);
  const { lastInsertRowid } = context
    .sql('INSERT INTO account (domain_id, address, address_key, name, password_hash, enabled, quota_bytes, created_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?)')
    .run(account.domainId, account.address, account.key, account.name, account.passwordHash, account.quotaBytes, account.at);
  context
    .sql('INSERT INTO mailbox (account_id, uid_validity, next_uid, used_bytes, messages) VALUES (?, ?, 1, 0, 0)')
    .run(lastInsertRowid, randomInt(1, UID_VALIDITY_END));
  return requireAccount(context, Number(lastInsertRowid));
}

export interface AccountChange {
  readonly name?: string;
  readonly passwordHash?: string;
  readonly enabled?: boolean;
  readonly quotaBytes?: number | null;
}

export function updateAccount(context: WriteContext, args: { id: number; change: AccountChange }): AccountRow {
  const before = requireAccount(context, args.id);
  const after = { ...before, ...args.change };
  context
    .sql('UPDATE account SET name = ?, password_hash = ?, enabled = ?, quota_bytes = ? WHERE id = ?')
    .run(after.name, after.passwordHash, after.enabled ? 1 : 0, after.quotaBytes, args.id);
  return after;
}

interface RemovalStep {
  readonly more: boolean;
  readonly freed: readonly FreedMessage[];
  /** Messages for whose sake nothing was removed. */
  readonly kept: number;
}

/**
 * Removes an account step by step: a batch of its mail, and with the last batch the account. Called again while `more`.
 * Mail that arrives in between is removed by the last step. With `onlyEmpty` there is one step, in which nothing can arrive.
 */
export function removeAccount(context: WriteContext, args: { id: number; onlyEmpty: boolean }): RemovalStep {
  requireAccount(context, args.id);
  if (args.onlyEmpty) {
    const row = context.sql('SELECT messages FROM mailbox WHERE account_id = ?').get(args.id);
    const kept = row === undefined ? 0 : integer(row, 'messages');
    if (kept > 0) return { more: false, freed: [], kept };
  }
  const step = removeFirstEntries(context, args.id);
  if (!step.more) context.sql('DELETE FROM account WHERE id = ?').run(args.id);
  return { ...step, kept: 0 };
}

export interface Usage {
  readonly id: number;
  readonly usedBytes: number;
  readonly messages: number;
  readonly lastLoginAt: number | null;
}

/** Usage of the accounts that have changed since the last call. */
export function takeUsage(context: WriteContext): readonly Usage[] {
  return context.changedAccounts.take().flatMap((id) => {
    const row = context.sql('SELECT used_bytes, messages, last_login_at FROM mailbox WHERE account_id = ?').get(id);
    if (row === undefined) return [];
    return [{ id, usedBytes: integer(row, 'used_bytes'), messages: integer(row, 'messages'), lastLoginAt: integerOrNull(row, 'last_login_at') }];
  });
}

export interface NewAlias {
  readonly domainId: number;
  readonly address: string;
  readonly key: string;
  readonly targets: readonly string[];
  readonly at: number;
  readonly replace: boolean;
}

export function putAlias(context: WriteContext, alias: NewAlias): AliasRow {
  requireDomain(context, alias.domainId);
  if (context.sql('SELECT 1 FROM account WHERE address_key = ?').get(alias.key) !== undefined) {
    throw new StoreConflict('exists', `There is already an account ${alias.address}.`);
  }
  if (!alias.replace && context.sql('SELECT 1 FROM alias WHERE address_key = ?').get(alias.key) !== undefined) {
    throw new StoreConflict('exists', `There is already an alias ${alias.address}.`);
  }
  const row = context
    .sql(
      `INSERT INTO alias (domain_id, address, address_key, targets, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (address_key) DO UPDATE SET address = excluded.address, targets = excluded.targets
       RETURNING id, domain_id, address, targets, created_at`,
    )
    .get(alias.domainId, alias.address, alias.key, JSON.stringify(alias.targets), alias.at);
  if (row === undefined) throw new StoreConflict('missing', `The alias ${alias.address} could not be kept.`);
  return aliasRow(row);
}

export function removeAlias(context: WriteContext, args: { id: number }): void {
  const { changes } = context.sql('DELETE FROM alias WHERE id = ?').run(args.id);
  if (changes === 0) throw new StoreConflict('missing', 'There is no such alias.');
}

function requireDomain(context: WriteContext, id: number): void {
  if (context.sql('SELECT 1 FROM domain WHERE id = ?').get(id) === undefined) throw new StoreConflict('missing', 'There is no such domain.');
}

function requireAccount(context: WriteContext, id: number): AccountRow {
  const row = context.sql(`${ACCOUNTS} WHERE id = ?`).get(id);
  if (row === undefined) throw new StoreConflict('missing', 'There is no such account.');
  return accountRow(row);
}

function domainRow(row: Row): DomainRow {
  return { id: integer(row, 'id'), name: text(row, 'name'), createdAt: integer(row, 'created_at') };
}

function accountRow(row: Row): AccountRow {
  return {
    id: integer(row, 'id'),
    domainId: integer(row, 'domain_id'),
    address: text(row, 'address'),
    name: text(row, 'name'),
    passwordHash: text(row, 'password_hash'),
    enabled: integer(row, 'enabled') === 1,
    quotaBytes: integerOrNull(row, 'quota_bytes'),
    usedBytes: integer(row, 'used_bytes'),
    messages: integer(row, 'messages'),
    createdAt: integer(row, 'created_at'),
    lastLoginAt: integerOrNull(row, 'last_login_at'),
  };
}

function aliasRow(row: Row): AliasRow {
  return {
    id: integer(row, 'id'),
    domainId: integer(row, 'domain_id'),
    address: text(row, 'address'),
    targets: texts(row, 'targets'),
    createdAt: integer(row, 'created_at'),
  };
}
