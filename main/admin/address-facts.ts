/** What is known of addresses that somebody would miss: for asking before a dangerous entry is saved. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { type AddressList, named, type RiskFacts, type RiskFound, risksOf } from '../../shared/net/address-risks.ts';
import { IpSet } from '../../shared/net/ip-set.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import { EVIDENCE, isOnTrial } from '../../shared/settings/risks.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { isLoopback } from '../client-address.ts';
import { listsIn } from '../security/address-lists/address-lists.ts';
import { Turns } from '../settings/turns.ts';
import type { AdminCall } from './context.ts';
import { Refusal } from './errors.ts';
import { effectOfTrusting } from './trust-effect.ts';

/**
 * Throws Refusal NEEDS_CONFIRMATION naming each risk of the entries, unless whoever asks has been asked. Entries that are in the
 * list already, with other notes perhaps, are none.
 * @returns whether the entries could lock that person out
 */
export async function askFirst(call: AdminCall, list: AddressList, entries: readonly AddressEntry[], confirmed = false): Promise<boolean> {
  const fresh = await newEntries(entries, listsIn(call.admin.settings.current)[list]);
  if (fresh.length === 0) return false;
  const risks = await risksOfEntries(call, list, fresh, confirmed);
  if (!confirmed) refuseRisks(risks);
  return risks.some(({ field }) => isOnTrial(field));
}

/** Throws Refusal NEEDS_CONFIRMATION if there are any. */
export function refuseRisks([first, ...more]: readonly Problem[]): void {
  if (first !== undefined) throw new Refusal('NEEDS_CONFIRMATION', first.field, first.message, more, first.facts);
}

/** @param confirmed what recent traffic says about it need not be found out any more */
async function risksOfEntries(call: AdminCall, list: AddressList, entries: readonly AddressEntry[], confirmed: boolean): Promise<readonly Problem[]> {
  const { admin, caller, callerAddress } = call;
  const now = Date.now();
  const facts: RiskFacts = {
    ownAddresses: ownAddresses(),
    smartHostAddresses: list === 'banned' ? await addressesOf(admin.settings.current.delivery.smartHost?.host) : [],
    administrator: callerAddress === undefined || isLoopback(callerAddress) ? undefined : callerAddress,
    recentLogins: admin.recentLogins.since(now).keys(),
    // A command line is typed whole, and says what it means.
    everyTrust: caller === 'console',
  };
  const set = await new Turns().finish(IpSet.building(entries));
  const risks = risksOf(list, entries, facts, now, set);
  const effect = list === 'trusted' && risks.length > 0 && !confirmed ? await effectOfTrusting(admin, set, now) : undefined;
  const ban = list === 'banned' && risks.length > 0 ? banFacts(entries) : undefined;
  return risks.map((risk) => problemOf(risk, effect, ban));
}

/** What is banned and until when, for the question; no time where the entries differ in it, an empty one for good. */
function banFacts(entries: readonly AddressEntry[]): Problem['facts'] {
  const [expires, ...others] = new Set(entries.map((entry) => entry.expires ?? ''));
  return { banned: named(entries.map(({ address }) => address)), ...(expires === undefined || others.length > 0 ? {} : { until: expires }) };
}

/**
 * @param effect what recent traffic says about the entries
 * @param ban what the question is about, where that is a ban
 */
function problemOf({ risk, message, addresses }: RiskFound, effect: Problem['facts'], ban: Problem['facts']): Problem {
  if (addresses === undefined) return { field: risk, message, ...(ban === undefined ? {} : { facts: ban }) };
  const count = effect?.['count'];
  const evidence = typeof count === 'number' ? ` ${EVIDENCE['came-from-there'](count)}` : '';
  return { field: risk, message: `${message}${evidence}`, facts: { addresses, ...effect } };
}

/** The risks of the entries of both lists that a change of the settings brings in. */
export async function risksOfNewEntries(call: AdminCall, next: Settings, before: Settings, confirmed: boolean): Promise<readonly Problem[]> {
  const [lists, old] = [listsIn(next), listsIn(before)];
  const found: Problem[] = [];
  for (const list of ['banned', 'trusted'] as const) {
    const fresh = await newEntries(lists[list], old[list]);
    if (fresh.length > 0) found.push(...(await risksOfEntries(call, list, fresh, confirmed)));
  }
  return found;
}

async function newEntries(entries: readonly AddressEntry[], before: readonly AddressEntry[]): Promise<readonly AddressEntry[]> {
  if (entries === before) return [];
  if (before.length === 0) return entries;
  const turns = new Turns();
  // No text is made for entries that nobody asks about: to add one to 100,000 costs no more than to look at each.
  const asked = new Set<string>();
  await turns.forEach(entries, ({ address }) => asked.add(address));
  const known = new Set<string>();
  await turns.forEach(before, (entry) => {
    if (asked.has(entry.address)) known.add(keyOf(entry));
  });
  const fresh: AddressEntry[] = [];
  await turns.forEach(entries, (entry) => {
    if (!known.has(keyOf(entry))) fresh.push(entry);
  });
  return fresh;
}

/** A ban that lasts longer than before is a new one; another note is not. */
function keyOf({ address, expires }: AddressEntry): string {
  return `${address} ${expires ?? ''}`;
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.map(({ address }) => address.replace(/%.*$/, '')).filter((address) => !isLoopback(address));
}

/** Of a host; none if its name cannot be looked up just now, since that must not keep anybody from banning. */
async function addressesOf(host: string | undefined): Promise<readonly string[]> {
  if (host === undefined) return [];
  if (isIP(host) !== 0) return [host];
  const stop = new AbortController();
  const tooLate = sleep(FIXED_LIMITS.smartHostLookupSeconds * 1000, [], { signal: stop.signal, ref: false }).catch(() => []);
  const found = lookup(host, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  try {
    return await Promise.race([found, tooLate]);
  } finally {
    stop.abort();
  }
}
