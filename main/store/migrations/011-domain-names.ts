/**
 * A domain was two where it had been written once with A-labels and once with U-labels (RFC 5890). Now the keys have A-labels,
 * people read U-labels, and what there was of both is together under the older one.
 */
import type { DatabaseSync } from 'node:sqlite';
import { addressKey, domainKey, formatAddress, type MailAddress, parseAddress } from '../../../shared/mail/address.ts';
import { shownAddress, shownDomain } from '../../dns/shown-name.ts';
import { integer, type Row, text } from '../sqlite/row.ts';
import type { Migration } from './migration.ts';

export const domainNames: Migration = {
  version: 11,
  name: 'domain-names',
  up: (database) => {
    mergeDomains(database);
    renameAddresses(database);
    renameMembers(database);
    renameQueue(database);
  },
};

/** Nearly all names are plain ASCII, and stay as they are. */
const INTERNATIONAL = /[^\p{ASCII}]|xn--/iu;

function international(database: DatabaseSync, query: string, column: string): Row[] {
  return database
    .prepare(query)
    .all()
    .filter((row) => INTERNATIONAL.test(text(row, column)));
}

function mergeDomains(database: DatabaseSync): void {
  const rows = database.prepare('SELECT id, name FROM domain ORDER BY id').all();
  for (const [key, [first, ...others]] of Map.groupBy(rows, (row) => domainKey(text(row, 'name')))) {
    if (first === undefined) continue;
    const id = integer(first, 'id');
    for (const other of others) mergeInto(database, id, integer(other, 'id'));
    database.prepare('UPDATE domain SET name = ? WHERE id = ?').run(shownDomain(key), id);
  }
}

function mergeInto(database: DatabaseSync, first: number, other: number): void {
  for (const table of ['account', 'alias']) database.prepare(`UPDATE ${table} SET domain_id = ? WHERE domain_id = ?`).run(first, other);
  // One key of a kind signs. Those of the domain that stays do, if it has any; a selector that both have is the one of that domain.
  const signed = database.prepare('SELECT 1 FROM dkim_key WHERE domain_id = ?').get(first) !== undefined;
  if (signed) database.prepare("UPDATE dkim_key SET state = 'retired' WHERE domain_id = ? AND state = 'active'").run(other);
  database.prepare('UPDATE OR IGNORE dkim_key SET domain_id = ? WHERE domain_id = ?').run(first, other);
  database.prepare('DELETE FROM dkim_key WHERE domain_id = ?').run(other);
  database.prepare('DELETE FROM domain WHERE id = ?').run(other);
}

/** The older of two that have become one keeps its address; the other gets a number behind its name, and so keeps its mail. */
function renameAddresses(database: DatabaseSync): void {
  const found = (['account', 'alias'] as const).flatMap((table) =>
    international(database, `SELECT id, address, created_at FROM ${table} ORDER BY id`, 'address').map((row) => ({
      table,
      id: integer(row, 'id'),
      address: parseAddress(text(row, 'address')),
      createdAt: integer(row, 'created_at'),
    })),
  );
  // Aside first: a new key may be the old one of another row.
  for (const { table, id } of found) database.prepare(`UPDATE ${table} SET address_key = ? WHERE id = ?`).run(`${table} ${id}`, id);
  const holder = database.prepare('SELECT 1 FROM account WHERE address_key = ?1 UNION ALL SELECT 1 FROM alias WHERE address_key = ?1');
  const isTaken = (key: string): boolean => holder.get(key) !== undefined;
  for (const { table, id, address } of found.toSorted((one, other) => one.createdAt - other.createdAt)) {
    if (address === undefined) continue;
    const free = freeAddress(address, isTaken);
    database.prepare(`UPDATE ${table} SET address = ?, address_key = ? WHERE id = ?`).run(shownAddress(free), addressKey(free), id);
  }
}

function freeAddress(address: MailAddress, isTaken: (key: string) => boolean): MailAddress {
  let free = address;
  for (let number = 2; isTaken(addressKey(free)); number += 1) free = { ...address, localPart: `${address.localPart}-${number}` };
  return free;
}

function renameMembers(database: DatabaseSync): void {
  for (const row of international(database, 'SELECT account_id, address_key, address FROM list_member', 'address')) {
    const address = parseAddress(text(row, 'address'));
    if (address === undefined) continue;
    const [list, before, key] = [integer(row, 'account_id'), text(row, 'address_key'), addressKey(address)];
    database
      .prepare('UPDATE OR IGNORE list_member SET address = ?, address_key = ? WHERE account_id = ? AND address_key = ?')
      .run(shownAddress(address), key, list, before);
    // Whoever was on the list in both ways of writing is on it once.
    if (key !== before) database.prepare('DELETE FROM list_member WHERE account_id = ? AND address_key = ?').run(list, before);
  }
}

/** What waits is found by its domain, and goes with what comes for the same one. */
function renameQueue(database: DatabaseSync): void {
  const rename = database.prepare('UPDATE queue_entry SET domain = ?, recipient = ?, sender = ? WHERE id = ?');
  for (const row of international(database, "SELECT id, domain, recipient, sender, recipient || ' ' || sender AS both FROM queue_entry", 'both')) {
    rename.run(domainKey(text(row, 'domain')), wire(text(row, 'recipient')), wire(text(row, 'sender')), integer(row, 'id'));
  }
}

function wire(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : formatAddress(parsed);
}
