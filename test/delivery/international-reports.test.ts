/** Reports to and about addresses beyond ASCII (RFC 6533). */
import { expect, test } from 'vitest';
import { buildReport } from '../../main/delivery/dsn/dsn.ts';

function report(to: string, recipient: string): string {
  const date = 'Thu, 26 Nov 2026 03:00:00 +0000';
  const recipients = [{ recipient, enhanced: '5.6.7', reason: 'no' }];
  const returned = { kind: 'headers', head: Buffer.from('Subject: x\r\n') } as const;
  return buildReport({ action: 'failed', to, hostname: 'mail.local.test', traceId: 'T1', date, arrived: date, recipients, returned }).toString('utf8');
}

test('a sender beyond ASCII gets a report that is so, too', () => {
  const text = report('j\u00f6rg@k\u00f6ln.example', '\u00e4nne@example.com');
  expect(text).toContain('To: <j\u00f6rg@xn--kln-sna.example>\r\n');
  expect(text).toMatch(/Content-Type: multipart\/report; report-type=global-delivery-status; boundary="[^"]+"\r\nContent-Transfer-Encoding: 8bit\r\n/);
  expect(text).toContain('Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n');
  expect(text).toContain('Content-Type: text/plain; charset=utf-8\r\n');
  expect(text).toContain('  \u00e4nne@example.com\r\n');
  expect(text).toContain('Final-Recipient: utf-8; \u00e4nne@example.com\r\n');
});

test('anybody else gets one in ASCII, in which such a recipient is written with escapes', () => {
  const text = report('anna@k\u00f6ln.example', '\u00e4nn+e@example.com');
  expect(text).toMatch(/^\p{ASCII}*$/u);
  expect(text).toContain('To: <anna@xn--kln-sna.example>\r\n');
  expect(text).toContain('Content-Type: message/delivery-status\r\n');
  expect(text).toContain('Final-Recipient: utf-8; \\x{E4}nn\\x{2B}e@example.com\r\n');
});
