import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { StoreConflict } from '../../main/store/mail-store.ts';
import { WriteContext } from '../../main/store/operations/context.ts';
import { Connection } from '../../main/store/sqlite/connection.ts';
import { GroupCommit } from '../../main/store/threads/group-commit.ts';

/** Operations on one table of numbers, and a group that runs them. */
const operations = {
  add: (context: WriteContext, args: { value: number }) => {
    context.changedAccounts.add(args.value);
    return Number(context.sql('INSERT INTO number VALUES (?)').run(args.value).changes);
  },
  addThenFail: (context: WriteContext, args: { value: number }): number => {
    operations.add(context, args);
    throw new StoreConflict('exists', `no ${args.value}`);
  },
  take: (context: WriteContext) => context.changedAccounts.take(),
  /** As SQLite fails on a page that makes no sense. */
  meetDamage: (): never => {
    throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  },
  /** As SQLite does by itself after some errors. */
  rollBackAll: (context: WriteContext): never => {
    context.connection.database.exec('ROLLBACK');
    throw new Error('all is lost');
  },
};

function group(setup = ''): { run: GroupCommit<typeof operations>['run']; values: () => readonly unknown[]; context: WriteContext } {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  database.exec(`CREATE TABLE number (value INTEGER UNIQUE); ${setup}`);
  const context = new WriteContext(new Connection(database));
  const committer = new GroupCommit<typeof operations>(context, operations, 'test.db');
  return {
    run: (calls) => committer.run(calls),
    values: () =>
      database
        .prepare('SELECT value FROM number ORDER BY value')
        .all()
        .map((row) => row['value']),
    context,
  };
}

test('a group that goes well is kept whole', () => {
  const { run, values } = group();
  const answers = run([1, 2, 3].map((value) => ({ name: 'add' as const, args: { value } })));
  expect(answers).toEqual([1, 2, 3].map(() => ({ ok: true, result: 1 })));
  expect(values()).toEqual([1, 2, 3]);
});

test('one that fails leaves nothing behind and does not hurt the others', () => {
  const { run, values } = group();
  const answers = run([
    { name: 'add', args: { value: 1 } },
    { name: 'addThenFail', args: { value: 2 } },
    { name: 'add', args: { value: 1 } },
    { name: 'add', args: { value: 3 } },
  ]);
  expect(answers).toEqual([
    { ok: true, result: 1 },
    { ok: false, error: { type: 'conflict', kind: 'exists', message: 'no 2' } },
    { ok: false, error: { type: 'failure', kind: 'failed', message: 'test.db: UNIQUE constraint failed: number.value' } },
    { ok: true, result: 1 },
  ]);
  expect(values()).toEqual([1, 3]);
});

test('when the transaction itself fails, every call of the group fails and nothing is kept', () => {
  const { run, values } = group();
  const answers = run([
    { name: 'add', args: { value: 1 } },
    { name: 'rollBackAll', args: undefined },
    { name: 'add', args: { value: 2 } },
  ]);
  expect(answers.map((answer) => answer.ok)).toEqual([false, false, false]);
  expect(values()).toEqual([]);
});

test('a failed commit fails every call, and the next group works', () => {
  // A reference that is checked only at COMMIT, which makes COMMIT itself fail.
  const { run, values, context } = group(
    'PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED); CREATE TRIGGER orphan AFTER INSERT ON number WHEN new.value = 13 BEGIN INSERT INTO child VALUES (1); END',
  );
  const answers = run([
    { name: 'add', args: { value: 7 } },
    { name: 'add', args: { value: 13 } },
  ]);
  expect(answers.map((answer) => answer.ok)).toEqual([false, false]);
  expect(values()).toEqual([]);
  expect(context.connection.database.isTransaction).toBe(false);
  expect(run([{ name: 'add', args: { value: 8 } }])).toEqual([{ ok: true, result: 1 }]);
  expect(values()).toEqual([8]);
});

test('a change is reported until a durable group has taken it', () => {
  const { run } = group();
  run([{ name: 'add', args: { value: 5 } }]);
  run([
    { name: 'take', args: undefined },
    { name: 'rollBackAll', args: undefined },
  ]);
  expect(run([{ name: 'take', args: undefined }])).toEqual([{ ok: true, result: [5] }]);
  expect(run([{ name: 'take', args: undefined }])).toEqual([{ ok: true, result: [] }]);
});

test('once the database is damaged nothing is kept any more, not of the same group either', () => {
  const { run, values } = group();
  const damaged = {
    ok: false,
    error: { type: 'failure', kind: 'damaged', message: expect.stringMatching(/^test\.db is damaged .* restore a backup/) as string },
  };
  const answers = run([
    { name: 'add', args: { value: 1 } },
    { name: 'meetDamage', args: undefined },
    { name: 'add', args: { value: 2 } },
  ]);
  expect(answers).toEqual([damaged, damaged, damaged]);
  expect(run([{ name: 'add', args: { value: 3 } }])).toEqual([damaged]);
  expect(values()).toEqual([]);
});
