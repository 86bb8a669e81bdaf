import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS, migrate, schemaVersion } from '../../main/store/migrations/migrations.ts';
import { openTestStore, temporaryFolder } from './fixtures.ts';

function openDatabase(file = ':memory:'): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

function tables(database: DatabaseSync): readonly unknown[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map((row) => row['name']);
}

test('the steps are numbered without a gap', () => {
  expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('001-initial makes all tables, with working references', () => {
  const database = openDatabase();
  expect(migrate(database, 'test', MIGRATIONS.slice(0, 1))).toBe(0);
  expect(tables(database)).toEqual([
    'account',
    'alias',
    'domain',
    'mailbox',
    'mailbox_entry',
    'message',
    'message_body',
    'message_extent',
    'queue_entry',
    'settings_revision',
    'statistic',
  ]);
  database.exec('PRAGMA foreign_keys = ON');
  expect(() => database.exec("INSERT INTO queue_entry VALUES (1, 99, 'a', 'b', 0, 0, 0, 'waiting', '')")).toThrow('FOREIGN KEY');
  expect(() => database.exec("INSERT INTO domain VALUES (1, 'a', 'not a number')")).toThrow('INTEGER');
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('002-automatic-bans keeps the revisions there are, and makes tables for bans and logins', () => {
  const database = openDatabase();
  migrate(database, 'test', MIGRATIONS.slice(0, 1));
  database.exec("INSERT INTO settings_revision VALUES (1, 5, 'start', '{}')");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, 2))).toBe(1);
  expect(tables(database)).toEqual(expect.arrayContaining(['automatic_ban', 'recent_client']));
  expect(database.prepare('SELECT * FROM settings_revision').all()).toEqual([{ revision: 1, at: 5, by: 'start', document: '{}', packed: null, changes: null }]);
  expect(() => database.exec("INSERT INTO automatic_ban VALUES ('a', 'manual', '', 0, 0, 1)")).toThrow('CHECK');
});

test('004-quarantine adds the quarantine to a database with mail, which stays as it is', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'quarantine');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO message VALUES (7, 'T7', 'S', 5, 'a@b.example', '7bit', 0, 3)");
  database.exec("INSERT INTO queue_entry VALUES (1, 7, 'c@d.example', 'd.example', 0, 0, 0, 'waiting', '')");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  expect(database.prepare('SELECT trace_id, recipient FROM message JOIN queue_entry ON message.id = message_id').all()).toEqual([
    { trace_id: 'T7', recipient: 'c@d.example' },
  ]);
  database.exec("INSERT INTO held_message VALUES (7, 5, 'filters', 'filter-matched', 'x', '', '')");
  database.exec("INSERT INTO held_recipient VALUES (7, 0, 'anna@b.example', 1, NULL), (7, 1, 'c@d.example', NULL, 'd.example')");
  expect(() => database.exec("INSERT INTO held_recipient VALUES (7, 2, 'neither', NULL, NULL)")).toThrow('CHECK');
  expect(() => database.exec('DELETE FROM message WHERE id = 7')).toThrow('FOREIGN KEY');
  database.exec('DELETE FROM held_message');
  expect(database.prepare('SELECT * FROM held_recipient').all()).toEqual([]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('003-hits adds the table of hits to a database of the step before', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'hits');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO domain VALUES (1, 'example.org', 5)");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  database.exec("INSERT INTO hit VALUES ('filters', 'pills', 2, 1000)");
  expect(() => database.exec("INSERT INTO hit VALUES ('filters', 'pills', 1, 2000)")).toThrow('UNIQUE');
  expect(database.prepare('SELECT count(*) AS count FROM domain').get()).toEqual({ count: 1 });
});

