/** What the guards have in common: how they ask for a ban, and whom they leave alone. */
import { escapeAndCut } from '../../../shared/text/escape.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';

/** A ban that the server makes by itself. How long it lasts is for the list of bans to say: each one longer than the last. */
export interface BanRequest {
  /** An IPv4 address, or an IPv6 network of 64 bits: an entry as the list of banned addresses takes it. */
  readonly address: string;
  readonly source: 'brute-force' | 'harvest';
  /** The evidence: what was tried, how often, how fast. Escaped, and free of passwords. */
  readonly note: string;
}

export interface GuardServices {
  readonly settings: SettingsSource;
  readonly clock: Clock;
  /** True for addresses that are never counted and never banned: loopback and trusted ones. */
  exempt(address: string): boolean;
  ban(request: BanRequest): void;
}

/**
 * The client as the guards count it: an IPv6 client has a whole network of 64 bits, and takes a new address from it as
 * often as it likes (RFC 4291 section 2.5.1, RFC 8981).
 */
export function clientNetwork(address: string): string {
  const [bare = ''] = address.toLowerCase().split('%');
  if (!bare.includes(':')) return address;
  const [head = '', tail] = bare.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A last group in dotted form counts as two; it is never among the first four.
  const written = before.length + after.length + (bare.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - written }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  // RFC 5952 section 4.2: zeros at the end go into the double colon.
  return `${network.join(':').replace(/(?:(?:^|:)0)+$/, '')}::/64`;
}

/** A name or recipient as evidence keeps it: cut, not yet escaped. A copy, since a slice would keep all of a long line in memory. */
export function evidenceOf(text: string): string {
  return Buffer.from(text.slice(0, FIXED_LIMITS.guardEvidenceCharacters)).toString();
}

/** `anna, bert and 12 more`: each once, escaped. */
export function listed(texts: Iterable<string>): string {
  const all = [...new Set(texts)];
  const shown = all.slice(0, FIXED_LIMITS.guardEvidenceNames).map((text) => escapeAndCut(text, FIXED_LIMITS.guardEvidenceCharacters));
  return all.length > shown.length ? `${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ');
}

/** `40 seconds` or `12 minutes`. */
export function spanOf(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 120 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.round(seconds / 60)} minutes`;
}
