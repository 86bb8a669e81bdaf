import { beforeEach, expect, it } from 'vitest';
import type { BanRequest } from '../../../main/security/guards/ban-request.ts';
import { HarvestGuard, type HarvestSession } from '../../../main/security/guards/harvest-guard.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FixedSettings } from '../../fakes/fixed-settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const CLIENT = '192.0.2.66';
const TRUSTED = '10.0.0.1';

let clock: ManualClock;
let bans: BanRequest[];
let guard: HarvestGuard;

beforeEach(() => {
  const settings = new FixedSettings();
  settings.change((now) => {
    now.security['address-verification'].maxUnknownRecipients = 3;
  });
  clock = new ManualClock();
  bans = [];
  guard = new HarvestGuard({ settings, clock, exempt: (address) => address === TRUSTED, ban: (request) => bans.push(request) });
});

const tries = (session: HarvestSession, names: string, authenticated = false): string[] =>
  Array.from(names).map((name) => session.unknownRecipient(`${name}@local.test`, authenticated));

it('slows a session past the limit, and past twice the limit closes it and bans the client once', () => {
  const session = guard.session(CLIENT);
  expect(tries(session, 'abcdef')).toEqual(['ok', 'ok', 'ok', 'slow', 'slow', 'slow']);
  clock.advance(9000);
  expect(tries(session, 'gh')).toEqual(['close', 'close']);
  expect(bans).toEqual([
    {
      address: CLIENT,
      source: 'harvest',
      note: `7 recipients that do not exist within 9 seconds, such as ${Array.from('abcdefg')
        .map((name) => `${name}@local.test`)
        .join(', ')}`,
    },
  ]);
});

it('counts a recipient once, however often and in whatever case it is named', () => {
  expect(tries(guard.session(CLIENT), 'aAaAaAaAaA')).toEqual(Array.from({ length: 10 }, () => 'ok'));
});

it('counts a client over its sessions, an IPv6 client by its network', () => {
  const answers = Array.from('abcdefg').map((name, place) => tries(guard.session(`2001:db8::${place + 1}`), name)[0]);
  expect(answers).toEqual(['ok', 'ok', 'ok', 'slow', 'slow', 'slow', 'close']);
  expect(bans.map(({ address }) => address)).toEqual(['2001:db8::/64']);
});

it('forgets what a client did in other sessions long ago, but nothing of an open one', () => {
  const patient = guard.session(CLIENT);
  const answers: string[] = [];
  for (const name of 'abcd') {
    answers.push(...tries(patient, name));
    clock.advance(FIXED_LIMITS.harvestWindowMinutes * 60_000);
  }
  expect(answers).toEqual(['ok', 'ok', 'ok', 'slow']);
  expect(tries(guard.session(CLIENT), 'efg')).toEqual(['ok', 'ok', 'ok']);
});

it('leaves trusted clients and those who have logged in alone', () => {
  expect(new Set(tries(guard.session(TRUSTED), 'abcdefghij'))).toEqual(new Set(['ok']));
  expect(new Set(tries(guard.session(CLIENT), 'abcdefghij', true))).toEqual(new Set(['ok']));
  expect(bans).toEqual([]);
});

it('shows hostile recipients escaped', () => {
  const session = guard.session(CLIENT);
  for (let each = 0; each < 7; each += 1) session.unknownRecipient(`\u202e${each}@local.test`, false);
  expect(bans[0]?.note).toContain('\\u{202e}6@local.test');
});
