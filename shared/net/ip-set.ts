/**
 * A list of ranges of IP addresses that answers "which entry covers this address?" in well under a microsecond, for lists of
 * a million entries too. A list of which a little has changed is made from the one before: what is gone is marked, and what
 * is new stands in a small tree beside the big one.
 */
import { type IpSpan, readSpan } from './address-range.ts';
import { type IpWords, compareIp, parseIp } from './ip-address.ts';
import { buildIpTree } from './build-ip-tree.ts';
import { type IpTree, isBetter } from './ip-tree.ts';

/** What an entry must have; the rest is its owner's. */
export interface ListedAddress {
  readonly address: string;
  /** An ISO 8601 time, or null for ever. */
  readonly expires: string | null;
}

/** Changes that a list carries beside its tree before it is better built anew: look-ups search both trees. */
const CHANGES = 1000;

interface Part<Entry> {
  readonly tree: IpTree;
  readonly entries: readonly Entry[];
  /** Entries of the part that are in the list no more, by their place. */
  readonly gone: ReadonlySet<number>;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Entries between two chances to pause. */
const SLICE = 4096;

/** Immutable. */
export class IpSet<Entry extends ListedAddress> {
  readonly #main: Part<Entry>;
  readonly #added: Part<Entry> | undefined;

  private constructor(main: Part<Entry>, added: Part<Entry> | undefined) {
    this.#main = main;
    this.#added = added;
  }

  /** Throws RangeError naming an entry that cannot be read. */
  static of<Entry extends ListedAddress>(entries: readonly Entry[]): IpSet<Entry> {
    return finished(IpSet.building(entries));
  }

  /** The same with a chance to pause at every step, for whoever must not be held up. */
  static *building<Entry extends ListedAddress>(entries: readonly Entry[]): Generator<void, IpSet<Entry>, void> {
    return new IpSet(yield* building(entries), undefined);
  }

  /** The most specific entry around an address that has not expired. An address that cannot be read is in no list. */
  find(address: string | IpWords, now: number): Entry | undefined {
    const words = typeof address === 'string' ? parseIp(address) : address;
    if (words === undefined) return undefined;
    const main = this.#main.tree.find(words, now, this.#main.gone);
    const added = this.#added?.tree.find(words, now, this.#added.gone);
    if (added !== undefined && isBetter(added, main)) return this.#added?.entries[added.index];
    return main === undefined ? undefined : this.#main.entries[main.index];
  }

  /** An entry with the very same addresses, however either is written, and expired or not. */
  same(address: string): Entry | undefined {
    const span = readSpan(address);
    if (typeof span === 'string') return undefined;
    for (const part of this.#added === undefined ? [this.#main] : [this.#main, this.#added]) {
      const place = part.tree.locate(span.first, (at) => !part.gone.has(at) && isSameSpan(readSpan(part.entries[at]?.address ?? ''), span));
      if (place !== undefined) return part.entries[place];
    }
    return undefined;
  }

  /**
   * The list without some entries, which are known by identity, and with others.
   * @returns undefined where it has to be built anew: too much has changed, or an entry stood for others like it
   */
  changed(removed: readonly Entry[], added: readonly Entry[]): IpSet<Entry> | undefined {
    const before = this.#added?.entries.filter((_, place) => this.#added?.gone.has(place) !== true) ?? [];
    if (this.#main.gone.size + removed.length + before.length + added.length > CHANGES) return undefined;
    const gone = new Set(this.#main.gone);
    for (const entry of removed) {
      const place = placeIn(this.#main, entry);
      if (place === undefined) continue;
      if (this.#main.tree.standsForOthers(place)) return undefined;
      gone.add(place);
    }
    const left = [...before.filter((entry) => !removed.includes(entry)), ...added];
    return new IpSet({ ...this.#main, gone }, left.length === 0 ? undefined : finished(building(left)));
  }
}

function* building<Entry extends ListedAddress>(entries: readonly Entry[]): Generator<void, Part<Entry>, void> {
  const expires = new Float64Array(entries.length);
  const addresses: string[] = [];
  for (const [place, entry] of entries.entries()) {
    expires[place] = expiryOf(entry);
    addresses.push(entry.address);
    if (place % SLICE === SLICE - 1) yield;
  }
  const tree = yield* buildIpTree(addresses, expires);
  return { tree, entries, gone: NOTHING };
}

/** Milliseconds since 1970; Infinity means never. */
export function expiryOf({ expires }: Pick<ListedAddress, 'expires'>): number {
  return expires === null ? Infinity : Date.parse(expires);
}

function placeIn<Entry extends ListedAddress>({ tree, entries }: Part<Entry>, entry: Entry): number | undefined {
  const span = readSpan(entry.address);
  return typeof span === 'string' ? undefined : tree.locate(span.first, (place) => entries[place] === entry);
}

function isSameSpan(a: IpSpan | string, b: IpSpan): boolean {
  return typeof a !== 'string' && compareIp(a.first, b.first) === 0 && compareIp(a.last, b.last) === 0;
}

function finished<Result>(steps: Generator<void, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
