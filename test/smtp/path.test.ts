/** The path and the parameters of MAIL and RCPT. */
import { expect, it } from 'vitest';
import { parsePathCommand } from '../../main/smtp/path.ts';
import { expectLinear } from '../growth.ts';

it.each<[string, { address: string; args: unknown } | undefined]>([
  ['MAIL FROM:<a@b.example>', { address: 'a@b.example', args: false }],
  ['mail from: <a@b.example> \t ', { address: 'a@b.example', args: false }],
  ['MAIL FROM:<a@b.example>  SIZE=1   BODY=8BITMIME  ', { address: 'a@b.example', args: { SIZE: '1', BODY: '8BITMIME' } }],
  ['MAIL FROM:<"a> b"@b.example> SMTPUTF8\t', { address: '"a> b"@b.example', args: { SMTPUTF8: true } }],
  ['MAIL FROM:<a@b.example>SIZE=1', undefined],
  ['MAIL FROM:<a@b.example>\tSIZE=1', undefined],
  ['MAIL FROM:<a@b.example> SIZE=1\tBODY=7BIT', undefined],
  ['MAIL FROM:<a@b.example> =', undefined],
])('%j', (line, expected) => {
  const parsed = parsePathCommand('mail from', line);
  if (expected === undefined) expect(parsed).toBeUndefined();
  else expect(parsed).toMatchObject(expected);
});

it.each([
  ['between parameters', (blanks: string): string => `MAIL FROM:<a@b.example> BODY=8BITMIME${blanks}SIZE=1`],
  ['before a line separator', (blanks: string): string => `MAIL FROM:<a@b.example>${blanks}\u2028`],
  ['before a tab and more', (blanks: string): string => `MAIL FROM:<a@b.example>${blanks}\t${blanks}SIZE=1`],
  ['at the end', (blanks: string): string => `MAIL FROM:<a@b.example> SIZE=1${blanks}`],
])('blanks %s cost what their number costs', { timeout: 120_000 }, async (_, line) => {
  await expectLinear(40_000, (size) => {
    parsePathCommand('mail from', line(' '.repeat(size)));
  });
});