test('005-delivery keeps the queue: what waits waits, what was refused for good is held with its reason', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'delivery');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec(`
    INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (7, 't', 's', 5, 'anna@a.example', '7bit', 0, 10);
    INSERT INTO queue_entry VALUES (1, 7, 'b@b.example', 'b.example', 2, 5, 600, 'waiting', '451 later'), (9, 7, 'c@c.example', 'c.example', 1, 5, 5, 'failed', '550 no');
    DELETE FROM queue_entry WHERE id = 9;
    INSERT INTO queue_entry VALUES (3, 7, 'd@d.example', 'd.example', 1, 5, 5, 'failed', '550 no');
  `);
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  expect(database.prepare('SELECT * FROM queue_entry ORDER BY id').all()).toMatchObject([
    { id: 1, message_id: 7, sender: 'anna@a.example', attempts: 2, next_attempt_at: 600, state: 'waiting', last_error: '451 later', hold_note: '' },
    { id: 3, state: 'held', last_error: '550 no', hold_note: 'refused for good' },
  ]);
  expect(database.prepare('SELECT returnable, require_tls, envelope_id FROM message').all()).toEqual([{ returnable: 1, require_tls: 0, envelope_id: '' }]);
  // An id that was once in a log never means something else.
  expect(database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'queue_entry'").get()).toEqual({ seq: 9 });
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('006-mail-services adds its tables to a database with accounts; what belongs to an account goes with it', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'mail-services');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO domain VALUES (1, 'b.example', 5)");
  database.exec("INSERT INTO account VALUES (1, 1, 'anna@b.example', 'anna@b.example', '', 'hash', 1, NULL, 5)");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  expect(database.prepare('SELECT address FROM account').all()).toEqual([{ address: 'anna@b.example' }]);
  database.exec("INSERT INTO account_forward VALUES (1, '[]', 1)");
  database.exec("INSERT INTO vacation_reply VALUES (1, 'x@y.example', 5)");
  database.exec("INSERT INTO list_member VALUES (1, 'x@y.example', 'x@y.example', 5)");
  database.exec("INSERT INTO dkim_key VALUES (1, 1, 's', 'rsa', 'private', 'public', 'active', 5, 5)");
  expect(() => database.exec("INSERT INTO mailing_list VALUES (1, 'nobody', '[]', 'sender', '')")).toThrow('CHECK');
  database.exec('DELETE FROM account');
  for (const table of ['account_forward', 'vacation_reply', 'list_member']) expect(database.prepare(`SELECT * FROM ${table}`).all(), table).toEqual([]);
  database.exec('DELETE FROM domain');
  expect(database.prepare('SELECT * FROM dkim_key').all()).toEqual([]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('007-hourly-statistics adds the counters by hour beside those by day', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'hourly-statistics');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO statistic VALUES ('2026-01-01', 'connections', 5)");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  database.exec("INSERT INTO hourly_statistic VALUES (3600000, 'connections', 2)");
  expect(() => database.exec("INSERT INTO hourly_statistic VALUES (3600000, 'connections', 1)")).toThrow('UNIQUE');
  expect(database.prepare('SELECT amount FROM statistic').all()).toEqual([{ amount: 5 }]);
});

test('008-delivery-memory keeps members as they are, in good standing, and has room for policies', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'delivery-memory');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO domain VALUES (1, 'example.org', 5)");
  database.exec(
    "INSERT INTO account (id, domain_id, address, address_key, name, password_hash, enabled, created_at) VALUES (1, 1, 'l@example.org', 'l@example.org', '', '', 1, 5)",
  );
  database.exec("INSERT INTO list_member VALUES (1, 'x@y.example', 'x@y.example', 5)");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  expect(database.prepare('SELECT joined_at, bounce_days, bounced_at, suspended_at FROM list_member').all()).toEqual([
    { joined_at: 5, bounce_days: 0, bounced_at: 0, suspended_at: 0 },
  ]);
  expect(() => database.exec("INSERT INTO mta_sts_policy VALUES ('example.com', '1', 'perhaps', '[]', 1, 1)")).toThrow('CHECK');
});

test('009-queue-age keeps the queue, and finds what is old in it without a look at the rest', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'queue-age');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec(`
    INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (7, 't', 's', 5, 'anna@a.example', '7bit', 0, 10);
    INSERT INTO queue_entry VALUES (1, 7, 'b@b.example', 'b.example', 'anna@a.example', 0, 5, 5, NULL, 'waiting', '', '', '', '', '', 0);
  `);
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  const old = "SELECT id FROM queue_entry WHERE state = 'waiting' AND delay_told IN (0, 1) AND queued_at <= 5 AND next_attempt_at > 4";
  expect(database.prepare(old).all()).toEqual([{ id: 1 }]);
  expect(database.prepare(`EXPLAIN QUERY PLAN ${old}`).all()).toMatchObject([
    { detail: expect.stringContaining('USING INDEX queue_entry_age (delay_told=? AND queued_at<?)') as string },
  ]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('010-milestones keeps what is there, and has room for what has happened', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'milestones');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec("INSERT INTO domain VALUES (1, 'example.org', 5)");
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  expect(database.prepare('SELECT name FROM domain').all()).toEqual([{ name: 'example.org' }]);
  database.exec("INSERT INTO milestone VALUES ('test-message', 7)");
  expect(database.prepare('SELECT * FROM milestone').all()).toEqual([{ name: 'test-message', at: 7 }]);
});

