/** Does what windows ask of a list. Each call changes only the entries it is about; the settings store keeps all others as they are. */
import type { EntryQuery, EntryRow, EntrySelection } from '../../../shared/admin-api/entries.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { readEntries } from '../../../shared/lists/read-entries.ts';
import { type ListFileFormat, entryLine, headLine } from '../../../shared/lists/write-entries.ts';
import type { AddressEntry } from '../../../shared/settings/security/address-entry.ts';
import { Turns } from '../../settings/turns.ts';
import { askFirst } from '../address-facts.ts';
import type { AdminCall, AdminContext } from '../context.ts';
import { Refusal } from '../errors.ts';
import { noteAction } from '../procedures.ts';
import { arrivalOf, arrivalsAmong, givesWay } from './arrivals.ts';
import { type Automatic, automaticAddress, banAsEntry, findItems, keyOfItem } from './entry-pages.ts';
import { type Edited, type Inverse, NO_INVERSE, arrived, besides, replaced, takenBack, without } from './list-edits.ts';
import { LIST_KINDS, type ListKind, entriesByKey } from './list-kind.ts';

interface Changed {
  readonly count: number;
  readonly undo: string;
  readonly revision?: number;
}

interface EditTerms {
  /** It could lock its maker out: in a window it goes back by itself unless it is confirmed. */
  readonly onTrial?: boolean;
  /** Automatic bans that end with it: taken back, they are entries of the list. */
  readonly ended?: readonly AddressEntry[];
}

/** The editor of one list. */
export class ListEditor<Entry> {
  readonly #kind: ListKind<Entry>;
  readonly #automatic: (admin: AdminContext) => Automatic<Entry>;
  readonly #asAddress: (entry: Entry) => AddressEntry | undefined;

  /**
   * @param automatic what is listed beside the settings
   * @param asAddress the entry as one of an address list, for asking about what it may do; undefined in other lists
   */
  constructor(
    kind: ListKind<Entry>,
    automatic: (admin: AdminContext) => Automatic<Entry> = () => [],
    asAddress: (entry: Entry) => AddressEntry | undefined = () => undefined,
  ) {
    this.#kind = kind;
    this.#automatic = automatic;
    this.#asAddress = asAddress;
  }

  async list(admin: AdminContext, query: EntryQuery & { offset: number; limit: number }): Promise<{ total: number; all: number; rows: EntryRow<Entry>[] }> {
    return await admin.lists.pages.page(this.#kind, this.#automatic(admin), admin, query);
  }

  async add(call: AdminCall, entry: Entry, confirmed: boolean): Promise<Changed & { readonly lengthened: boolean }> {
    const onTrial = await this.#ask(call, [entry], confirmed);
    let lengthened = false;
    const changed = await this.#edit(call, { onTrial }, (entries) => {
      const arrival = arrivalOf(this.#kind, entries, entry, Date.now());
      lengthened = arrival.lengthens;
      return arrived(entries, [arrival]);
    });
    noteAction(call, lengthened ? `lengthened ${this.#described(entry)} in ${this.#kind.id}` : `added ${this.#described(entry)} to ${this.#kind.id}`);
    return { ...changed, lengthened };
  }

