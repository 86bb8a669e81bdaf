/** Sorts long lists in turns: runs first, then merged two by two, with a look at the clock in between. */
import type { Turns } from '../settings/turns.ts';

/** Rows that are sorted at once, before they are merged. */
const CHUNK = 1024;

export async function sortedInTurns<Row>(rows: readonly Row[], keyOf: (row: Row) => string | number, turns: Turns): Promise<readonly Row[]> {
  let runs: (readonly Row[])[] = [];
  const compare = (a: Row, b: Row): number => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b)));
  for (let from = 0; from < rows.length; from += CHUNK) {
    runs.push(rows.slice(from, from + CHUNK).toSorted(compare));
    if (turns.over) await turns.next();
  }
  while (runs.length > 1) {
    const merged: (readonly Row[])[] = [];
    for (let place = 0; place < runs.length; place += 2) merged.push(await mergedInTurns(runs[place] ?? [], runs[place + 1] ?? [], compare, turns));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergedInTurns<Row>(a: readonly Row[], b: readonly Row[], compare: (a: Row, b: Row) => number, turns: Turns): Promise<readonly Row[]> {
  const result: Row[] = [];
  let ahead = 0;
  await turns.forEach(a, (row) => {
    for (let next = b[ahead]; next !== undefined && compare(next, row) < 0; next = b[ahead]) {
      result.push(next);
      ahead += 1;
    }
    result.push(row);
  });
  for (const row of b.slice(ahead)) result.push(row);
  return result;
}
