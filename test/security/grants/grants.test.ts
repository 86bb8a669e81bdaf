import { beforeEach, expect, it } from 'vitest';
import { PopGrants } from '../../../main/security/grants/grants.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { FixedSettings } from '../../fakes/fixed-settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const MINUTE = 60_000;
const ANNA = { id: 1, address: 'anna@local.test' };
const BERT = { id: 2, address: 'bert@local.test' };
const HOME = '192.0.2.1';
const OFFICE = '2001:db8::1';

let settings: FixedSettings;
let clock: ManualClock;
let grants: PopGrants;
let told: number;

const set = (enabled: boolean, minutes = 5): void =>
  settings.change((now) => {
    now.security['smtp-after-pop'] = { enabled, minutes };
  });
const logIn = (address: string, account: typeof ANNA): void => grants.loggedIn(address, account, clock.now());
const holders = (address: string): string[] => grants.holders(address, clock.now()).map((account) => account.address);

beforeEach(() => {
  settings = new FixedSettings();
  clock = new ManualClock();
  grants = new PopGrants(settings, clock);
  set(true);
  told = 0;
  grants.onChange(() => {
    told += 1;
  });
});

it('a grant lives until so many minutes after the last login', () => {
  logIn(HOME, ANNA);
  clock.advance(4 * MINUTE);
  logIn(HOME, ANNA);
  clock.advance(5 * MINUTE - 1);
  expect(holders(HOME)).toEqual(['anna@local.test']);
  expect(grants.list(clock.now())).toEqual([{ address: HOME, account: ANNA, timeLeft: 1, messages: 0 }]);
  clock.advance(1);
  expect(holders(HOME)).toEqual([]);
  expect(grants.list(clock.now())).toEqual([]);
});

it('several accounts on one address have an end each; the address loses its grant with the last', () => {
  logIn(HOME, ANNA);
  clock.advance(3 * MINUTE);
  logIn(HOME, BERT);
  clock.advance(2 * MINUTE);
  expect(holders(HOME)).toEqual(['bert@local.test']);
  expect(grants.list(clock.now()).map(({ account }) => account.id)).toEqual([2]);
  clock.advance(3 * MINUTE);
  expect(holders(HOME)).toEqual([]);
});

it('a grant is for one full address: neither another one nor the rest of an IPv6 network has it', () => {
  logIn(OFFICE, ANNA);
  expect(holders(OFFICE)).toEqual(['anna@local.test']);
  for (const other of ['2001:db8::2', HOME, '']) expect(holders(other)).toEqual([]);
});

it('switched off there are no grants, none begin, and none come back', () => {
  logIn(HOME, ANNA);
  set(false);
  expect(holders(HOME)).toEqual([]);
  logIn(HOME, BERT);
  set(true);
  expect(holders(HOME)).toEqual([]);
  expect(grants.list(clock.now())).toEqual([]);
});

it('another number of minutes holds for live grants at once, and wakes no dead ones', () => {
  logIn(HOME, ANNA);
  clock.advance(2 * MINUTE);
  logIn(OFFICE, BERT);
  set(true, 10);
  clock.advance(7 * MINUTE);
  expect(holders(HOME)).toEqual(['anna@local.test']);
  set(true, 8);
  expect(holders(HOME)).toEqual([]);
  set(true, 60);
  expect(holders(HOME)).toEqual([]);
  expect(holders(OFFICE)).toEqual(['bert@local.test']);
});

it('an administrator, a ban, or a change of the account ends it at once', () => {
  for (const address of [HOME, OFFICE]) {
    logIn(address, ANNA);
    logIn(address, BERT);
  }
  expect(grants.end(HOME)).toBe(true);
  expect(grants.end(HOME)).toBe(false);
  expect(holders(HOME)).toEqual([]);
  grants.endAccount(ANNA.id);
  expect(holders(OFFICE)).toEqual(['bert@local.test']);
  grants.endCovered((address) => address.startsWith('2001:db8:'));
  expect(holders(OFFICE)).toEqual([]);
});

it('counts the messages sent, and begins anew after its end', () => {
  logIn(HOME, ANNA);
  grants.noteMessage(HOME);
  grants.noteMessage(HOME);
  grants.noteMessage(OFFICE);
  logIn(HOME, ANNA);
  expect(grants.list(clock.now())).toMatchObject([{ messages: 2 }]);
  clock.advance(5 * MINUTE);
  logIn(HOME, ANNA);
  expect(grants.list(clock.now())).toMatchObject([{ messages: 0 }]);
});

it('tells of what begins, is used or ends, and of nothing else', () => {
  logIn(HOME, ANNA);
  expect(told).toBe(1);
  grants.noteMessage(HOME);
  expect(told).toBe(2);
  grants.noteMessage(OFFICE);
  grants.end(OFFICE);
  grants.endAccount(99);
  set(true, 6);
  expect(told).toBe(2);
  set(false);
  expect(told).toBe(3);
});

it('holds no more addresses and accounts than its limits', () => {
  for (let id = 0; id <= FIXED_LIMITS.popGrantAccounts; id += 1) logIn(HOME, { id, address: `a${id}@local.test` });
  expect(holders(HOME)).toHaveLength(FIXED_LIMITS.popGrantAccounts);
  expect(holders(HOME)).not.toContain('a0@local.test');
  for (let count = 0; count < FIXED_LIMITS.popGrantAddresses; count += 1) logIn(`2001:db8::${count.toString(16)}`, ANNA);
  expect(holders(HOME)).toEqual([]);
  expect(holders('2001:db8::0')).toEqual(['anna@local.test']);
});
