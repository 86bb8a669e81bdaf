/** Admin service, area `addresses`. Each call changes only the entries it is about; the settings store keeps all others as they are. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AddressList } from '../../shared/net/address-risks.ts';
import { formatIp, parseIp } from '../../shared/net/ip-address.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type AddressSet, addressSet, listsIn } from '../security/address-lists/address-lists.ts';
import { lintInThread } from '../security/address-lists/lint-thread.ts';
import { Turns } from '../settings/turns.ts';
import { askFirst } from './address-facts.ts';
import { addressPage } from './address-pages.ts';
import { readAddressList } from './address-text.ts';
import type { AdminCall } from './context.ts';
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
    await edit(context, list, onTrial, (entries) => {
      refuseTwin(addressSet(entries).same(entry.address), entry);
      return [...entries, entry];
    });
    noteAction(context, `${DONE[list]} ${described(entry)}`);
    return entry;
  }),
  update: implementation.addresses.update.handler(async ({ input: { list, address, entry, confirmed }, context }) => {
    const onTrial = await askFirst(context, list, [entry], confirmed);
    await edit(context, list, onTrial, (entries) => {
      const set = addressSet(entries);
      const old = found(set, address);
      const twin = set.same(entry.address);
      if (twin !== old) refuseTwin(twin, entry);
      return entries.with(entries.indexOf(old), entry);
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
    const fresh = await withoutTwins(read, addressSet(entriesOf(context.admin.settings.current, list)), turns);
    if (fresh.length > 0) await edit(context, list, onTrial, (entries) => [...entries, ...fresh]);
    noteAction(context, `imported ${fresh.length} entries into the ${list} addresses`);
    return { added: fresh.length, alreadyThere: read.length - fresh.length };
  }),
  lint: implementation.addresses.lint.handler(async ({ input: { list }, context: { admin } }) => {
    const lists = listsIn(admin.settings.current);
    const entries = lists[list];
    const { total, found: lints } = await lintInThread(list, entries, lists[list === 'banned' ? 'trusted' : 'banned']);
    return { total, found: lints.map(({ index, ...rest }) => ({ address: entries[index]?.address ?? '', ...rest })) };
  }),
};

const DONE = { banned: 'banned', trusted: 'trusted' } as const satisfies Record<AddressList, string>;

function entriesOf(settings: Settings, list: AddressList): readonly AddressEntry[] {
  return listsIn(settings)[list];
}

/** @param onTrial what is changed could lock its maker out: in a window it goes back by itself unless it is confirmed */
async function edit(
  { admin, caller }: AdminCall,
  list: AddressList,
  onTrial: boolean,
  change: (entries: readonly AddressEntry[]) => AddressEntry[],
): Promise<void> {
  const { revision } = await admin.settings.edit((current) => {
    const id = list === 'banned' ? 'banned-addresses' : 'trusted-addresses';
    const entries = change(entriesOf(current, list));
    return { ...current, security: { ...current.security, [id]: { ...current.security[id], entries } } };
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

function refuseTwin(twin: AddressEntry | undefined, { address }: AddressEntry): void {
  if (twin === undefined) return;
  const as = twin.address === address ? '' : `, as ${twin.address}`;
  throw new Refusal('CONFLICT', 'entry.address', `${address} is in the list already${as}`);
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

/** Without what is in the list already, and without what comes twice. */
async function withoutTwins(entries: readonly AddressEntry[], set: AddressSet, turns: Turns): Promise<AddressEntry[]> {
  const seen = new Set<string>();
  const fresh: AddressEntry[] = [];
  await turns.forEach(entries, (entry) => {
    if (seen.has(entry.address) || set.same(entry.address) !== undefined) return;
    seen.add(entry.address);
    fresh.push(entry);
  });
  return fresh;
}

function described({ address, note, expires }: AddressEntry): string {
  return [address, ...(expires === null ? [] : [`until ${expires}`]), ...(note === '' ? [] : [`(${note})`])].join(' ');
}
