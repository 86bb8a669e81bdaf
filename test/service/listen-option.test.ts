import { expect, test } from 'vitest';
import { parseListenOption } from '../../main/service/listen-option.ts';

test('names listeners with address and port; encryption is that of the protocol', () => {
  expect(parseListenOption('smtp=127.0.0.1:2525, pop3s=[::1]:0,admin=localhost:8025')).toEqual({
    listeners: [
      { protocol: 'smtp', address: '127.0.0.1', port: 2525, tls: 'starttls' },
      { protocol: 'pop3s', address: '::1', port: 0, tls: 'implicit' },
    ],
    admin: { address: 'localhost', port: 8025 },
  });
  expect(parseListenOption('submission=127.0.0.1:1,submission=127.0.0.1:2')).toMatchObject({ listeners: [{ port: 1 }, { port: 2 }], admin: undefined });
});

test.each([
  ['', '"" is not of the form'],
  ['smtp', '"smtp" is not of the form'],
  ['imap=127.0.0.1:143', '"imap" is none of smtp, submission, submissions, pop3, pop3s, admin'],
  ['smtp=127.0.0.1', 'the address must be such as'],
  ['smtp=127.0.0.1:65536', 'a port from 0 to 65535'],
  ['smtp=127.0.0.1:-1', 'the address must be such as'],
  ['smtp=::1:25', 'the address must be such as'],
  ['smtp=300.1.1.1:25', 'the address must be such as 127.0.0.1:2525'],
  ['admin=127.0.0.1.5:25', 'the address must be such as'],
  ['smtp=1.2.3:25', 'the address must be such as'],
  ['smtp=[1::2::3]:25', 'the address must be such as'],
  ['smtp=[127.0.0.1%lo]:25', 'the address must be such as'],
  ['smtp=:25', 'the address must be such as'],
  ['admin=127.0.0.1:1,admin=127.0.0.1:2', 'one admin listener at most'],
  ['smtp=127.0.0.1:25,', '"" is not of the form'],
])('%s is refused, naming what is wrong', (text, message) => {
  expect(() => parseListenOption(text)).toThrow(message);
});
