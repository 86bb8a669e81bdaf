import { beforeEach, describe, expect, it } from 'vitest';
import type { BanRequest } from '../../../main/security/guards/ban-request.ts';
import { BruteForceGuard } from '../../../main/security/guards/brute-force-guard.ts';
import { FixedSettings } from '../../fakes/fixed-settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ANNA = 'anna@local.test';
const ATTACKER = '192.0.2.66';
const TRUSTED = '10.0.0.1';

let settings: FixedSettings;
let clock: ManualClock;
let bans: BanRequest[];
let guard: BruteForceGuard;

beforeEach(() => {
  settings = new FixedSettings();
  clock = new ManualClock();
  bans = [];
  guard = new BruteForceGuard({ settings, clock, exempt: (address) => address === TRUSTED, ban: (request) => bans.push(request) });
});

const fail = (password: string, address = ATTACKER, name = ANNA): void => guard.failed({ name, address, password, protocol: 'pop3' });

function fails(count: number, address = ATTACKER, name = ANNA): void {
  for (let each = 0; each < count; each += 1) fail(`wrong ${each}`, address, name);
}

describe('a client', () => {
  it('that repeats one old password all day is one guess, and is never banned', () => {
    for (let each = 0; each < 1000; each += 1) {
      fail('last year');
      clock.advance(1000);
    }
    expect(bans).toEqual([]);
    expect(guard.mayTry(ANNA, ATTACKER)).toBeUndefined();
  });

  it('may be an office of nine such telephones, each with its user and password', () => {
    for (let round = 0; round < 20; round += 1) {
      for (let phone = 0; phone < 9; phone += 1) fail(`old ${phone}`, ATTACKER, `user${phone}@local.test`);
      clock.advance(MINUTE);
    }
    expect(bans).toEqual([]);
  });

  it('with ten different wrong passwords is banned, with the evidence and without a password', () => {
    for (let each = 0; each < 9; each += 1) {
      fail(`secret ${each}`, ATTACKER, each < 5 ? ANNA : 'root');
      clock.advance(4000);
    }
    expect(bans).toEqual([]);
    guard.failed({ name: 'bert\u001b[31m', address: ATTACKER, password: 'secret 9', protocol: 'submission' });
    expect(bans).toEqual([
      {
        address: ATTACKER,
        source: 'brute-force',
        note: '10 different wrong passwords within 36 seconds by pop3, submission, for anna@local.test, root, bert\\x1b[31m',
      },
    ]);
    expect(JSON.stringify(bans)).not.toContain('secret');
  });

  it('that tries one password for many names is guessing, too; the note lists some of them', () => {
    for (let each = 0; each < 10; each += 1) fail('Winter2026', ATTACKER, `user${each}`);
    expect(bans[0]?.note).toMatch(/^10 different wrong passwords within 1 second by pop3, for user0, user1, .* and 2 more$/);
  });

  it('is counted anew after its ban, and by what is within the window', () => {
    fails(10);
    expect(bans).toHaveLength(1);
    fails(9);
    expect(bans).toHaveLength(1);
    clock.advance(30 * MINUTE);
    fails(9);
    expect(bans).toHaveLength(1);
    fail('one more');
    expect(bans).toHaveLength(2);
  });

  it('with IPv6 is its network of 64 bits', () => {
    for (let each = 0; each < 10; each += 1) fail(`wrong ${each}`, `2001:db8:0:7::${each.toString(16)}`);
    expect(bans.map(({ address }) => address)).toEqual(['2001:db8:0:7::/64']);
    for (let each = 0; each < 10; each += 1) fail(`wrong ${each}`, `2001:db8:1:${each}::1`);
    expect(bans).toHaveLength(1);
  });

  it('that is trusted is never counted', () => {
    fails(1000, TRUSTED);
    expect(bans).toEqual([]);
    expect(guard.mayTry(ANNA, TRUSTED)).toBeUndefined();
    expect(guard.mayTry(ANNA, ATTACKER)).toBeUndefined();
  });

  it('goes free while the guard is off', () => {
    settings.change((now) => {
      now.security['smtp-authentication'].bruteForce.enabled = false;
    });
    fails(100);
    expect(bans).toEqual([]);
  });
});

describe('an account', () => {
  /** Ten clients with five guesses each: nobody is banned, but the account is under attack. */
  const attack = (name = ANNA): void => {
    for (let client = 0; client < 10; client += 1) {
      for (let each = 0; each < 5; each += 1) fail(`${client} ${each}`, `198.51.100.${client}`, name);
    }
  };

  it('that too many passwords were tried for takes logins only from addresses it knows, until the window is over', () => {
    guard.succeeded({ name: 'Anna@Local.test', address: '192.0.2.1' });
    guard.succeeded({ name: ANNA, address: '2001:db8::1' });
    attack();
    expect(bans).toEqual([]);
    for (const spelling of [ANNA, 'ANNA@LOCAL.TEST', '"anna"@local.test']) expect(guard.mayTry(spelling, '192.0.2.2')).toBe('account-guarded');
    expect(guard.guarded(ANNA, '192.0.2.2')).toBe(true);
    expect(guard.mayTry(ANNA, '192.0.2.1')).toBeUndefined();
    // A telephone with another address out of the same network.
    expect(guard.mayTry(ANNA, '2001:db8::2')).toBeUndefined();
    expect(guard.mayTry(ANNA, '2001:db8:0:1::1')).toBe('account-guarded');
    expect(guard.mayTry(ANNA, TRUSTED)).toBeUndefined();
    expect(guard.mayTry('bert@local.test', '192.0.2.2')).toBeUndefined();
    clock.advance(30 * MINUTE);
    expect(guard.mayTry(ANNA, '192.0.2.2')).toBeUndefined();
  });

  it('knows an address for seven days', () => {
    guard.succeeded({ name: ANNA, address: '192.0.2.1' });
    expect(guard.recentLogins()).toEqual([{ account: ANNA, address: '192.0.2.1', at: clock.now() }]);
    clock.advance(7 * DAY - 1);
    attack();
    expect(guard.mayTry(ANNA, '192.0.2.1')).toBeUndefined();
    clock.advance(1);
    expect(guard.mayTry(ANNA, '192.0.2.1')).toBe('account-guarded');
    expect(guard.recentLogins()).toEqual([]);
  });

  it('that does not exist is guarded like any other, which tells nothing', () => {
    attack('nobody');
    expect(guard.mayTry('NOBODY', ATTACKER)).toBe('account-guarded');
  });

  it('is not guarded because many telephones repeat one old password', () => {
    for (let client = 0; client < 200; client += 1) fail('last year', `198.51.100.${client}`);
    expect(guard.mayTry(ANNA, ATTACKER)).toBeUndefined();
  });
});
