/** Operations on keys that sign, and on secrets of this installation. */
import type { DkimAlgorithm, DkimKeyRow, DkimKeyState } from '../mail-services.ts';
import { StoreConflict } from '../mail-store.ts';
import { integer, type Row, text } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

const KEYS = 'SELECT id, domain_id, selector, algorithm, private_key, public_key, state, created_at, state_at FROM dkim_key';

export function loadDkimKeys(context: ReadContext): readonly DkimKeyRow[] {
  return context.sql(`${KEYS} ORDER BY id`).all().map(keyRow);
}

export function addDkimKey(context: WriteContext, key: Omit<DkimKeyRow, 'id'>): DkimKeyRow {
  const { domainId, selector, algorithm, privateKey, publicKey, state, createdAt, stateAt } = key;
  if (context.sql('SELECT 1 FROM domain WHERE id = ?').get(domainId) === undefined) throw new StoreConflict('missing', 'There is no such domain.');
  if (context.sql('SELECT 1 FROM dkim_key WHERE domain_id = ? AND selector = ?').get(domainId, selector) !== undefined) {
    throw new StoreConflict('exists', `There is already a key with the selector ${selector}.`);
  }
  const { lastInsertRowid } = context
    .sql('INSERT INTO dkim_key (domain_id, selector, algorithm, private_key, public_key, state, created_at, state_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(domainId, selector, algorithm, privateKey, publicKey, state, createdAt, stateAt);
  return { ...key, id: Number(lastInsertRowid) };
}

export function setDkimStates(context: WriteContext, args: { changes: readonly { id: number; state: DkimKeyState; at: number }[] }): void {
  const update = context.sql('UPDATE dkim_key SET state = ?, state_at = ? WHERE id = ?');
  for (const { id, state, at } of args.changes) {
    if (update.run(state, at, id).changes === 0) throw new StoreConflict('missing', 'There is no such key: it has been removed.');
  }
}

export function removeDkimKey(context: WriteContext, args: { id: number }): void {
  if (context.sql('DELETE FROM dkim_key WHERE id = ?').run(args.id).changes === 0) throw new StoreConflict('missing', 'There is no such key.');
}

/** Keeps a secret unless there is one of that name. @returns the one that is kept */
export function keepSecret(context: WriteContext, args: { name: string; value: string }): string {
  context.sql('INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)').run(args.name, args.value);
  const row = context.sql('SELECT value FROM secret WHERE name = ?').get(args.name);
  if (row === undefined) throw new StoreConflict('missing', `The secret ${args.name} could not be kept.`);
  return text(row, 'value');
}

function keyRow(row: Row): DkimKeyRow {
  const algorithm: DkimAlgorithm = text(row, 'algorithm') === 'ed25519' ? 'ed25519' : 'rsa';
  return {
    id: integer(row, 'id'),
    domainId: integer(row, 'domain_id'),
    selector: text(row, 'selector'),
    algorithm,
    privateKey: text(row, 'private_key'),
    publicKey: text(row, 'public_key'),
    state: stateOf(text(row, 'state')),
    createdAt: integer(row, 'created_at'),
    stateAt: integer(row, 'state_at'),
  };
}

function stateOf(kept: string): DkimKeyState {
  return kept === 'active' || kept === 'next' ? kept : 'retired';
}
