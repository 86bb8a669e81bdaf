/** Changes of a list, each with what takes it back. Pure: lists in, lists out. */
import { isDeepStrictEqual } from 'node:util';
import type { Turns } from '../../settings/turns.ts';

/** An entry, and where in the list it stood. */
export interface Placed<Entry> {
  readonly entry: Entry;
  readonly index: number;
}

/** What an entry has become, and what it was. */
export interface Swapped<Entry> {
  readonly made: Entry;
  readonly entry: Entry;
}

/**
 * Takes a change back: entries that go, entries that come back to where they were, and entries that take the place of what they
 * became. It knows what the change has made of each, so that what somebody else has made of one since is told from that.
 */
export interface Inverse<Entry> {
  readonly drop: readonly Entry[];
  readonly restore: readonly Placed<Entry>[];
  readonly swap: readonly Swapped<Entry>[];
  /** Entries that mean the same as one of those, in another spelling, and were left as they are: they say nothing of what came later. */
  readonly beside: readonly Entry[];
}

export const NO_INVERSE = { drop: [], restore: [], swap: [], beside: [] } as const;

export interface Edited<Entry> {
  readonly entries: readonly Entry[];
  /** Entries that were changed. */
  readonly count: number;
  readonly inverse: Inverse<Entry>;
}

/** Entries that take the place of one stand where that stood, the others at the end. */
export function arrived<Entry>(entries: readonly Entry[], arrivals: readonly { readonly entry: Entry; readonly instead: Entry | undefined }[]): Edited<Entry> {
  const waiting = new Map<Entry | undefined, Entry>();
  for (const { entry, instead } of arrivals) if (instead !== undefined) waiting.set(instead, entry);
  const swap: Swapped<Entry>[] = [];
  const kept = waiting.size === 0 ? entries : entries.map((old) => placed(old));
  const fresh: Entry[] = [];
  // What was to give way may have gone meanwhile.
  for (const { entry, instead } of arrivals) if (instead === undefined || waiting.has(instead)) fresh.push(entry);
  return { entries: kept.concat(fresh), count: arrivals.length, inverse: { ...NO_INVERSE, drop: fresh, swap } };

  function placed(old: Entry): Entry {
    const next = waiting.get(old);
    if (next === undefined) return old;
    waiting.delete(old);
    swap.push({ made: next, entry: old });
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
  const swap: Swapped<Entry>[] = [];
  const changed = entries.map((entry) => {
    if (!keys.has(keyOf(entry))) return entry;
    const next = change(entry);
    if (next === entry) return entry;
    swap.push({ made: next, entry });
    return next;
  });
  return { entries: changed, count: swap.length, inverse: { ...NO_INVERSE, swap } };
}

/** What of the list, as it is after a change, stands beside what that was about. */
export async function besides<Entry>(
  entries: readonly Entry[],
  { restore, swap }: Inverse<Entry>,
  meaningOf: (entry: Entry) => string,
  turns: Turns,
): Promise<readonly Entry[]> {
  if (restore.length + swap.length === 0) return [];
  const meanings = new Set<string>();
  await turns.forEach([...restore, ...swap], ({ entry }) => meanings.add(meaningOf(entry)));
  const made = new Set(swap.map((swapped) => swapped.made));
  const beside: Entry[] = [];
  await turns.forEach(entries, (entry) => {
    if (!made.has(entry) && meanings.has(meaningOf(entry))) beside.push(entry);
  });
  return beside;
}

export interface TakenBack<Entry> {
  readonly entries: readonly Entry[];
  /** Entries that were taken back. */
  readonly count: number;
  /** Keys of those that were not: they have been changed, removed or put there again since, and stay like that. */
  readonly left: readonly string[];
}

/**
 * What was added since stays, and so does whatever somebody has made since of what the change was about. In turns.
 * @param meaningOf what an entry stands for: somebody may have spelled it in another way
 */
export async function takenBack<Entry>(
  entries: readonly Entry[],
  { drop, restore, swap, beside }: Inverse<Entry>,
  { keyOf, meaningOf }: { readonly keyOf: (entry: Entry) => string; readonly meaningOf: (entry: Entry) => string },
  turns: Turns,
): Promise<TakenBack<Entry>> {
  const left = new Set<string>();
  let count = 0;
  const madeBy = new Map<string, { readonly made: Entry; readonly back: Entry | undefined }[]>();
  await turns.forEach(drop, (made) => noted(made, undefined));
  await turns.forEach(swap, ({ made, entry }) => noted(made, entry));
  const twins = new Map(beside.map((entry) => [keyOf(entry), entry]));
  const isBeside = (entry: Entry): boolean => twins.size > 0 && isDeepStrictEqual(twins.get(keyOf(entry)), entry);
  const now = new Set<string>();
  // Asked for by what was swapped alone.
  await turns.forEach(swap.length === 0 ? [] : entries, (entry) => {
    if (!isBeside(entry)) now.add(meaningOf(entry));
  });
  await turns.forEach(swap, ({ made }) => {
    if (!now.has(meaningOf(made))) left.add(keyOf(made));
  });
  const kept: Entry[] = [];
  await turns.forEach(entries, (entry) => kept.push(...backFrom(entry)));
  const there = new Map<string, Entry>();
  await turns.forEach(restore.length === 0 ? [] : kept, (entry) => {
    if (!isBeside(entry)) there.set(meaningOf(entry), entry);
  });
  const result: Entry[] = [];
  let next = 0;
  await turns.forEach(restore, ({ entry, index }) => {
    const again = there.get(meaningOf(entry));
    if (again !== undefined) {
      if (!isDeepStrictEqual(again, entry)) left.add(keyOf(again));
      return;
    }
    count += 1;
    while (result.length < index && next < kept.length) {
      result.push(kept[next] as Entry);
      next += 1;
    }
    result.push(entry);
  });
  for (; next < kept.length; next += 1) result.push(kept[next] as Entry);
  return { entries: result, count, left: [...left] };

  function noted(made: Entry, back: Entry | undefined): void {
    const meaning = meaningOf(made);
    const known = madeBy.get(meaning);
    if (known === undefined) madeBy.set(meaning, [{ made, back }]);
    else known.push({ made, back });
  }

  function backFrom(entry: Entry): readonly Entry[] {
    const known = madeBy.get(meaningOf(entry));
    if (known === undefined) return [entry];
    const step = known.find(({ made }) => isDeepStrictEqual(made, entry));
    if (step === undefined && isBeside(entry)) return [entry];
    // Another may be by the name that it had before.
    const isFree = step?.back === undefined || meaningOf(step.back) === meaningOf(entry) || !now.has(meaningOf(step.back));
    if (step === undefined || !isFree) {
      left.add(keyOf(entry));
      return [entry];
    }
    count += 1;
    return step.back === undefined ? [] : [step.back];
  }
}
