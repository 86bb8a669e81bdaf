/** The settings as the text of their file: indented as a person would, and an entry of a long list on each line. Made in turns. */
import { randomUUID } from 'node:crypto';
import { type Json, valueAt, withValueAt } from './json-path.ts';
import { LONG, LONG_LISTS } from './long-lists.ts';
import type { Turns } from './turns.ts';

/** Entries that become bytes together. */
const ENTRIES = 512;
const INDENT = '        ';

/** @returns JSON in UTF-8 with a line break at its end */
export async function serialise(settings: Json, turns: Turns): Promise<Uint8Array<ArrayBuffer>> {
  /** Stands for each list that is left out; nobody can have it in a setting. */
  const stand = `list ${randomUUID()}`;
  let short: Json = settings;
  const lists: (readonly Json[])[] = [];
  for (const { path } of LONG_LISTS) {
    const items = valueAt(settings, path);
    if (!Array.isArray(items) || items.length < LONG) continue;
    short = withValueAt(short, path, stand) ?? short;
    lists.push(items);
  }
  const pieces: Buffer[] = [];
  // The lists stand in the text in the order of the schema, which is that of LONG_LISTS: `validSettings` has seen to it.
  for (const [place, text] of JSON.stringify(short, undefined, 2).split(JSON.stringify(stand)).entries()) {
    if (place > 0) await addList(pieces, lists[place - 1] ?? [], turns);
    pieces.push(Buffer.from(text));
  }
  pieces.push(Buffer.from('\n'));
  return await joined(pieces, turns);
}

/** One array of its own, which can be handed over to a thread. */
async function joined(pieces: readonly Buffer[], turns: Turns): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  await turns.forEach(pieces, (piece) => {
    all.set(piece, at);
    at += piece.length;
  });
  return all;
}

async function addList(pieces: Buffer[], items: readonly Json[], turns: Turns): Promise<void> {
  for (let from = 0; from < items.length; from += ENTRIES) {
    const lines = items.slice(from, from + ENTRIES).map((item) => `${INDENT}${JSON.stringify(item)}`);
    pieces.push(Buffer.from(`${from === 0 ? '[\n' : ',\n'}${lines.join(',\n')}`));
    if (turns.over) await turns.next();
  }
  pieces.push(Buffer.from('\n      ]'));
}
