/** Fields of strangers that pretend to be ours, whatever they hide behind. */
import { expect, it } from 'vitest';
import { resultsField, withoutForgedResults } from '../../../main/security/returns/authentication-results.ts';
import { expectLinear } from '../../growth.ts';

const cleaned = (value: string): string =>
  withoutForgedResults(Buffer.from(`Subject: a\r\nAuthentication-Results: ${value}\r\nTo: b\r\n\r\n`), 'mail.example').toString();

it.each([
  'mail.example; dkim=pass',
  'MAIL.Example;dkim=pass',
  '(one (two) \\) three) mail.example; dkim=pass',
  '(one)(two)mail.example(three); dkim=pass',
  '\r\n\t(one)\r\n\tmail.example; dkim=pass',
  '"mail.example"; dkim=pass',
  '(one) "mail\\.example"; dkim=pass',
  'mail.example; dkim=pass (open',
  '(one) mail.example; dkim=pass (open',
])('%j is taken out', (value) => {
  expect(cleaned(value)).toBe('Subject: a\r\nTo: b\r\n\r\n');
});

it.each(['other.example; dkim=pass', '(mail.example) other.example', 'mail.example.org; spf=pass', '(mail.example; dkim=pass', '"other.example" mail.example'])(
  '%j stays',
  (value) => {
    expect(cleaned(value)).toContain(value);
  },
);

it('comments within each other cost what their length costs', { timeout: 120_000 }, async () => {
  await expectLinear(64_000, (size) => {
    expect(cleaned(`${'('.repeat(size / 2)}${')'.repeat(size / 2)} mail.example; x`)).toBe('Subject: a\r\nTo: b\r\n\r\n');
  });
});

it('a result says why', () => {
  expect(resultsField('mail.example', [{ method: 'dkim', result: 'policy', reason: '2 more signatures not looked at', properties: {} }])).toBe(
    'Authentication-Results: mail.example;\r\n\tdkim=policy reason="2 more signatures not looked at"\r\n',
  );
});
