/** What a reply of another server means, for the report. */
import { describe, expect, test } from 'vitest';
import { enhancedOf, enhancedOfDelay, explain } from '../../main/delivery/dsn/words.ts';

describe('the status of a refused recipient', () => {
  test.each([
    ['550 no such user', '5.1.1'],
    ['550 <spam@policy.test>: Recipient address rejected: User unknown in local recipient table', '5.1.1'],
    ['550 Requested action not taken: mailbox unavailable', '5.1.1'],
    ["550 The mailbox doesn't exist", '5.1.1'],
    ['550 Mail from your address is blocked, see http://www.spamhaus.org/', '5.7.1'],
    ['550 relay not permitted', '5.7.1'],
    ['553 sorry, relaying denied', '5.7.1'],
    ['550 no', '5.0.0'],
    ['550 unknown sender address', '5.0.0'],
    ['550 user@unknown.test refused', '5.0.0'],
    ['552 mailbox full', '5.2.2'],
    ['550-5.1.1 first', '5.1.1'],
    ['550 5.7.26 unauthenticated', '5.7.26'],
    // The class is that of the reply, whatever the host says.
    ['554 2.0.0 odd', '5.0.0'],
    ['550 4.7.1 try later', '5.7.1'],
    ['450 5.1.1 unknown', '4.1.1'],
    ['451 later', '4.0.0'],
  ])('%s: %s', (reply, enhanced) => {
    expect(enhancedOf(reply, true)).toBe(enhanced);
  });
});

test('a refusal of the whole message does not speak of a mailbox', () => {
  expect(enhancedOf('550 user unknown', false)).toBe('5.0.0');
  expect(enhancedOf('554 rejected as spam', false)).toBe('5.7.1');
});

test.each([
  ['451 4.7.1 greylisted', '4.7.1', 'puts the message off'],
  ['451 later', '4.0.0', 'has put the message off'],
  ['450 4.2.1 disabled', '4.2.1', 'takes no mail at the moment'],
  ['554 5.3.2 down', '4.3.2', 'has put the message off'],
  ['connect ECONNREFUSED 127.0.0.2:25', '4.4.1', 'did not answer'],
  ['the mail hosts of x.test could not be looked up: SERVFAIL', '4.4.3', 'name servers of x.test did not answer'],
  ['4.2.2 x.test is a domain of this server now. Mailbox full', '4.2.2', 'is full at the moment'],
])('a delay after "%s" has the status %s', (lastError, enhanced, words) => {
  expect(enhancedOfDelay(lastError)).toBe(enhanced);
  expect(explain(enhanced, 'x.test')).toContain(words);
});
