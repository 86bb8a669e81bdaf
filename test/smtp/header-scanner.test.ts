import { describe, expect, it } from 'vitest';
import { HeaderScanner } from '../../main/smtp/header-scanner.ts';

function scan(text: string, pieces: number): HeaderScanner {
  const scanner = new HeaderScanner();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieces) scanner.scan(bytes.subarray(at, at + pieces));
  return scanner;
}

describe.each([1, 7, 100_000])('in pieces of %d bytes', (pieces) => {
  it.each([
    [
      'counts Received lines of any case, up to the empty line',
      'Received: a\r\nRECEIVED : b\r\n\tcontinued\r\nX-Received: no\r\n\r\nReceived: body\r\n',
      2,
      true,
    ],
    ['passes over a line that is no header, as some readers do', 'Subject: x\r\nno header\r\nReceived: a\r\n', 1, false],
    ['takes a text without headers for a body in the end', `${'hello\r\n'.repeat(21)}Received: body\r\n`, 0, true],
    ['goes on while there are headers', `Subject: x\r\nX-Long: ${'y'.repeat(5000)}\r\nReceived: a\r\n`, 1, false],
    ['a name without end is no header', `${'y'.repeat(5000)}: x\r\nReceived: a\r\n`, 1, false],
  ])('%s', (_what, text, received, ended) => {
    const scanner = scan(text, pieces);
    expect(scanner.receivedCount).toBe(received);
    expect(scanner.ended).toBe(ended);
  });
});

it('says where the empty line is missing', () => {
  expect(scan(`Subject: x\r\n${'hello\r\n'.repeat(21)}`, 7).cutShort).toBe(true);
  expect(scan(`Subject: x\r\n${'hello\r\n'.repeat(20)}\r\nbody`, 7)).toMatchObject({ ended: true, cutShort: false });
});

it('knows the fields that those who look through messages know', () => {
  // Eight-bit bytes in a name, one that is long, and any number of blanks before the colon.
  for (const field of ['\xe4: x', `${'x'.repeat(200)}: x`, `X${' '.repeat(1000)}: x`]) {
    for (const pieces of [1, 7, 100_000]) expect(scan(`${`${field}\r\n`.repeat(30)}\r\n`, pieces)).toMatchObject({ ended: true, cutShort: false });
  }
});

it('counts the bytes of the header section', () => {
  expect(scan('Subject: x\r\n\r\nbody', 3).bytes).toBe('Subject: x\r\n\r\n'.length);
});

it.each([
  ['an Authentication-Results field', 'Subject: x\r\nAuthentication-Results: mx.test; dkim=pass\r\n\r\n', true, false],
  ['one behind an overlong run of blanks', `authentication-results${' '.repeat(90)}: mx.test; dkim=pass\r\n\r\n`, true, false],
  ['a DKIM-Signature field', 'Subject: x\r\nDKIM-Signature : v=1\r\n\r\n', false, true],
  ['neither of the two', 'Subject: DKIM-Signature:\r\n Authentication-Results: x\r\n\r\nDKIM-Signature: v=1\r\n', false, false],
])('tells of %s', (_what, text, hasResults, signed) => {
  for (const pieces of [1, 7, 100_000]) {
    const scanner = scan(text, pieces);
    expect({ hasResults: scanner.hasResults, signed: scanner.signed }).toEqual({ hasResults, signed });
  }
});

it.each([
  ['as we write it', 'Subject: x\r\nX-Gatepost-Filter: filters\r\n\r\n', true],
  ['in any case, before the colon a blank', 'x-gatepost-FILTER : filters\r\n\r\n', true],
  ['as others may see it in a line that is no header', 'no header\r\n\r\n', true],
  ['not within another field', 'X-Other: x\r\n X-Gatepost-Filter: x\r\n\r\nX-Gatepost-Filter: x\r\n', false],
])('tells of a mark of filters %s', (_what, text, hasMarks) => {
  for (const pieces of [1, 7, 100_000]) expect(scan(text, pieces).hasMarks).toBe(hasMarks);
});
