import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { SmtpLineParser } from '../../main/smtp/line-parser.ts';

interface Outcome {
  /** Commands and messages in the order they were understood. */
  readonly heard: string[];
  readonly messages: string[];
  readonly bare: boolean[];
  readonly violation: string | undefined;
}

/** Feeds the chunks to a parser that takes `DATA` for the start of a message, and everything else for a command. */
async function parse(chunks: readonly Buffer[]): Promise<Outcome> {
  const parser = new SmtpLineParser();
  const heard: string[] = [];
  const messages: string[] = [];
  const bare: boolean[] = [];
  let violation: string | undefined;
  parser.onviolation = (what) => {
    violation = what;
  };
  parser.oncommand = (command, next) => {
    const line = command.toString('latin1');
    heard.push(line);
    if (line !== 'DATA') {
      next?.();
      return;
    }
    const stream = parser.startDataMode();
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('end', () => {
      messages.push(Buffer.concat(pieces).toString('latin1'));
      bare.push(parser.bareLineEnding);
      parser.continue();
    });
    next?.();
  };
  for (const chunk of chunks) await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
  await new Promise<void>((resolve) => parser.end(() => resolve()));
  await new Promise<void>((resolve) => setImmediate(resolve));
  return { heard, messages, bare, violation };
}

const whole = (text: string): Promise<Outcome> => parse([Buffer.from(text, 'latin1')]);
const bytewise = (text: string): Promise<Outcome> => parse([...Buffer.from(text, 'latin1')].map((byte) => Buffer.from([byte])));

/** RFC 5321 section 4.5.2, as a client does it. */
function stuffed(content: string): string {
  return content.replaceAll(/^\./gm, '..');
}

describe('commands', () => {
  it('come out in order, however the bytes are cut', async () => {
    const text = 'EHLO a\r\nNOOP\r\n\r\nQUIT\r\n';
    expect((await whole(text)).heard).toEqual(['EHLO a', 'NOOP', '', 'QUIT']);
    expect((await bytewise(text)).heard).toEqual(['EHLO a', 'NOOP', '', 'QUIT']);
  });

  it.each([
    ['a bare LF', 'NOOP\nNOOP\r\n'],
    ['a bare CR', 'NOOP\rNOOP\r\n'],
    ['a CR before CR LF', 'NOOP\r\r\n'],
    ['a lone LF', '\n'],
    ['a LF in front', '\nNOOP\r\n'],
  ])('with %s end the session and are not run', async (_what, text) => {
    for (const outcome of [await whole(text), await bytewise(text)]) {
      expect(outcome.heard).toEqual([]);
      expect(outcome.violation).toBe('bare-line-ending');
    }
  });

  it('before a broken line are still run', async () => {
    const outcome = await whole('NOOP\r\nRSET\nQUIT\r\n');
    expect(outcome.heard).toEqual(['NOOP']);
    expect(outcome.violation).toBe('bare-line-ending');
  });

  it('that are too long end the session, complete or not', async () => {
    const long = 'x'.repeat(FIXED_LIMITS.smtpCommandLineBytes + 1);
    expect((await whole(long)).violation).toBe('line-too-long');
    expect((await whole(`${long}\r\n`)).violation).toBe('line-too-long');
    expect((await whole(`${long.slice(2)}\r\n`)).violation).toBeUndefined();
  });

  it('without an end are not run when the connection closes', async () => {
    expect((await whole('NOOP\r\nQUIT')).heard).toEqual(['NOOP']);
  });

  it('pipelined by the thousand do not grow the stack', async () => {
    expect((await whole('NOOP\r\n'.repeat(50_000))).heard).toHaveLength(50_000);
  });
});

describe('message data', () => {
  it.each([
    ['an empty message', '', ''],
    ['one line', 'a\r\n', 'a\r\n'],
    ['a line of two dots', '..\r\n', '.\r\n'],
    ['a stuffed line', '..a\r\n', '.a\r\n'],
    ['a leading dot that nobody stuffed', '.a\r\n', 'a\r\n'],
    ['dots elsewhere', 'a.\r\n a..b\r\n', 'a.\r\n a..b\r\n'],
  ])('%s', async (_what, sent, expected) => {
    const text = `DATA\r\n${sent}.\r\nNOOP\r\n`;
    for (const outcome of [await whole(text), await bytewise(text)]) {
      expect(outcome.messages).toEqual([expected]);
      expect(outcome.bare).toEqual([false]);
      expect(outcome.heard).toEqual(['DATA', 'NOOP']);
    }
  });

  it.each([
    ['LF . LF', 'a\n.\nMAIL FROM:<evil@example.com>\r\n'],
    ['LF . CR LF', 'a\n.\r\nMAIL FROM:<evil@example.com>\r\n'],
    ['CR LF . LF', 'a\r\n.\nMAIL FROM:<evil@example.com>\r\n'],
    ['CR . CR', 'a\r.\rMAIL FROM:<evil@example.com>\r\n'],
    ['CR LF . CR', 'a\r\n.\rMAIL FROM:<evil@example.com>\r\n'],
    ['CR LF . CR CR LF', 'a\r\n.\r\r\nMAIL FROM:<evil@example.com>\r\n'],
    ['CR . CR LF', 'a\r.\r\nMAIL FROM:<evil@example.com>\r\n'],
    ['NUL in between', 'a\r\n.\0\r\nMAIL FROM:<evil@example.com>\r\n'],
  ])('is not ended by %s', async (what, sent) => {
    const text = `DATA\r\n${sent}.\r\nQUIT\r\n`;
    for (const outcome of [await whole(text), await bytewise(text)]) {
      expect(outcome.heard).toEqual(['DATA', 'QUIT']);
      expect(outcome.messages).toHaveLength(1);
      expect(outcome.messages[0]).toContain('MAIL FROM:<evil@example.com>');
      expect(outcome.bare).toEqual([!what.startsWith('NUL')]);
    }
  });

  it('comes out as it went in, however it is cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('.', 'a', ' ', '\0', 'é', '..'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.array(fc.nat(300), { maxLength: 12 }), async (lines, cuts) => {
        const content = lines.map((text) => `${text}\r\n`).join('');
        const bytes = Buffer.from(`DATA\r\n${stuffed(content)}.\r\nQUIT\r\n`, 'latin1');
        const at = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
        const chunks = [0, ...at].map((from, index) => bytes.subarray(from, [...at, bytes.length][index]));
        const outcome = await parse(chunks);
        expect(outcome.messages).toEqual([content]);
        expect(outcome.bare).toEqual([false]);
        expect(outcome.heard).toEqual(['DATA', 'QUIT']);
      }),
    );
  });

  it('any mixture of CR, LF and dots gives the same message in one piece and byte by byte, and only CR LF . CR LF ends it', async () => {
    const junk = fc.string({ unit: fc.constantFrom('\r', '\n', '.', 'a', '\r\n'), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(junk, async (text) => {
        // Nothing that ends a message early.
        fc.pre(!`\r\n${text}\r\n`.includes('\r\n.\r\n'));
        const input = `DATA\r\n${text}\r\n.\r\nQUIT\r\n`;
        const one = await whole(input);
        expect(await bytewise(input)).toEqual(one);
        expect(one.heard).toEqual(['DATA', 'QUIT']);
        expect(one.bare).toEqual([/\r(?!\n)|(?<!\r)\n/.test(`${text}\r\n`)]);
      }),
    );
  });
});
