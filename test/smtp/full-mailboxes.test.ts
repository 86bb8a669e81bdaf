/** Which recipients are put off at RCPT since they put a message off for others. */
import { expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { DeliveryTry } from '../../main/listener.ts';
import { FullMailboxes } from '../../main/smtp/full-mailboxes.ts';

const HOUR = 3_600_000;
const tried: DeliveryTry = { remoteAddress: '2001:db8::1', reversePath: 'a@example.com', recipient: 'anna@local.test', declaredBytes: 0 };

test('a try is known by its client, sender, recipient and declared size, for some hours', () => {
  const full = new FullMailboxes();
  full.note(tried, 5000, 0);
  expect(full.bytesOf({ ...tried, remoteAddress: '2001:db8::2' }, HOUR)).toBe(5000);
  const others: Partial<DeliveryTry>[] = [{ remoteAddress: '192.0.2.1' }, { reversePath: '' }, { recipient: 'bert@local.test' }, { declaredBytes: 10 }];
  for (const other of others) expect(full.bytesOf({ ...tried, ...other }, HOUR)).toBe(0);
  expect(full.bytesOf(tried, FIXED_LIMITS.fullMailboxHours * HOUR)).toBe(0);
});

test('only so many are remembered, and the oldest makes room', () => {
  const full = new FullMailboxes();
  for (let count = 0; count <= FIXED_LIMITS.fullMailboxTries; count += 1) full.note({ ...tried, recipient: `user-${count}@local.test` }, 1, 0);
  expect([0, 1].map((count) => full.bytesOf({ ...tried, recipient: `user-${count}@local.test` }, 0))).toEqual([0, 1]);
});
