/**
 * By what decisions are found without opening each chunk: keys for the key filter of a chunk (key-filter.ts). Writer and
 * search make them here, so that both mean the same.
 */
import type { CheckId, Verdict } from '../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { domainKey, formatAddress, parseAddress } from '../../shared/mail/address.ts';
import { type AddressRange, parseAddressRange } from '../../shared/net/address-range.ts';
import { headField, headFields, headList, reversePathOf } from './decision-line.ts';
import { foldCase } from './fold-case.ts';

export const sessionKey = (sessionId: string): string => `s:${sessionId}`;
export const traceKey = (traceId: string): string => `t:${traceId}`;
export const remoteKey = (address: string): string => `i:${address}`;

/** What may be written in several ways; the rest is compared as it is, which is far cheaper. */
const SEVERAL_WAYS = /[^\p{ASCII}]|"/u;

/** What an address, a whole domain as `@example.com`, or another name of a login is compared as: case, quotes and the way its domain is written make no difference. */
export function mailText(address: string): string {
  if (!SEVERAL_WAYS.test(address)) return foldCase(address);
  const parsed = parseAddress(address);
  const domain = address.lastIndexOf('@') + 1;
  return foldCase(parsed === undefined ? `${address.slice(0, domain)}${domainKey(address.slice(domain))}`.normalize('NFC') : formatAddress(parsed));
}

export const mailKey = (address: string): string => `a:${mailText(address)}`;

/** `@example.com`; undefined for what has no domain. */
export function domainOf(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  return at < 0 ? undefined : address.slice(at);
}

/** Prefix lengths that have keys of their own: networks as they are handed out, few enough not to swell the filter. */
const PREFIXES = { 4: [24, 16], 6: [64, 48, 32] } as const;
const BITS = { 4: 32n, 6: 128n } as const;

function prefixKey(family: 4 | 6, address: bigint, length: number): string {
  return `p${family}/${length}:${(address >> (BITS[family] - BigInt(length))).toString(16)}`;
}

/** The key of the longest keyed prefix that all addresses of a range share; undefined where the range is wider. */
export function rangeKey({ family, first, last }: AddressRange): string | undefined {
  const length = PREFIXES[family].find((bits) => prefixKey(family, first, bits) === prefixKey(family, last, bits));
  return length === undefined ? undefined : prefixKey(family, first, length);
}

/** A finding by any of its parts; all parts that are asked for make one key, since they must be of one finding. */
export function findingKey(check: CheckId | undefined, verdict: Verdict | undefined, reason: ReasonId | undefined): string {
  return `m:${check ?? ''} ${verdict ?? ''} ${reason ?? ''}`;
}

/** True for a finding by which a decision is found: what settled it, and whatever a check had to say; not "nothing wrong". */
export function isTelling(verdict: string | undefined, place: number): boolean {
  return place === 0 || verdict !== 'pass';
}

/** The keys of the decisions with these heads, each once. */
export function keysOf(heads: readonly string[]): readonly string[] {
  const keys = new Set<string>();
  const remotes = new Set<string>();
  const marks = new Set<string>();
  for (const head of heads) {
    const fields = headFields(head);
    keys.add(sessionKey(headField(fields, 'sessionId')));
    const traceId = headField(fields, 'traceId');
    if (traceId !== '') keys.add(traceKey(traceId));
    remotes.add(headField(fields, 'remoteAddress'));
    for (const address of [headField(fields, 'login'), reversePathOf(fields) ?? '', ...headList(fields, 'recipients')]) addMailKeys(keys, address);
    for (const [place, mark] of headList(fields, 'marks').entries()) if (isTelling(mark.split(' ')[1], place)) marks.add(mark);
  }
  for (const remote of remotes) addRemoteKeys(keys, remote);
  for (const mark of marks) addFindingKeys(keys, mark);
  return [...keys];
}

function addMailKeys(keys: Set<string>, address: string): void {
  if (address === '') return;
  keys.add(mailKey(address));
  const domain = domainOf(address);
  if (domain !== undefined) keys.add(mailKey(domain));
}

function addRemoteKeys(keys: Set<string>, remote: string): void {
  keys.add(remoteKey(remote));
  const range = parseAddressRange(remote);
  if (range !== undefined) for (const length of PREFIXES[range.family]) keys.add(prefixKey(range.family, range.first, length));
}

/** One for each choice of parts. */
function addFindingKeys(keys: Set<string>, mark: string): void {
  const [check = '', verdict = '', reason = ''] = mark.split(' ');
  for (const c of ['', check]) for (const v of ['', verdict]) for (const r of ['', reason]) keys.add(`m:${c} ${v} ${r}`);
}
