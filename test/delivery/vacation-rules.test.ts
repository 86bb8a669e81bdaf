/** Whom an automatic answer goes to, and above all whom not (RFC 3834). */
import { expect, it, test } from 'vitest';
import { whomToAnswer } from '../../main/delivery/vacation/vacation-rules.ts';
import { addressKey } from '../../shared/mail/address.ts';

const vacation = { subject: '', body: 'away', startsAt: 1000, endsAt: 2000, days: 7 };
const isOwn = (address: { localPart: string; domain: string }): boolean => ['anna@local.test', 'sales@local.test'].includes(addressKey(address));

function answered(fields: string, reversePath = 'carl@example.com', now = 1500): string | undefined {
  const address = whomToAnswer({ reversePath, head: `${fields.replaceAll('\n', '\r\n')}\r\n\r\n` }, vacation, isOwn, now);
  return address === undefined ? undefined : addressKey(address);
}

test.each([
  'To: anna@local.test',
  'To: Others <x@example.com>,\n Anna <ANNA@local.test>',
  'Cc: sales@local.test',
  'Resent-To: anna@local.test\nTo: x@example.com',
  'To: anna@local.test\nAuto-Submitted: no',
  'To: anna@local.test\nAuto-Submitted:\n no',
  'To: anna@local.test\nPrecedence: first-class',
  'To: anna@local.test\nAuthentication-Results: mail.local.test;\n spf=pass; dmarc=pass',
])('is answered: %j', (fields) => {
  expect(answered(fields)).toBe('carl@example.com');
});

test.each([
  ['nobody named', 'To: undisclosed-recipients:;'],
  ['somebody else named', 'To: x@example.com'],
  ['an automatic message', 'To: anna@local.test\nAuto-Submitted: auto-generated'],
  ['an answer of another program', 'To: anna@local.test\nAuto-Submitted: auto-replied (vacation)'],
  ['bulk mail', 'To: anna@local.test\nPrecedence: bulk'],
  ['bulk mail that says so in a folded line', 'To: anna@local.test\nPrecedence:\n \n bulk'],
  ['an automatic message that says so in a folded line', 'To: anna@local.test\nAuto-Submitted:\n auto-generated'],
  ['a list that only offers help', 'To: anna@local.test\nList-Help: <mailto:help@example.com>'],
  ['a list', 'To: anna@local.test\nList-Id: <x.example.com>'],
  ['a newsletter', 'To: anna@local.test\nList-Unsubscribe: <https://example.com/u>'],
  ['a program of Microsoft that wants none', 'To: anna@local.test\nX-Auto-Response-Suppress: DR, OOF'],
  ['spam', 'To: anna@local.test\nX-Spam-Flag: YES'],
  ['a forged sender', 'To: anna@local.test\nAuthentication-Results: mail.local.test;\n\tspf=pass;\n\tdmarc=fail'],
])('is not answered: %s', (_what, fields) => {
  expect(answered(fields)).toBeUndefined();
});

test.each([
  '',
  'mailer-daemon@example.com',
  'no-reply@example.com',
  'noreply@example.com',
  'owner-list@example.com',
  'list-request@example.com',
  'x+bounces-1@example.com',
  'anna@local.test',
])('the sender %j is not answered', (reversePath) => {
  expect(answered('To: anna@local.test', reversePath)).toBeUndefined();
});

it('only in its time', () => {
  expect(answered('To: anna@local.test', undefined, 999)).toBeUndefined();
  expect(answered('To: anna@local.test', undefined, 2001)).toBeUndefined();
});
