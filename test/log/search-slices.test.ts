/** Searches whose every turn ends at once, as on a machine that has no time for them: they find the same, and read each chunk's head once. */
import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { walkDecisions } from '../../main/log/decision-chunks.ts';
import { eventLine } from '../../main/log/event-line.ts';
import { searchEvents } from '../../main/log/event-search.ts';

vi.mock('../../main/log/tuning.ts', async (original) => ({
  TUNING: { ...(await original<typeof import('../../main/log/tuning.ts')>()).TUNING, searchSliceMilliseconds: -1 },
}));

const CHUNKS = 300;

/** A database that counts the rows which the statement for the heads gives. */
function database(table: string): { readonly db: DatabaseSync; readonly headsRead: () => number } {
  const db = new DatabaseSync(':memory:');
  db.exec(table);
  let rows = 0;
  const prepare = db.prepare.bind(db);
  db.prepare = (sql) => {
    const statement = prepare(sql);
    if (!sql.includes('first_at')) return statement;
    const all = statement.all.bind(statement);
    const iterate = statement.iterate.bind(statement);
    statement.all = (...values: number[]) => {
      const found = all(...values);
      rows += found.length;
      return found;
    };
    statement.iterate = (...values: number[]) =>
      iterate(...values).map((row) => {
        rows += 1;
        return row;
      });
    return statement;
  };
  return { db, headsRead: () => rows };
}

test('of events', async () => {
  const { db, headsRead } = database('CREATE TABLE chunk (first_id INTEGER PRIMARY KEY, last_id, first_at, last_at, keys, lines, reasons)');
  const insert = db.prepare('INSERT INTO chunk VALUES (?, ?, ?, ?, NULL, ?, NULL)');
  for (let id = 1; id <= CHUNKS; id += 1) {
    const text = id === 2 || id === CHUNKS - 3 ? 'a needle' : 'hay';
    insert.run(id, id, id, id, eventLine({ id, at: id, kind: 'command', level: 'info', protocol: 'smtp', text }));
  }
  const { events, more } = await searchEvents(db, { text: 'needle' }, { limit: 10 }, () => false);
  expect(events.map(({ id }) => id)).toEqual([2, CHUNKS - 3]);
  expect(more).toBe(false);
  expect(headsRead()).toBe(CHUNKS);
});

test('of decisions', async () => {
  const { db, headsRead } = database('CREATE TABLE decision_chunk (first_id INTEGER PRIMARY KEY, last_id, first_at, last_at, keys, heads, bodies, tally)');
  const insert = db.prepare('INSERT INTO decision_chunk VALUES (?, ?, ?, ?, ?, ?, ?, NULL)');
  for (let id = 1; id <= CHUNKS; id += 1) insert.run(id, id, id, id, new Uint8Array([0]), deflateRawSync(`head ${id}`), deflateRawSync('body'));
  const seen: string[] = [];
  await walkDecisions(db, { before: CHUNKS, isCancelled: () => false, wants: ({ firstId }) => firstId % 100 === 0, visit: ({ headsText }) => seen.push(headsText) > 0 });
  expect(seen).toEqual(['head 200', 'head 100']);
  expect(headsRead()).toBe(CHUNKS - 1);
});
