import { expect, it } from 'vitest';
import { loggableCommand } from '../../main/smtp/loggable-command.ts';

it.each([
  ['EHLO client.example', 'EHLO client.example'],
  ['mail from:<a@example.com> SIZE=10', 'mail from:<a@example.com> SIZE=10'],
  ['RCPT TO:<a@example.com>', 'RCPT TO:<a@example.com>'],
  ['AUTH', 'AUTH'],
  ['AUTH PLAIN', 'AUTH PLAIN'],
  ['auth login aHVudGVyMg==', 'auth login'],
  ['AUTH SCRAM-SHA-256-PLUS biws', 'AUTH SCRAM-SHA-256-PLUS'],
  ['AUTH aHVudGVyMg==', 'AUTH'],
  ['AUTH PLAIN:aHVudGVyMg==', 'AUTH'],
  ['AUTH\taHVudGVyMg==', 'AUTH'],
  ['aHVudGVyMg==', 'unknown command, 12 bytes'],
  ['aHVudGVyMg== more', 'unknown command, 17 bytes'],
  ['', 'unknown command, 0 bytes'],
  ['VRFY hunter2', 'VRFY'],
  ['expn hunter2', 'expn'],
  ['NOOP hunter2', 'NOOP'],
  ['HELP hunter2', 'HELP'],
  ['QUIT hunter2', 'QUIT'],
  ['RSET hunter2', 'RSET'],
  ['DATA\thunter2', 'DATA'],
  ['STARTTLS hunter2', 'STARTTLS'],
  ['ETRN hunter2', 'ETRN'],
  ['TURN hunter2', 'TURN'],
  ['MAIL FROM:<> AUTH=<> SIZE=1', 'MAIL FROM:<> AUTH=<> SIZE=1'],
  ['MAIL FROM:<> auth=aHVudGVyMg SIZE=1', 'MAIL FROM:<> auth=(secret) SIZE=1'],
])('of %j the log shows %j', (line, shown) => {
  expect(loggableCommand(line, false)).toBe(shown);
});

it('shows nothing of an answer to AUTH, whatever it looks like', () => {
  expect(loggableCommand('NOOP aHVudGVyMg==', true)).toBe('answer to AUTH');
});
