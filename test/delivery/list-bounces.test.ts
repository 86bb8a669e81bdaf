/** When a member of a list gets nothing any more, and which reports count. */
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../main/delivery/dsn/dsn.ts';
import { afterBounce, isRefusal } from '../../main/delivery/lists/list-bounces.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

const DAY = 86_400_000;
const LOST = 'This server has lost the content of the message before it could be sent. Please send it again.';
const START = { bounceDays: 0, bouncedAt: 0, suspendedAt: 0 };

describe('a member', () => {
  test('gets nothing any more after bounces on several days, however many there are on one', () => {
    let standing = START;
    for (let day = 1; day < FIXED_LIMITS.listBounceDays; day += 1) {
      for (let hour = 0; hour < 10; hour += 1) standing = afterBounce(standing, (1000 + 2 * day) * DAY + hour * 3_600_000);
      expect(standing).toMatchObject({ bounceDays: day, suspendedAt: 0 });
    }
    const at = 1100 * DAY - 81 * DAY;
    expect(afterBounce(standing, at)).toEqual({ bounceDays: FIXED_LIMITS.listBounceDays, bouncedAt: at, suspendedAt: at });
  });

  test('whose mail has not come back for long begins anew', () => {
    const before = { bounceDays: FIXED_LIMITS.listBounceDays - 1, bouncedAt: 1000 * DAY, suspendedAt: 0 };
    expect(afterBounce(before, (1000 + FIXED_LIMITS.listBounceMemoryDays + 1) * DAY)).toMatchObject({ bounceDays: 1, suspendedAt: 0 });
  });

  test('that is suspended stays as it is', () => {
    const suspended = { bounceDays: 4, bouncedAt: DAY, suspendedAt: DAY };
    expect(afterBounce(suspended, 50 * DAY)).toBe(suspended);
  });
});

/** As this server writes it. */
function reportOf(enhanced: string, reason: string): string {
  const [date, to] = ['Thu, 26 Nov 2026 10:00:00 +0000', 'l+bounces@y.test'];
  const recipients = [{ recipient: 'x@y.test', enhanced, reason, lastAttempt: date }];
  const returned = { kind: 'headers', head: Buffer.from('Subject: x\r\n') } as const;
  return buildReport({ action: 'failed', to, hostname: 'mx.y.test', traceId: 'T', date, arrived: date, recipients, returned }).toString();
}

test('whoever is asked to send it again, since this server has lost it, is not told to use other means', () => {
  expect(reportOf('5.3.0', LOST)).not.toContain('It will not be tried again');
  expect(reportOf('5.1.2', 'The domain does not exist.')).toContain('It will not be tried again');
});

describe('a report', () => {
  test.each([
    ['of an address that does not exist', '', 'Action: failed\r\nStatus: 5.1.1\r\n', true],
    ['of a host that does not promise to encrypt what has to be', '', 'Action: failed\r\nStatus: 5.7.30\r\n', false],
    ['of a full mailbox', '', 'Action: failed\r\nStatus: 5.2.2\r\n', false],
    ['of a refusal that Sendmail has no other status for', '', 'Action: failed\r\nStatus: 5.3.0\r\nDiagnostic-Code: smtp; 550 5.3.0 no\r\n', true],
    ['of content that this server has lost', '', reportOf('5.3.0', LOST), false],
    ['of an address that does not exist, in words of ours', '', reportOf('5.1.2', 'The domain y.test does not exist. Check the spelling.'), true],
    ['of a delay', '', 'Action: delayed\r\nStatus: 4.4.1\r\n', false],
    ['that was given up for want of time', '', 'Action: failed\r\nStatus: 4.4.7\r\n', false],
    ['that says nothing to programs', '', 'I am away\r\n', false],
    ['from a person', 'eve@example.net', 'Action: failed\r\nStatus: 5.1.1\r\n', false],
  ])('%s', async (_what, reversePath, words, counts) => {
    const queue = new MemoryQueue();
    const message = await queue.open(queue.add(['x@y.test'], { content: `Subject: x\r\n\r\n--b\r\n${words}`, entry: { reversePath } }));
    expect(message === undefined ? undefined : await isRefusal(message)).toBe(counts);
  });
});
