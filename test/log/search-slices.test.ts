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

/** A table whose rows are counted as they are read for their heads. */
function database(table: string, columns: string): { readonly db: DatabaseSync; readonly headsRead: () => number } {
  const db = new DatabaseSync(':memory:');
  let rows = 0;
  db.function('counted', (value) => {
    rows += 1;
    return value;
  });
  db.exec(`CREATE TABLE stored (first_id INTEGER PRIMARY KEY, first_at, last_id, last_at, keys, ${columns})`);
  db.exec(`CREATE VIEW ${table} AS SELECT first_id, counted(first_at) AS first_at, last_id, last_at, keys, ${columns} FROM stored`);
  return { db, headsRead: () => rows };
}

test('of events', async () => {
  const { db, headsRead } = database('chunk', 'lines, reasons');
  const insert = db.prepare('INSERT INTO stored VALUES (?, ?, ?, ?, NULL, ?, NULL)');
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
  const { db, headsRead } = database('decision_chunk', 'heads, bodies, tally');
  const insert = db.prepare('INSERT INTO stored VALUES (?, ?, ?, ?, ?, ?, ?, NULL)');
  for (let id = 1; id <= CHUNKS; id += 1) insert.run(id, id, id, id, new Uint8Array([0]), deflateRawSync(`head ${id}`), deflateRawSync('body'));
  const seen: string[] = [];
  await walkDecisions(db, {
    before: CHUNKS,
    isCancelled: () => false,
    wants: ({ firstId }) => firstId % 100 === 0,
    visit: ({ headsText }) => seen.push(headsText) > 0,
  });
  expect(seen).toEqual(['head 200', 'head 100']);
  expect(headsRead()).toBe(CHUNKS - 1);
});
