/** Operations on automatic bans and on the notes of recent logins. */
import type { BanRow, RecentClient } from '../mail-store.ts';
import { integer, type Row, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

export function loadBans(context: ReadContext): readonly BanRow[] {
  return context.sql('SELECT address, source, note, at, expires, strikes FROM automatic_ban').all().map(banRow);
}

function banRow(row: Row): BanRow {
  const source = text(row, 'source') === 'harvest' ? 'harvest' : 'brute-force';
  return {
    address: text(row, 'address'),
    source,
    note: text(row, 'note'),
    at: integer(row, 'at'),
    expires: integer(row, 'expires'),
    strikes: integer(row, 'strikes'),
  };
}

export function putBan(context: WriteContext, { address, source, note, at, expires, strikes }: BanRow): void {
  context
    .sql('INSERT OR REPLACE INTO automatic_ban (address, source, note, at, expires, strikes) VALUES (?, ?, ?, ?, ?, ?)')
    .run(address, source, note, at, expires, strikes);
}

export function removeBan(context: WriteContext, args: { address: string }): void {
  context.sql('DELETE FROM automatic_ban WHERE address = ?').run(args.address);
}

export function forgetBans(context: WriteContext, args: { endedBefore: number }): void {
  context.sql('DELETE FROM automatic_ban WHERE expires < ?').run(args.endedBefore);
}

export function loadRecentClients(context: ReadContext): readonly RecentClient[] {
  return context
    .sql('SELECT address, last_login_at FROM recent_client')
    .all()
    .map((row) => ({ address: text(row, 'address'), lastLoginAt: integer(row, 'last_login_at') }));
}

export function noteRecentClients(context: WriteContext, args: { clients: readonly RecentClient[]; forgetBefore: number }): void {
  const note = context.sql('INSERT OR REPLACE INTO recent_client (address, last_login_at) VALUES (?, ?)');
  for (const { address, lastLoginAt } of args.clients) note.run(address, lastLoginAt);
  context.sql('DELETE FROM recent_client WHERE last_login_at < ?').run(args.forgetBefore);
}
