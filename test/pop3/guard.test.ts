/** What POP3 logins tell the guard against guessing, and what it tells them. */
import { expect, it } from 'vitest';
import type { Dialogue } from '../dialogues/dialogue.ts';
import { NAME, PASSWORD, type Pop3Server, startPop3 } from './pop3-server.ts';

async function tryPasswords(dialogue: Dialogue, passwords: readonly string[]): Promise<void> {
  for (const password of passwords) await dialogue.play(`C: USER ${NAME}\nS: +OK …\nC: PASS ${password}\nS: -ERR [AUTH] …`);
}

async function startStrict(): Promise<Pop3Server> {
  const server = await startPop3();
  server.limit('maxErrors', 1000);
  server.settings.change((now) => {
    now.security['smtp-authentication'].bruteForce = { enabled: true, failuresPerAddress: 5, failuresPerAccount: 1000, windowMinutes: 30, banMinutes: 60 };
  });
  return server;
}

it('the same wrong password again and again bans nobody', async () => {
  const server = await startStrict();
  const dialogue = await server.connect();
  await tryPasswords(
    dialogue,
    Array.from({ length: 20 }, () => 'last year'),
  );
  expect(server.bans).toEqual([]);
  await dialogue.play(`C: USER ${NAME}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
});

it('different ones do, by PASS and AUTH and over several connections; no password is in the note', async () => {
  const server = await startStrict();
  const first = await server.connect({ localAddress: '127.0.0.1' });
  await tryPasswords(first, ['wrong 1', 'wrong 2', 'wrong 3']);
  const second = await server.connect();
  const plain = (password: string): string => Buffer.from(`\0${NAME}\0${password}`).toString('base64');
  await second.play(`C: AUTH PLAIN ${plain('wrong 4')}\nS: -ERR [AUTH] …\nC: AUTH PLAIN ${plain('wrong 4')}\nS: -ERR [AUTH] …`);
  expect(server.bans).toEqual([]);
  await second.play(`C: AUTH PLAIN ${plain('wrong 5')}\nS: -ERR [AUTH] …`);
  expect(server.bans).toMatchObject([{ address: '127.0.0.1', source: 'brute-force' }]);
  expect(server.bans[0]?.note).toMatch(/^5 different wrong passwords within \d+ seconds? by pop3, for anna@local\.test$/);
});

it('an account under attack is not even asked for strangers, but open for those it knows', async () => {
  const server = await startStrict();
  server.settings.change((now) => {
    const { bruteForce } = now.security['smtp-authentication'];
    bruteForce.failuresPerAddress = 1000;
    bruteForce.failuresPerAccount = 3;
  });
  (await server.logIn()).drop();
  await server.events.seen('session-closed');
  const attacker = await server.connect({ implicitTls: false, localAddress: '127.0.0.2' });
  await attacker.play('C: STLS\nS: +OK …');
  await attacker.startTls();
  await tryPasswords(attacker, ['wrong 1', 'wrong 2', 'wrong 3']);
  const tried = server.accounts.tried.length;
  await attacker.play(`C: USER ${NAME.toUpperCase()}\nS: +OK …\nC: PASS ${PASSWORD}\nS: -ERR [SYS/TEMP] too many failed logins…`);
  expect(server.accounts.tried).toHaveLength(tried);
  expect(server.events.events.at(-1)).toMatchObject({ kind: 'login-failed', reason: 'account-guarded' });
  await server.logIn();
});

it('a fault of the server is no guess', async () => {
  const server = await startStrict();
  server.accounts.failure = new Error('no threads');
  const dialogue = await server.connect();
  for (let each = 0; each < 10; each += 1) await dialogue.play(`C: USER ${NAME}\nS: +OK …\nC: PASS wrong ${each}\nS: -ERR [SYS/TEMP] …`);
  expect(server.bans).toEqual([]);
});