test('011-domain-names brings together what was there under both ways of writing a domain', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'domain-names');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec(`
    INSERT INTO domain VALUES (1, 'xn--bcher-kva.example', 1), (2, 'bücher.example', 2), (3, 'example.com', 3), (4, 'ｅｘａｍｐｌｅ.com', 4);
    INSERT INTO account VALUES
      (1, 1, 'anna@xn--bcher-kva.example', 'anna@xn--bcher-kva.example', '', 'h', 1, NULL, 7),
      (2, 2, 'Anna@bücher.example', 'anna@bücher.example', '', 'h', 1, NULL, 5),
      (3, 2, 'list@bücher.example', 'list@bücher.example', '', '', 1, NULL, 8),
      (4, 3, 'Bert@example.com', 'bert@example.com', '', 'h', 1, NULL, 8),
      (5, 4, 'bert@ｅｘａｍｐｌｅ.com', 'bert@ｅｘａｍｐｌｅ.com', '', 'h', 1, NULL, 6);
    INSERT INTO alias VALUES (1, 1, 'list@xn--bcher-kva.example', 'list@xn--bcher-kva.example', '["anna@bücher.example"]', 9);
    INSERT INTO dkim_key VALUES (1, 1, 'a', 'rsa', '', '', 'active', 1, 1), (2, 2, 'b', 'rsa', '', '', 'active', 1, 1), (3, 2, 'a', 'rsa', '', '', 'next', 1, 1);
    INSERT INTO mailing_list VALUES (3, 'anyone', '[]', 'list', '');
    INSERT INTO list_member (account_id, address_key, address, joined_at) VALUES
      (3, 'a@bücher.example', 'a@bücher.example', 1), (3, 'a@xn--bcher-kva.example', 'a@xn--bcher-kva.example', 1),
      (3, 'c@köln.example', 'c@köln.example', 1), (3, 'd@example.com', 'D@example.com', 1);
    INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (7, 't', 's', 5, '', '7bit', 0, 10);
    INSERT INTO queue_entry VALUES (1, 7, 'jörg@köln.example', 'köln.example', 'anna@bücher.example', 0, 5, 5, NULL, 'waiting', '', '', '', '', '', 0);
  `);
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  const rows = (query: string): unknown[] =>
    database
      .prepare(query)
      .all()
      .map((row) => Object.values(row));
  expect(rows('SELECT id, name FROM domain ORDER BY id')).toEqual([
    [1, 'bücher.example'],
    [3, 'example.com'],
  ]);
  expect(rows('SELECT id, domain_id, address, address_key FROM account ORDER BY id')).toEqual([
    [1, 1, 'anna-2@bücher.example', 'anna-2@xn--bcher-kva.example'],
    [2, 1, 'Anna@bücher.example', 'anna@xn--bcher-kva.example'],
    [3, 1, 'list@bücher.example', 'list@xn--bcher-kva.example'],
    [4, 3, 'Bert@example.com', 'bert@example.com'],
    [5, 3, 'bert-2@example.com', 'bert-2@example.com'],
  ]);
  expect(rows('SELECT domain_id, address, address_key FROM alias')).toEqual([[1, 'list-2@bücher.example', 'list-2@xn--bcher-kva.example']]);
  expect(rows('SELECT id, domain_id, state FROM dkim_key ORDER BY id')).toEqual([
    [1, 1, 'active'],
    [2, 1, 'retired'],
  ]);
  expect(rows('SELECT address_key, address FROM list_member ORDER BY address_key')).toEqual([
    ['a@xn--bcher-kva.example', 'a@bücher.example'],
    ['c@xn--kln-sna.example', 'c@köln.example'],
    ['d@example.com', 'D@example.com'],
  ]);
  expect(rows('SELECT domain, recipient, sender FROM queue_entry')).toEqual([
    ['xn--kln-sna.example', 'jörg@xn--kln-sna.example', 'anna@xn--bcher-kva.example'],
  ]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
});

describe('a step', () => {
  const first = MIGRATIONS[0] ?? { version: 1, name: 'none', up: () => {} };
  const second = { version: 2, name: 'second', up: (database: DatabaseSync) => database.exec('ALTER TABLE domain ADD COLUMN note TEXT') };

  test('is taken once, and keeps what is there', () => {
    const database = openDatabase();
    migrate(database, 'test', [first]);
    database.exec("INSERT INTO domain VALUES (1, 'example.org', 5)");
    expect(migrate(database, 'test', [first, second])).toBe(1);
    expect(migrate(database, 'test', [first, second])).toBe(2);
    expect(database.prepare('SELECT * FROM domain').all()).toEqual([{ id: 1, name: 'example.org', created_at: 5, note: null }]);
  });

  test('that fails leaves the database as it was', () => {
    const database = openDatabase();
    migrate(database, 'test', [first]);
    const failing = {
      version: 2,
      name: 'failing',
      up: (db: DatabaseSync) => {
        second.up(db);
        throw new Error('half way');
      },
    };
    expect(() => migrate(database, 'test', [first, failing])).toThrow('half way');
    expect(schemaVersion(database)).toBe(1);
    expect(migrate(database, 'test', [first, second])).toBe(1);
  });
});

