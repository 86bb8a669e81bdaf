import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggableCommand, parseCommand } from '../../main/pop3/command.ts';
import { CommandLines } from '../../main/pop3/command-lines.ts';
import { parsePlain } from '../../main/pop3/sasl-plain.ts';

/** The lines found, and the violation that ended it, if any. */
function linesOf(chunks: readonly string[], maxBytes = 100): string[] {
  const reader = new CommandLines(maxBytes);
  const found: string[] = [];
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk, 'latin1'));
    for (let next = reader.next(); next.kind !== 'incomplete'; next = reader.next()) {
      if (next.kind === 'violation') return [...found, `! ${next.violation}`];
      found.push(next.line.toString('latin1'));
    }
  }
  return found;
}

describe('command lines', () => {
  it.each([
    [['NOOP\r\nSTAT\r\n'], ['NOOP', 'STAT']],
    [
      ['NO', 'OP\r', '\nST', 'AT\r\n'],
      ['NOOP', 'STAT'],
    ],
    [['\r\n'], ['']],
    [['NOOP\r\nSTAT\nLIST\r\n'], ['NOOP', '! bare-line-ending']],
    [['NOOP\rSTAT\r\n'], ['! bare-line-ending']],
    [['NOOP\r', 'STAT\r\n'], ['! bare-line-ending']],
    [['NOOP\r\r\n'], ['! bare-line-ending']],
    [['\n'], ['! bare-line-ending']],
    [['x'.repeat(98), '\r\n'], ['x'.repeat(98)]],
    [['x'.repeat(99), '\r\n'], ['! line-too-long']],
    [['x'.repeat(50), 'x'.repeat(51)], ['! line-too-long']],
  ])('%j', (chunks, expected) => {
    expect(linesOf(chunks)).toEqual(expected);
  });

  it('are the same however they arrive', () => {
    const input = fc.array(fc.constantFrom('\r\n', '\r', '\n', 'a', 'NOOP\r\n'), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(input, (text) => {
        expect(linesOf(text.split(''))).toEqual(linesOf([text]));
      }),
    );
  });
});

describe('a command', () => {
  it.each([
    ['noop', { kind: 'command', verb: 'NOOP', argument: '' }],
    ['RETR 1 ', { kind: 'command', verb: 'RETR', argument: '1' }],
    ['PASS  two words ', { kind: 'command', verb: 'PASS', argument: ' two words ' }],
    ['PASS pässwörd', { kind: 'command', verb: 'PASS', argument: 'pässwörd' }],
    ['USER jörg@local.test', { kind: 'command', verb: 'USER', argument: 'jörg@local.test' }],
    ['RETR １', { kind: 'garbage' }],
    ['RETR\t1', { kind: 'garbage' }],
    ['STAT\0', { kind: 'garbage' }],
    ['PASS a\u0085b', { kind: 'garbage' }],
    ['APOP anna c4c9334bac560ecc979e58001b3e22fb', { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
    [' NOOP', { kind: 'unknown' }],
  ])('%j', (line, expected) => {
    expect(parseCommand(Buffer.from(line))).toEqual(expected);
  });

  it('is no text when it is no UTF-8', () => {
    expect(parseCommand(Buffer.from([0x50, 0x41, 0x53, 0x53, 0x20, 0xc3, 0x28]))).toEqual({ kind: 'garbage' });
  });

  it.each(['PASS secret', 'pass secret', 'AUTH PLAIN c2VjcmV0', 'AUTH secret', 'PAS secret', 'c2VjcmV0', 'PASS\tsecret', ' PASS secret'])(
    '%j is logged without its secret',
    (line) => {
      const bytes = Buffer.from(line);
      const logged = loggableCommand(parseCommand(bytes), bytes.length);
      expect(logged).not.toMatch(/secret|c2VjcmV0/);
      expect(logged).not.toBe('');
    },
  );
});

describe('a response of SASL PLAIN', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  it.each([
    [base64('\0anna\0pass word'), { name: 'anna', password: 'pass word' }],
    [base64('anna\0anna\0pässwort'), { name: 'anna', password: 'pässwort' }],
    [base64('bert\0anna\0password'), undefined],
    [base64('anna\0password'), undefined],
    [base64('\0anna\0pass\0word'), undefined],
    [base64('\0anna\0pass\nword'), undefined],
    [base64('\0anna\0password').slice(0, -1), undefined],
    [Buffer.from([0, 0x61, 0, 0xff]).toString('base64'), undefined],
    ['', undefined],
    ['=', undefined],
    ['*', undefined],
    ['AGFubmEA cGFzcw==', undefined],
  ])('%j', (response, expected) => {
    expect(parsePlain(response)).toEqual(expected);
  });
});
