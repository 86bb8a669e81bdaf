import { expect, test } from 'vitest';
import { ConsoleSessions, FailedAttempts } from '../../main/service/console-sessions.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const HOUR = 3_600_000;

test('sessions that were idle for too long end, and close what hangs on them; those in use stay', () => {
  const clock = new ManualClock();
  const sessions = new ConsoleSessions(clock);
  const [idle, used] = [sessions.open(), sessions.open()];
  const closed: string[] = [];
  sessions.use(idle)?.onEnd.add(() => closed.push('idle'));
  sessions.use(used)?.onEnd.add(() => closed.push('used'));
  clock.advance((FIXED_LIMITS.consoleSessionHours / 2) * HOUR);
  sessions.use(used);
  clock.advance((FIXED_LIMITS.consoleSessionHours / 2) * HOUR);
  sessions.endIdle();
  expect(closed).toEqual(['idle']);
  expect(sessions.use(idle)).toBeUndefined();
  expect(sessions.use(used)).toBeDefined();
});

test('past the limit the session that was idle longest makes room', () => {
  const sessions = new ConsoleSessions(new ManualClock());
  const first = sessions.open();
  const second = sessions.open();
  sessions.use(first);
  for (let more = 2; more < FIXED_LIMITS.consoleSessions + 1; more += 1) sessions.open();
  expect(sessions.use(second)).toBeUndefined();
  expect(sessions.use(first)).toBeDefined();
});

test('past the limit the oldest token makes room', () => {
  const sessions = new ConsoleSessions(new ManualClock());
  const tokens = Array.from({ length: FIXED_LIMITS.signInTokens + 1 }, () => sessions.newToken());
  expect(tokens.map((token) => sessions.useToken(token))).toEqual(tokens.map((_, place) => place > 0));
});

test('failed attempts count by address, over a sliding window', () => {
  const clock = new ManualClock();
  const failures = new FailedAttempts(clock);
  for (let attempt = 0; attempt < FIXED_LIMITS.signInFailures - 1; attempt += 1) failures.note('192.0.2.1');
  failures.note('192.0.2.1').takeBack();
  expect(failures.waitOf('192.0.2.1')).toBe(0);
  clock.advance(60_000);
  failures.note('192.0.2.1');
  expect(failures.waitOf('192.0.2.1')).toBe((FIXED_LIMITS.signInWindowMinutes - 1) * 60_000);
  expect(failures.waitOf('192.0.2.2')).toBe(0);
  clock.advance((FIXED_LIMITS.signInWindowMinutes - 1) * 60_000);
  expect(failures.waitOf('192.0.2.1')).toBe(0);
});

test('a client of IPv6 counts with its whole network, from which it takes a new address as often as it likes', () => {
  const failures = new FailedAttempts(new ManualClock());
  for (let attempt = 0; attempt < FIXED_LIMITS.signInFailures; attempt += 1) failures.note(`2001:db8::${attempt}`);
  expect(failures.waitOf('2001:db8::ffff')).toBeGreaterThan(0);
  expect(failures.waitOf('2001:db8:0:1::1')).toBe(0);
});
