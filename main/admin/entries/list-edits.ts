/** Changes of a list, each with what takes it back. Pure: lists in, lists out. */

/** An entry, and where in the list it stood. */
export interface Placed<Entry> {
  readonly entry: Entry;
  readonly index: number;
}

/** Takes a change back: entries that go, and entries that come back to where they were. */
export interface Inverse<Entry> {
  readonly drop: readonly string[];
  readonly restore: readonly Placed<Entry>[];
}

export interface Edited<Entry> {
  readonly entries: readonly Entry[];
  /** Entries that were changed. */
  readonly count: number;
  readonly inverse: Inverse<Entry>;
}

export function appended<Entry>(entries: readonly Entry[], fresh: readonly Entry[], keyOf: (entry: Entry) => string): Edited<Entry> {
  return { entries: [...entries, ...fresh], count: fresh.length, inverse: { drop: fresh.map(keyOf), restore: [] } };
}

/** Twins go together: who removes an entry means that it is gone. */
export function without<Entry>(entries: readonly Entry[], keys: ReadonlySet<string>, keyOf: (entry: Entry) => string): Edited<Entry> {
  const restore: Placed<Entry>[] = [];
  const left: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (keys.has(keyOf(entry))) restore.push({ entry, index });
    else left.push(entry);
  }
  return { entries: left, count: restore.length, inverse: { drop: [], restore } };
}

/** Puts others in the place of entries. @param change gives the entry itself where it stays as it is */
export function replaced<Entry>(
  entries: readonly Entry[],
  keys: ReadonlySet<string>,
  keyOf: (entry: Entry) => string,
  change: (entry: Entry) => Entry,
): Edited<Entry> {
  const restore: Placed<Entry>[] = [];
  const drop: string[] = [];
  const changed = entries.map((entry, index) => {
    if (!keys.has(keyOf(entry))) return entry;
    const next = change(entry);
    if (next === entry) return entry;
    restore.push({ entry, index });
    drop.push(keyOf(next));
    return next;
  });
  return { entries: changed, count: restore.length, inverse: { drop, restore } };
}

/** What was added since stays, and so does what somebody has put there again meanwhile. */
export function takenBack<Entry>(entries: readonly Entry[], { drop, restore }: Inverse<Entry>, keyOf: (entry: Entry) => string): readonly Entry[] {
  const gone = new Set(drop);
  const left = gone.size === 0 ? entries : entries.filter((entry) => !gone.has(keyOf(entry)));
  const there = new Set(left.map(keyOf));
  const result: Entry[] = [];
  let next = 0;
  for (const { entry, index } of restore) {
    if (there.has(keyOf(entry))) continue;
    while (result.length < index && next < left.length) {
      result.push(left[next] as Entry);
      next += 1;
    }
    result.push(entry);
  }
  for (; next < left.length; next += 1) result.push(left[next] as Entry);
  return result;
}
