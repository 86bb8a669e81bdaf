/**
 * Entries that come to a list which has the same already, perhaps. One that is over gives way to them: it does nothing any more.
 * Of addresses, one that ends sooner does, too: who bans an address for a day means a day, even if an hour of another ban is left.
 * Nothing is ever shortened by that.
 */
import { LONG } from '../../settings/long-lists.ts';
import type { Turns } from '../../settings/turns.ts';
import { Refusal } from '../errors.ts';
import type { ListKind } from './list-kind.ts';

export interface Arrival<Entry> {
  readonly entry: Entry;
  /** The entry whose place it takes; undefined if it is the first of its kind. */
  readonly instead: Entry | undefined;
  /** What it takes the place of was still in force. */
  readonly lengthens: boolean;
}

/** What an entry becomes in a list that has its twin; undefined if that stays as it is. */
function arrivalBeside<Entry>(kind: ListKind<Entry>, twin: Entry | undefined, entry: Entry, now: number): Arrival<Entry> | undefined {
  if (twin === undefined) return { entry, instead: undefined, lengthens: false };
  if (kind.expiryOf(entry) <= kind.expiryOf(twin)) return undefined;
  if (kind.expiryOf(twin) <= now) return { entry, instead: twin, lengthens: false };
  return kind.lengthened === undefined ? undefined : { entry: kind.lengthened(twin, entry), instead: twin, lengthens: true };
}

/** Throws Refusal CONFLICT if the list has the entry already. */
export function arrivalOf<Entry>(kind: ListKind<Entry>, entries: readonly Entry[], entry: Entry, now: number): Arrival<Entry> {
  const twin = kind.twinIn(entries)(entry);
  const arrival = arrivalBeside(kind, twin, entry, now);
  if (arrival === undefined) throw new Refusal('CONFLICT', `entry.${kind.format.columns[0] ?? ''}`, `is in the list already${detailOf(kind, twin, entry)}`);
  return arrival;
}

/** The same for an entry that is changed: it may have become what another is, or was until that ended. @returns the one that gives way */
export function givesWay<Entry>(kind: ListKind<Entry>, entries: readonly Entry[], old: Entry, entry: Entry, now: number): Entry | undefined {
  const twin = kind.twinIn(entries)(entry);
  if (twin === undefined || twin === old) return undefined;
  if (kind.expiryOf(twin) <= now) return twin;
  throw new Refusal('CONFLICT', `entry.${kind.format.columns[0] ?? ''}`, `is in the list already${detailOf(kind, twin, entry)}`);
}

/** Without what is in the list already. Of what comes twice that counts which ends last, the first of those that end alike. */
export async function arrivalsAmong<Entry>(
  kind: ListKind<Entry>,
  entries: readonly Entry[],
  read: readonly Entry[],
  { turns, now }: { readonly turns: Turns; readonly now: number },
): Promise<Arrival<Entry>[]> {
  const twin = kind.twinIn(entries);
  const lasting = new Map<string, Entry>();
  await turns.forEach(read, (entry) => {
    const key = kind.meaningOf(entry);
    const same = lasting.get(key);
    if (same === undefined || kind.expiryOf(entry) > kind.expiryOf(same)) lasting.set(key, entry);
  });
  const arrivals: Arrival<Entry>[] = [];
  await turns.forEach([...lasting.values()], (entry) => {
    const arrival = arrivalBeside(kind, twin(entry), entry, now);
    if (arrival !== undefined) arrivals.push(arrival);
  });
  // What they are for next is done in one go, and gets a turn of its own.
  if (arrivals.length >= LONG) await turns.next();
  return arrivals;
}

function detailOf<Entry>(kind: ListKind<Entry>, twin: Entry | undefined, entry: Entry): string {
  if (twin === undefined) return '';
  if (kind.mainOf(twin) !== kind.mainOf(entry)) return `, as ${kind.mainOf(twin)}`;
  return kind.expiryOf(twin) > kind.expiryOf(entry) ? ', and for longer' : '';
}
