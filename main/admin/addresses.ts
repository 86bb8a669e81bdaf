/** Admin service, area `addresses`. Each call changes only the entries it is about; the settings store keeps all others as they are. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AddressList } from '../../shared/net/address-risks.ts';
import { formatIp, parseIp } from '../../shared/net/ip-address.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type AddressSet, addressSet, listsIn } from '../security/address-lists/address-lists.ts';
import { lintList } from '../security/address-lists/lint-list.ts';
import { Turns } from '../settings/turns.ts';
import { askFirst } from './address-facts.ts';
import { addressPage } from './address-pages.ts';
import { readAddressList } from './address-text.ts';
import type { AdminCall } from './context.ts';
import { arrivalOf, arrivalsAmong, givesWay } from './entries/arrivals.ts';
import { arrived } from './entries/list-edits.ts';
import { LIST_KINDS, type ListKind } from './entries/list-kind.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';

export const addresses = {
  list: implementation.addresses.list.handler(
    async ({ input, context: { admin } }) =>
      await addressPage(
        input,
        input.list === 'banned' ? admin.addressLists.automaticBans() : [],
        entriesOf(admin.settings.current, input.list),
        admin.hits.of(input.list === 'banned' ? 'banned-addresses' : 'trusted-addresses'),
      ),
  ),
  add: implementation.addresses.add.handler(async ({ input: { list, entry, confirmed }, context }) => {
    const onTrial = await askFirst(context, list, [entry], confirmed);
    let lengthened = false;
    await edit(context, list, onTrial, (entries) => {
      const arrival = naming(entry, () => arrivalOf(kindOf(list), entries, entry, Date.now()));
      lengthened = arrival.lengthens;
      return arrived(entries, [arrival]).entries;
    });
    noteAction(context, `${DONE[list]} ${described(entry)}${lengthened ? ', for longer than before' : ''}`);
    return { ...entry, lengthened };
  }),
  update: implementation.addresses.update.handler(async ({ input: { list, address, entry, confirmed }, context }) => {
    const onTrial = await askFirst(context, list, [entry], confirmed);
    await edit(context, list, onTrial, (entries) => {
      const old = found(addressSet(entries), address);
      const over = naming(entry, () => givesWay(kindOf(list), entries, old, entry, Date.now()));
      return entries.with(entries.indexOf(old), entry).filter((other) => other !== over);
    });
    noteAction(context, `changed the entry ${address} of the ${list} addresses: ${described(entry)}`);
    return entry;
  }),
  remove: implementation.addresses.remove.handler(async ({ input: { list, addresses: gone }, context }) => {
    const count = await remove(context, list, gone);
    noteAction(
      context,
      `removed ${gone.slice(0, FIXED_LIMITS.shownListChanges).join(', ')}${gone.length > FIXED_LIMITS.shownListChanges ? ', …' : ''} from the ${list} addresses`,
    );
    return { count };
  }),
  import: implementation.addresses.import.handler(async ({ input: { list, text, confirmed }, context }) => {
    const turns = new Turns();
    const { entries: read, problems } = await readAddressList(text, turns);
    const [first, ...more] = problems;
    if (first !== undefined) throw new Refusal('INVALID', first.field, first.message, more);
    const onTrial = await askFirst(context, list, read, confirmed);
    const kind = kindOf(list);
    const arrivals = await arrivalsAmong(kind, entriesOf(context.admin.settings.current, list), read, { turns, now: Date.now() });
    if (arrivals.length > 0) await edit(context, list, onTrial, (entries) => arrived(entries, arrivals).entries);
    noteAction(context, `imported ${arrivals.length} entries into the ${list} addresses`);
    return { added: arrivals.length, alreadyThere: read.length - arrivals.length };
  }),
  lint: implementation.addresses.lint.handler(async ({ input: { list }, context: { admin } }) => {
    const lists = listsIn(admin.settings.current);
    const entries = lists[list];
    const { total, found: lints } = await lintList(list, entries, lists[list === 'banned' ? 'trusted' : 'banned']);
    return { total, found: lints.map(({ index, ...rest }) => ({ address: entries[index]?.address ?? '', ...rest })) };
  }),
};

const DONE = { banned: 'banned', trusted: 'trusted' } as const satisfies Record<AddressList, string>;

function kindOf(list: AddressList): ListKind<AddressEntry> {
  return LIST_KINDS[list === 'banned' ? 'banned-addresses' : 'trusted-addresses'];
}

function entriesOf(settings: Settings, list: AddressList): readonly AddressEntry[] {
  return listsIn(settings)[list];
}

/** @param onTrial what is changed could lock its maker out: in a window it goes back by itself unless it is confirmed */
async function edit(
  { admin, caller }: AdminCall,
  list: AddressList,
  onTrial: boolean,
  change: (entries: readonly AddressEntry[]) => readonly AddressEntry[],
): Promise<void> {
  const { revision } = await admin.settings.edit((current) => {
    return kindOf(list).withEntries(current, change(entriesOf(current, list)));
  }, caller);
  if (onTrial && caller === 'console') admin.trial.begin(revision);
}

/** The entry of these addresses. Throws Refusal NOT_FOUND, naming the wider entry that covers them, if there is one. */
function found(set: AddressSet, address: string): AddressEntry {
  const entry = set.same(address);
  if (entry !== undefined) return entry;
  const wider = set.find(address, Date.now());
  const hint = wider === undefined ? '' : `; ${wider.address} covers it`;
  throw new Refusal('NOT_FOUND', 'address', `${address} is not in the list${hint}`);
}

/** A refusal of an entry, with its address: whoever hears it may have no field that it stands at. */
function naming<Result>({ address }: AddressEntry, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, 'entry.address', `${address} ${error.message}`);
    throw error;
  }
}

async function remove(call: AdminCall, list: AddressList, gone: readonly string[]): Promise<number> {
  const { addressLists } = call.admin;
  const automatic = list === 'banned' ? new Set(addressLists.automaticBans().map(({ address }) => address)) : new Set<string>();
  const isAutomatic = (address: string): boolean => automatic.has(canonical(address));
  let removed = 0;
  const inSettings = (entries: readonly AddressEntry[]): Set<AddressEntry> => {
    const set = addressSet(entries);
    return new Set(gone.flatMap((address) => (isAutomatic(address) && set.same(address) === undefined ? [] : [found(set, address)])));
  };
  if (inSettings(entriesOf(call.admin.settings.current, list)).size > 0) {
    await edit(call, list, false, (entries) => {
      const going = inSettings(entries);
      // Twins go together: who removes an address means that it is gone.
      const texts = new Set([...going].map(({ address }) => address));
      const left = entries.filter((entry) => !going.has(entry) && !texts.has(entry.address));
      removed = entries.length - left.length;
      return left;
    });
  }
  return removed + gone.filter((address) => isAutomatic(address) && addressLists.unban(address)).length;
}

function canonical(address: string): string {
  const words = parseIp(address);
  return words === undefined ? address : formatIp(words);
}

function described({ address, note, expires }: AddressEntry): string {
  return [address, ...(expires === null ? [] : [`until ${expires}`]), ...(note === '' ? [] : [`(${note})`])].join(' ');
}
