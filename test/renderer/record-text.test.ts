import { expect, test } from 'vitest';
import { recordText } from '../../renderer/windows/first-run/record-text.ts';

test('a record is written as the line of its zone; the name of an address, which stands in that of a provider, by what it has to be', () => {
  const mx = { name: 'example.com', type: 'MX' as const, wanted: '10 mail.example.com', line: 'example.com. IN MX 10 mail.example.com.' };
  expect(recordText(mx)).toBe(mx.line);
  expect(recordText({ name: '203.0.113.9', type: 'PTR', wanted: 'mail.example.com', line: '' })).toBe('203.0.113.9 PTR mail.example.com');
  expect(recordText({ name: 'mail.example.com', type: 'A', wanted: '', line: '' })).toBe('');
});
