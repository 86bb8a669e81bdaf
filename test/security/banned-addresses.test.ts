/** The option, the lists of the settings behind it, and the bans that the server makes by itself. */
import { describe, expect, it } from 'vitest';
import { addressListsOf } from '../../main/security/address-lists/address-lists.ts';
import { AutomaticBans } from '../../main/security/address-lists/automatic-bans.ts';
import { bannedAddresses } from '../../main/security/options/banned-addresses.ts';
import type { BanRow } from '../../main/store/mail-store.ts';
import { defaultSettings, settingsSchema } from '../../shared/settings/settings.ts';
import { fakeLookups } from '../fakes/fake-lookups.ts';

const NOW = Date.UTC(2026, 10, 24);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function verdictOn(remoteAddress: string, entries: readonly { address: string; note?: string; expires?: string }[]): string {
  const settings = settingsSchema.parse({ security: { 'banned-addresses': { entries } } });
  const lookups = fakeLookups({ addressLists: addressListsOf(settings) });
  const answer = bannedAddresses.connect?.({ protocol: 'smtp', remoteAddress }, { settings, lookups, now: NOW, signal: new AbortController().signal });
  if (answer === undefined || 'skip' in answer) throw new Error('no finding');
  return [answer.verdict, answer.reason, answer.entry ?? '', answer.detail ?? ''].join(' ').trim();
}

describe('a client', () => {
  it.each([
    ['192.0.2.5', '192.0.2.5', true],
    ['192.0.2.5', '192.0.2.6', false],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.10-192.0.2.20', '192.0.2.20', true],
    ['192.0.2.10-192.0.2.20', '192.0.2.21', false],
    ['10.1.*.*', '10.1.255.3', true],
    ['10.1.*.*', '10.2.0.1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:DB8:0:0::1', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::ffff:192.0.2.5', '192.0.2.5', true],
    ['::ffff:10.0.0.0/104', '10.9.9.9', true],
  ])('the entry %s and the client %s: %s', (address, client, banned) => {
    expect(verdictOn(client, [{ address }])).toBe(banned ? `disconnect address-banned ${address} manual` : 'pass nothing-wrong');
  });

  it('is told apart by the narrowest entry, with its note; an entry that has expired counts no more', () => {
    const entries = [
      { address: '192.0.2.0/24', note: 'the network' },
      { address: '192.0.2.5', note: 'the host' },
      { address: '192.0.2.6', note: 'over', expires: '2026-11-23T00:00:00Z' },
    ];
    expect(verdictOn('192.0.2.5', entries)).toBe('disconnect address-banned 192.0.2.5 manual: the host');
    expect(verdictOn('192.0.2.6', entries)).toBe('disconnect address-banned 192.0.2.0/24 manual: the network');
  });
});

it.each(['300.1.1.1', '10.0.0.0/33', '1.2.3', '10.0.0.9-10.0.0.1', '2001:db8::/129', 'fe80::1%eth0', '', 'example.com', '10.*.1.*x'])(
  '%j is no entry',
  (address) => {
    const result = settingsSchema.safeParse({ security: { 'banned-addresses': { entries: [{ address }] } } });
    expect(result.error?.issues[0]?.path).toEqual(['security', 'banned-addresses', 'entries', 0, 'address']);
  },
);

describe('bans that the server makes', () => {
  function bans(kept: readonly BanRow[] = []): { bans: AutomaticBans; store: Map<string, BanRow> } {
    const store = new Map<string, BanRow>();
    const keeper = {
      put: async (ban: BanRow) => void store.set(ban.address, ban),
      remove: async (address: string) => void store.delete(address),
      forget: async () => undefined,
    };
    return { bans: new AutomaticBans(keeper, kept, NOW, () => undefined), store };
  }
  const guess = { source: 'brute-force', note: 'evidence', minutes: 60 } as const;

  it('last four times as long each time, up to 30 days, and are forgotten after 30 quiet days', () => {
    const { bans: automatic } = bans();
    let now = NOW;
    const lengths: number[] = [];
    for (let strike = 0; strike < 7; strike += 1) {
      const ban = automatic.ban({ ...guess, address: '192.0.2.1' }, now);
      lengths.push(((ban?.expires ?? 0) - now) / MINUTE);
      now = (ban?.expires ?? 0) + 1;
    }
    expect(lengths).toEqual([60, 240, 960, 3840, 15_360, 43_200, 43_200]);
    expect(automatic.ban({ ...guess, address: '192.0.2.1' }, now + 31 * DAY)?.strikes).toBe(1);
  });

  it('do not grow while they last, end, and can be lifted', () => {
    const { bans: automatic, store } = bans();
    const ban = automatic.ban({ ...guess, address: '192.0.2.1' }, NOW);
    expect(automatic.ban({ ...guess, address: '192.0.2.1' }, NOW + MINUTE)).toBe(ban);
    expect(automatic.find('192.0.2.1', NOW + 59 * MINUTE)).toBe(ban);
    expect(automatic.find('192.0.2.1', NOW + 60 * MINUTE)).toBeUndefined();
    automatic.ban({ ...guess, address: '192.0.2.2' }, NOW);
    expect(automatic.unban('192.0.2.2', NOW)).toBe(true);
    expect(automatic.find('192.0.2.2', NOW)).toBeUndefined();
    expect([...store.keys()]).toEqual(['192.0.2.1']);
  });

  it('cover the whole network of an IPv6 client, which has its addresses by the billion', () => {
    const { bans: automatic } = bans();
    automatic.ban({ ...guess, address: '2001:db8:0:7::/64' }, NOW);
    expect(automatic.find('2001:db8:0:7::99', NOW)?.address).toBe('2001:db8:0:7::/64');
    expect(automatic.find('2001:db8:0:8::99', NOW)).toBeUndefined();
  });

  it('go on after a restart', () => {
    const kept: BanRow = { address: '192.0.2.1', source: 'harvest', note: 'n', at: NOW - MINUTE, expires: NOW + MINUTE, strikes: 2 };
    const { bans: automatic } = bans([kept]);
    expect(automatic.find('192.0.2.1', NOW)).toEqual(kept);
    expect(automatic.ban({ ...guess, address: '192.0.2.1' }, NOW + 2 * MINUTE)?.strikes).toBe(3);
  });
});

it('nobody is banned on a fresh server', () => {
  expect(defaultSettings().security['banned-addresses'].entries).toEqual([]);
});