test('a database of a newer program is refused, by name, and left alone', async () => {
  const dataFolder = temporaryFolder();
  const file = path.join(dataFolder, 'gatepost.db');
  const database = openDatabase(file);
  database.exec('PRAGMA user_version = 999');
  database.close();
  await expect(openTestStore({ dataFolder })).rejects.toThrow(/gatepost\.db was written by a newer Gatepost \(schema 999/);
  expect(schemaVersion(openDatabase(file))).toBe(999);
});

test('012-sender-names counts what a login has sent under one name, however that was written', () => {
  const database = openDatabase();
  const place = MIGRATIONS.findIndex(({ name }) => name === 'sender-names');
  migrate(database, 'test', MIGRATIONS.slice(0, place));
  database.exec(`
    INSERT INTO outbound_use VALUES ('Anna@bücher.example', 5, 2, 1), ('anna@xn--bcher-kva.example', 5, 3, 0), ('printer', 5, 1, 1), ('client 192.0.2.1', 6, 1, 1);
    INSERT INTO outbound_recipient VALUES
      ('Anna@bücher.example', 'x@example.com', 7), ('anna@xn--bcher-kva.example', 'x@example.com', 9), ('Anna@bücher.example', 'y@example.com', 8),
      ('printer', 'x@example.com', 1);
  `);
  expect(migrate(database, 'test', MIGRATIONS.slice(0, place + 1))).toBe(place);
  const rows = (query: string): unknown[] =>
    database
      .prepare(query)
      .all()
      .map((row) => Object.values(row));
  expect(rows('SELECT * FROM outbound_use ORDER BY sender')).toEqual([
    ['anna@xn--bcher-kva.example', 5, 5, 1],
    ['client 192.0.2.1', 6, 1, 1],
    ['printer', 5, 1, 1],
  ]);
  expect(rows('SELECT * FROM outbound_recipient ORDER BY sender, recipient')).toEqual([
    ['anna@xn--bcher-kva.example', 'x@example.com', 9],
    ['anna@xn--bcher-kva.example', 'y@example.com', 8],
    ['printer', 'x@example.com', 1],
  ]);
});

test('013-lost-messages forgets that a message is lost when it is removed', () => {
  const database = openDatabase();
  migrate(database, 'test', MIGRATIONS.slice(0, 13));
  database.exec('PRAGMA foreign_keys = ON');
  expect(tables(database)).toContain('lost_message');
  expect(() => database.exec('INSERT INTO lost_message VALUES (1)')).toThrow('FOREIGN KEY');
});

test('014-content-checksums leaves messages without one that came before', () => {
  const database = openDatabase();
  migrate(database, 'test', MIGRATIONS.slice(0, 13));
  database.exec(
    "INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (1, 't', 's', 0, '', '7bit', 0, 9); INSERT INTO message_extent (message_id, position, offset, length) VALUES (1, 0, 0, 9)",
  );
  expect(migrate(database, 'test', MIGRATIONS.slice(0, 14))).toBe(13);
  expect(database.prepare('SELECT * FROM message_extent').all()).toEqual([{ message_id: 1, position: 0, offset: 0, length: 9, checksum: null }]);
});

test('015-forwarded-for leaves what waits without an address here that it was written to', () => {
  const database = openDatabase();
  migrate(database, 'test', MIGRATIONS.slice(0, 14));
  database.exec(`
    INSERT INTO message (id, trace_id, session_id, received_at, reverse_path, body_type, smtp_utf8, size) VALUES (7, 't', 's', 5, '', '7bit', 0, 10);
    INSERT INTO queue_entry (id, message_id, recipient, domain, sender, attempts, queued_at, next_attempt_at, state, last_error, hold_note, route, notify, original_recipient, delay_told)
      VALUES (1, 7, 'b@b.example', 'b.example', '', 0, 5, 5, 'waiting', '', '', '', '', 'rfc822;anna@a.example', 0);
    INSERT INTO held_message VALUES (7, 5, 'filters', '', '', '', '');
    INSERT INTO held_recipient (message_id, position, recipient, domain, notify, original_recipient) VALUES (7, 0, 'b@b.example', 'b.example', '', 'rfc822;anna@a.example');
  `);
  expect(migrate(database, 'test', MIGRATIONS.slice(0, 15))).toBe(14);
  for (const table of ['queue_entry', 'held_recipient']) {
    expect(database.prepare(`SELECT original_recipient, forwarded_for FROM ${table}`).all()).toEqual([
      { original_recipient: 'rfc822;anna@a.example', forwarded_for: null },
    ]);
  }
});
