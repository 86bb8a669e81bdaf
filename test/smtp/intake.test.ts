/** Taking a message in while it arrives: its end is not there before all of it is with the store. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { ContentScanner } from '../../main/security/content/content-scanner.ts';
import { Intake } from '../../main/smtp/intake.ts';
import type { MessageWriter } from '../../main/store/mail-store.ts';

const HEAD = Buffer.from('Subject: late\r\n\r\n');

test('the end of a message waits for its last bytes, though the end comes while the stream stands still', async () => {
  const { promise: room, resolve: makeRoom } = Promise.withResolvers<void>();
  const taken: string[] = [];
  const writer: MessageWriter = {
    size: 0,
    copies: true,
    write: (bytes) => {
      taken.push(bytes.toString());
      return bytes.toString() === 'the last' ? room : undefined;
    },
    commit: () => Promise.reject(new Error('not asked for')),
    abort: () => undefined,
  };
  const scanner: ContentScanner = { copies: true, write: () => undefined, end: () => Promise.reject(new Error('not asked for')), abort: () => undefined };
  const intake = new Intake({
    hostname: 'mail.local.test',
    store: { writer: () => writer },
    limits: { messageBytes: undefined, receivedHeaders: 50 },
    traceHeader: '',
    scanner,
    authentication: undefined,
    signature: undefined,
  });
  const stream = new PassThrough();
  stream.write(HEAD);
  stream.end('the last');
  const ended = new Promise((resolve) => {
    stream.once('end', resolve);
  });
  let isRead = false;
  const read = intake.read(stream).then(() => (isRead = true));
  await ended;
  await Promise.resolve();
  expect([taken, isRead]).toEqual([['the last'], false]);
  makeRoom();
  await read;
});
