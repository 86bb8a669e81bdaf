/** Changes of a list, each with what takes it back. Pure: lists in, lists out. */

/** An entry, and where in the list it stood. */
export interface Placed<Entry> {
  readonly entry: Entry;
  readonly index: number;
}

/** Takes a change back: entries that go, entries that come back to where they were, and entries that take the place of what they became. */
export interface Inverse<Entry> {
  readonly drop: readonly string[];
  readonly restore: readonly Placed<Entry>[];
  readonly swap: readonly { readonly key: string; readonly entry: Entry }[];
}

export const NO_INVERSE = { drop: [], restore: [], swap: [] } as const;

export interface Edited<Entry> {
  readonly entries: readonly Entry[];
  /** Entries that were changed. */
  readonly count: number;
  readonly inverse: Inverse<Entry>;
}

/** Entries that take the place of one stand where that stood, the others at the end. */
export function arrived<Entry>(
  entries: readonly Entry[],
  arrivals: readonly { readonly entry: Entry; readonly instead: Entry | undefined }[],
  keyOf: (entry: Entry) => string,
): Edited<Entry> {
  const waiting = new Map<Entry | undefined, Entry>(arrivals.flatMap(({ entry, instead }) => (instead === undefined ? [] : [[instead, entry] as const])));
  const swap: { key: string; entry: Entry }[] = [];
  const kept = waiting.size === 0 ? entries : entries.map((old) => placed(old));
  // What was to give way may have gone meanwhile.
  const fresh = arrivals.filter(({ instead }) => instead === undefined || waiting.has(instead)).map(({ entry }) => entry);
  return { entries: kept.concat(fresh), count: arrivals.length, inverse: { ...NO_INVERSE, drop: fresh.map(keyOf), swap } };

  function placed(old: Entry): Entry {
    const next = waiting.get(old);
    if (next === undefined) return old;
    waiting.delete(old);
    swap.push({ key: keyOf(next), entry: old });
    return next;
  }
}

/** Twins go together: who removes an entry means that it is gone. */
export function without<Entry>(entries: readonly Entry[], keys: ReadonlySet<string>, keyOf: (entry: Entry) => string): Edited<Entry> {
  const restore: Placed<Entry>[] = [];
  const left: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (keys.has(keyOf(entry))) restore.push({ entry, index });
    else left.push(entry);
  }
  return { entries: left, count: restore.length, inverse: { ...NO_INVERSE, restore } };
}

/** Puts others in the place of entries. @param change gives the entry itself where it stays as it is */
export function replaced<Entry>(
  entries: readonly Entry[],
  keys: ReadonlySet<string>,
  keyOf: (entry: Entry) => string,
  change: (entry: Entry) => Entry,
): Edited<Entry> {
  const swap: { key: string; entry: Entry }[] = [];
  const changed = entries.map((entry) => {
    if (!keys.has(keyOf(entry))) return entry;
    const next = change(entry);
    if (next === entry) return entry;
    swap.push({ key: keyOf(next), entry });
    return next;
  });
  return { entries: changed, count: swap.length, inverse: { ...NO_INVERSE, swap } };
}

/** What was added since stays, and so does what somebody has put there again meanwhile. */
export function takenBack<Entry>(entries: readonly Entry[], { drop, restore, swap }: Inverse<Entry>, keyOf: (entry: Entry) => string): readonly Entry[] {
  const gone = new Set(drop);
  const before = new Map(swap.map(({ key, entry }) => [key, entry]));
  const left = entries.flatMap((entry) => (gone.has(keyOf(entry)) ? [] : [before.get(keyOf(entry)) ?? entry]));
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
