import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SmtpLineParser } from '../../main/smtp/line-parser.ts';
import { MessageStream } from '../../main/smtp/message-stream.ts';

/** What a reader of the stream hears, in order. */
function heardOf(stream: MessageStream): string[] {
  const heard: string[] = [];
  stream.on('data', (bytes: Buffer) => heard.push(bytes.toString()));
  for (const event of ['drain', 'end', 'close']) stream.on(event, () => heard.push(event));
  return heard;
}

it('hands bytes on at once, and tells the end once', () => {
  const stream = new MessageStream();
  const heard = heardOf(stream);
  expect(stream.write(Buffer.from('one'))).toBe(true);
  stream.end(Buffer.from('two'));
  expect(heard).toEqual(['one', 'two']);
  expect(stream.readable).toBe(true);
  stream.finish();
  expect(heard).toEqual(['one', 'two', 'end']);
  expect(stream.readable).toBe(false);
});

it('has the writer wait while the reader pauses, and holds the end back', () => {
  const stream = new MessageStream();
  const heard = heardOf(stream);
  stream.once('data', () => stream.pause());
  expect(stream.write(Buffer.from('one'))).toBe(false);
  stream.resume();
  stream.pause();
  stream.end();
  stream.finish();
  expect(heard).toEqual(['one', 'drain']);
  stream.resume();
  expect(heard).toEqual(['one', 'drain', 'end']);
});

it('that is destroyed closes and has no end', async () => {
  const stream = new MessageStream();
  const heard = heardOf(stream);
  stream.destroy();
  stream.finish();
  await nextTurn();
  expect(heard).toEqual(['close']);
});

it('the parser takes no more than the reader does, and goes on where it stopped', () => {
  const parser = new SmtpLineParser();
  const heard: string[] = [];
  let message: MessageStream | undefined;
  parser.oncommand = (command, next) => {
    heard.push(command.toString());
    if (command.toString() === 'DATA') message = parser.startDataMode();
    message?.on('data', (bytes: Buffer) => {
      heard.push(bytes.toString());
      message?.pause();
    });
    message?.on('end', () => {
      message = undefined;
      parser.continue();
    });
    next?.();
  };
  parser.on('drain', () => heard.push('drain'));
  expect(parser.write(Buffer.from('DATA\r\n'))).toBe(true);
  expect(parser.write(Buffer.from('one\r\n'))).toBe(true);
  expect(parser.write(Buffer.from('two\r\n.\r\nQUIT\r\n'))).toBe(false);
  expect(heard).toEqual(['DATA', 'one\r\n']);
  message?.resume();
  expect(heard).toEqual(['DATA', 'one\r\n', 'two\r\n']);
  message?.resume();
  expect(heard).toEqual(['DATA', 'one\r\n', 'two\r\n', 'QUIT', 'drain']);
});

it('the parser asks whoever writes to wait once a chunk waits for another, and takes them in their order', () => {
  const parser = new SmtpLineParser();
  const heard: string[] = [];
  let answer = (): void => undefined;
  parser.oncommand = (command, next) => {
    heard.push(command.toString());
    answer = () => next?.();
  };
  parser.on('drain', () => heard.push('drain'));
  expect(parser.write(Buffer.from('NOOP\r\n'))).toBe(true);
  expect(parser.write(Buffer.from('QU'))).toBe(false);
  expect(parser.write(Buffer.from('IT\r\n'))).toBe(false);
  expect(heard).toEqual(['NOOP']);
  answer();
  expect(heard).toEqual(['NOOP', 'QUIT']);
  answer();
  expect(heard).toEqual(['NOOP', 'QUIT', 'drain']);
});
