/** What a reply of another server means, for the report. */
import { describe, expect, test } from 'vitest';
import { enhancedOf, enhancedOfDelay, explain, hostTroubleTold } from '../../main/delivery/dsn/words.ts';

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
  ['the host did not take the connection in time', '4.4.1', 'did not answer'],
  ['the host has closed the connection', '4.4.2', 'took the connection, and then'],
  ['the host did not answer in time', '4.4.2', 'took the connection, and then'],
  ['read ECONNRESET', '4.4.2', 'took the connection, and then'],
  ['TLS has failed: decryption failed or bad record mac', '4.4.2', 'took the connection, and then'],
  ['the host failed 4 seconds ago (the host has closed the connection), and is not called again before 10:00:00 UTC', '4.4.2', 'took the connection, and then'],
  ['the host failed 4 seconds ago (connect ECONNREFUSED 127.0.0.2:25), and is not called again before 10:00:00 UTC', '4.4.1', 'did not answer'],
  ['the mail hosts of x.test could not be looked up: SERVFAIL', '4.4.3', 'name servers of x.test did not answer'],
  ['4.2.2 x.test is a domain of this server now. Mailbox full', '4.2.2', 'is full at the moment'],
])('a delay after "%s" has the status %s', (lastError, enhanced, words) => {
  expect(enhancedOfDelay(lastError)).toBe(enhanced);
  expect(explain(enhanced, 'x.test')).toContain(words);
});

test.each([
  [
    'the login at smart.test was refused: 535 5.7.8 no',
    '4.7.8',
    'The mail server smart.test, by which this server sends mail for x.test, refused its login.',
    'smart.test',
  ],
  ['smart.test offers no login on this connection', '4.7.4', 'does not let it log in', 'smart.test'],
  ['the password for smart.test cannot be read on this computer: type it in again in the delivery settings', '4.3.5', 'cannot log in at smart.test', undefined],
  ['TLS with mx.x.test has failed: self-signed certificate', '4.7.5', 'The connection to mx.x.test, which is to take mail for x.test', 'mx.x.test'],
  [
    'TLS with mx.x.test has failed after the handshake: the host has closed the connection',
    '4.7.5',
    'The connection to mx.x.test, which is to take mail for x.test',
    'mx.x.test',
  ],
  [
    'the host failed 4 seconds ago (TLS with mx.x.test has failed: certificate has expired), and is not called again before 10:00:00 UTC',
    '4.7.5',
    'The connection to mx.x.test',
    'mx.x.test',
  ],
  [
    'mx.x.test does not encrypt the connection, which is required: 502 no',
    '4.7.4',
    'mx.x.test, which is to take mail for x.test, does not encrypt',
    'mx.x.test',
  ],
  ['the certificate of mx.x.test does not fit its TLSA records: it is another one', '4.7.5', 'Nothing proves that what answers as mx.x.test', 'mx.x.test'],
  ['the MTA-STS policy of x.test does not name the host mx.y.test', '4.7.5', 'do not allow its mail server mx.y.test', undefined],
])('"%s" does not pass for a host that did not answer: %s', (lastError, enhanced, words, asked) => {
  expect(enhancedOfDelay(lastError)).toBe(enhanced);
  const told = hostTroubleTold(lastError, 'x.test');
  expect(told?.sentence).toContain(words);
  expect(told?.asked).toBe(asked);
});

test('what another server says is never taken for words of ours', () => {
  expect(hostTroubleTold('550 (the login at evil.test was refused: no', 'x.test')).toBeUndefined();
});