  async update(call: AdminCall, key: string, entry: Entry, confirmed: boolean): Promise<Changed> {
    const onTrial = await this.#ask(call, [entry], confirmed);
    const changed = await this.#edit(call, { onTrial }, (entries) => {
      const old = entriesByKey(entries, this.#kind.keyOf).get(key);
      if (old === undefined) throw new Refusal('NOT_FOUND', 'key', 'this entry is not in the list any more');
      const over = givesWay(this.#kind, entries, old, entry, Date.now());
      const left = over === undefined ? entries : entries.filter((other) => other !== over);
      const edited = replaced(left, new Set([key]), this.#kind.keyOf, () => entry);
      return over === undefined ? edited : { ...edited, inverse: { ...edited.inverse, restore: [{ entry: over, index: entries.indexOf(over) }] } };
    });
    noteAction(call, `changed ${key} in ${this.#kind.id}: ${this.#described(entry)}`);
    return changed;
  }

  async remove(call: AdminCall, selection: EntrySelection): Promise<Changed> {
    const keys = await this.#keysOf(call, selection);
    const addresses = new Set([...keys].map(automaticAddress).filter((address) => address !== undefined));
    const bans = call.admin.addressLists.automaticBans().filter(({ address }) => addresses.has(address));
    const ended = bans.filter(({ address }) => call.admin.addressLists.unban(address)).map(banAsEntry);
    const makeWithout = (entries: readonly Entry[]): Edited<Entry> => {
      const edited = without(entries, keys, this.#kind.keyOf);
      if (edited.count + ended.length === 0) throw new Refusal('NOT_FOUND', 'selection', 'none of these entries is in the list any more');
      return edited;
    };
    // Bans that the server has made are not in the settings: to end them alone is no change of these.
    const isOfSettings = addresses.size < keys.size || ended.length === 0;
    const changed: Changed = isOfSettings ? await this.#edit(call, { ended }, makeWithout) : { count: 0, undo: this.#remember(call, NO_INVERSE, ended) };
    noteAction(call, `removed ${this.#namedKeys(keys)} from ${this.#kind.id}`);
    return { ...changed, count: changed.count + ended.length };
  }

  async enable(call: AdminCall, selection: EntrySelection, enabled: boolean): Promise<Changed> {
    const { switched } = this.#kind;
    if (switched === undefined) throw new Refusal('INVALID', 'enabled', 'an address cannot be switched off: remove it, or let it expire');
    const keys = await this.#keysOf(call, selection);
    const changed = await this.#edit(call, {}, (entries) => replaced(entries, keys, this.#kind.keyOf, (entry) => switched(entry, enabled)));
    noteAction(call, `switched ${enabled ? 'on' : 'off'} ${this.#namedKeys(keys)} in ${this.#kind.id}`);
    return changed;
  }

  async import(
    call: AdminCall,
    { text, skipUnreadable, confirmed }: { text: string; skipUnreadable: boolean; confirmed: boolean },
  ): Promise<{ added: number; lengthened: number; alreadyThere: number; unreadable: number; undo: string; revision?: number }> {
    const turns = new Turns();
    const { entries: read, problems, unreadable } = await turns.finish(readEntries(text, this.#kind.format));
    const [first, ...more] = problems;
    if (first !== undefined && !skipUnreadable) throw new Refusal('INVALID', first.field, first.message, more);
    const onTrial = await this.#ask(call, read, confirmed);
    const arrivals = await arrivalsAmong(this.#kind, this.#kind.entriesIn(call.admin.settings.current), read, { turns, now: Date.now() });
    const { count: _count, ...changed } = await this.#edit(call, { onTrial }, (entries) => arrived(entries, arrivals));
    const lengthened = arrivals.filter(({ lengthens }) => lengthens).length;
    noteAction(call, `imported ${arrivals.length} entries into ${this.#kind.id}`);
    return { added: arrivals.length - lengthened, lengthened, alreadyThere: read.length - arrivals.length, unreadable, ...changed };
  }

  export(admin: AdminContext, as: ListFileFormat, from: number): { text: string; next: number | null } {
    const { format } = this.#kind;
    const entries = this.#kind.entriesIn(admin.settings.current);
    const to = from + FIXED_LIMITS.exportedEntries;
    const head = from === 0 ? headLine(format, as) : '';
    const lines = entries.slice(from, to).map((entry) => entryLine(entry, format, as));
    return { text: head + lines.join(''), next: to < entries.length ? to : null };
  }

  /** What was there before may be as risky as if it were new, and is asked about alike. */
  async undo(call: AdminCall, name: string, confirmed: boolean): Promise<{ count: number }> {
    const { undos } = call.admin.lists;
    const kept = undos.get<Entry>(name, this.#kind.id);
    const back = kept === undefined ? [] : [...kept.inverse.restore, ...kept.inverse.swap].map(({ entry }) => entry);
    await this.#ask(call, back, confirmed);
    if (kept === undefined || !undos.use(name)) {
      throw new Refusal('NOT_FOUND', 'undo', 'this change is too long ago to be taken back here; the settings history has the list as it was');
    }
    const { inverse, revision } = kept;
    let count = 0;
    let left: readonly string[] = [];
    try {
      await this.#save(call, async (entries) => {
        const back = await takenBack(entries, inverse, this.#kind, new Turns());
        ({ count, left } = back);
        return back.count === 0 ? entries : back.entries;
      });
    } catch (error) {
      // Nothing was taken back: it still can be.
      undos.putBack(name, this.#kind.id, kept);
      throw error;
    }
    if (revision !== undefined && left.length === 0) call.admin.trial.undone(revision);
    noteAction(call, `took back a change of ${count} entries of ${this.#kind.id}`);
    if (left.length > 0) throw new Refusal('CHANGED_ELSEWHERE', 'undo', leftAlone(left, count), [], { undone: count });
    return { count };
  }

  async #edit(call: AdminCall, { onTrial = false, ended = [] }: EditTerms, make: (entries: readonly Entry[]) => Edited<Entry>): Promise<Changed> {
    let inverse: Inverse<Entry> = NO_INVERSE;
    let count = 0;
    const revision = await this.#save(call, async (entries) => {
      const edited = make(entries);
      inverse = { ...edited.inverse, beside: await besides(edited.entries, edited.inverse, this.#kind.meaningOf, new Turns()) };
      ({ count } = edited);
      return edited.count === 0 ? entries : edited.entries;
    });
    if (onTrial && count > 0 && call.caller === 'console') call.admin.trial.begin(revision);
    return { count, undo: this.#remember(call, inverse, ended, revision), ...(count > 0 ? { revision } : {}) };
  }

  #remember({ admin }: AdminCall, inverse: Inverse<Entry>, ended: readonly AddressEntry[], revision?: number): string {
    const bans = ended
      .map((ban) => this.#kind.format.schema.safeParse(ban))
      .flatMap(({ data }) => (data === undefined ? [] : [{ entry: data, index: Infinity }]));
    return admin.lists.undos.keep(this.#kind.id, { ...inverse, restore: [...inverse.restore, ...bans] }, revision);
  }

  /** @returns the revision of the settings */
  async #save({ admin, caller }: AdminCall, make: (entries: readonly Entry[]) => Promise<readonly Entry[]>): Promise<number> {
    const { revision } = await admin.settings.edit(async (current) => {
      const entries = this.#kind.entriesIn(current);
      const next = await make(entries);
      return next === entries ? current : this.#kind.withEntries(current, next);
    }, caller);
    return revision;
  }

  /** @returns whether the entries could lock their maker out */
  async #ask(call: AdminCall, entries: readonly Entry[], confirmed: boolean): Promise<boolean> {
    const { addresses } = this.#kind;
    if (addresses === undefined) return false;
    const asked: AddressEntry[] = [];
    await new Turns().forEach(entries, (entry) => {
      const address = this.#asAddress(entry);
      if (address !== undefined) asked.push(address);
    });
    return await askFirst(call, addresses, asked, confirmed);
  }

  async #keysOf({ admin }: AdminCall, selection: EntrySelection): Promise<ReadonlySet<string>> {
    if ('keys' in selection) return new Set(selection.keys);
    const kind = this.#kind;
    const query = { ...selection.all, sort: 'list', descending: false } as const;
    const { items } = await findItems(kind, this.#automatic(admin), kind.entriesIn(admin.settings.current), admin.hits.of(kind.id), query, Date.now());
    const except = new Set(selection.except);
    return new Set(items.map((item) => keyOfItem(item, kind)).filter((key) => !except.has(key)));
  }

  #described(entry: Entry): string {
    const note = this.#kind.noteOf(entry);
    return note === '' ? this.#kind.mainOf(entry) : `${this.#kind.mainOf(entry)} (${note})`;
  }

  #namedKeys(keys: ReadonlySet<string>): string {
    const shown = [...keys].slice(0, FIXED_LIMITS.shownListChanges).join(', ');
    return keys.size > FIXED_LIMITS.shownListChanges ? `${shown}, … (${keys.size} entries)` : shown;
  }
}

/** Why a change was not taken back, or not all of it. */
function leftAlone(left: readonly string[], count: number): string {
  const shown = left.slice(0, FIXED_LIMITS.shownListChanges).join(', ');
  const named = left.length > FIXED_LIMITS.shownListChanges ? `${shown}, … (${left.length} entries)` : shown;
  return count === 0 ? `changed again since, and left as it is: ${named}` : `all else was taken back; changed again since, and left as it is: ${named}`;
}

const bansOf = (admin: AdminContext): Automatic<AddressEntry> =>
  admin.addressLists.automaticBans().map((ban) => ({ entry: banAsEntry(ban), source: ban.source }));

export const LIST_EDITORS = {
  filters: new ListEditor(LIST_KINDS.filters),
  'attachment-filters': new ListEditor(LIST_KINDS['attachment-filters']),
  'banned-addresses': new ListEditor(LIST_KINDS['banned-addresses'], bansOf, (entry) => entry),
  'trusted-addresses': new ListEditor(LIST_KINDS['trusted-addresses'], undefined, (entry) => entry),
};
