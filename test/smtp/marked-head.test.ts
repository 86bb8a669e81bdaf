import { describe, expect, it } from 'vitest';
import { markedHead, unmarkedHead } from '../../main/smtp/marked-head.ts';

const RECEIVED = 'Received: from x ([192.0.2.1])\r\n\tby y with ESMTP id z; date\r\n';
const marked = (head: string, prefix = '[Filtered] '): string => markedHead(Buffer.from(RECEIVED + head, 'latin1'), 'filters', prefix).toString('latin1');

describe('a message that is marked', () => {
  it('has our field below our Received line, and the prefix before its subject', () => {
    expect(marked('From: a\r\nSubject: hello\r\n\r\n')).toBe(`${RECEIVED}X-Gatepost-Filter: filters\r\nFrom: a\r\nSubject: [Filtered] hello\r\n\r\n`);
  });

  it('keeps a folded or encoded subject as it is behind the prefix', () => {
    expect(marked('SUBJECT :  =?utf-8?Q?h=C3=A9?=\r\n more\r\n\r\n')).toContain('\r\nSubject: [Filtered] =?utf-8?Q?h=C3=A9?=\r\n more\r\n\r\n');
  });

  it('gets a subject where it had none', () => {
    expect(marked('From: a\r\n\r\n')).toContain('\r\nSubject: [Filtered]\r\nFrom: a\r\n\r\n');
  });

  it('loses marks that somebody else has put there, folded ones too', () => {
    expect(marked('x-gatepost-filter: no\r\n\tat all\r\nFrom: a\r\nX-GATEPOST-FILTER : no\r\n\r\n', '')).toBe(
      `${RECEIVED}X-Gatepost-Filter: filters\r\nFrom: a\r\n\r\n`,
    );
  });

  it('keeps every byte of the rest', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
      .toString('latin1')
      .replaceAll(/[\r\n]/g, '');
    expect(marked(`X: ${bytes}\r\n\r\n`)).toContain(`X: ${bytes}\r\n\r\n`);
  });
});

it('a message that is not marked loses the marks of others, and nothing else', () => {
  const honest = `${RECEIVED}From: a\r\n\r\n`;
  const forged = `${RECEIVED}X-Gatepost-Filter: filters\r\n\tand more\r\nFrom: a\r\n\r\n`;
  expect(unmarkedHead(Buffer.from(forged)).toString()).toBe(honest);
  expect(unmarkedHead(Buffer.from(honest)).toString()).toBe(honest);
});
