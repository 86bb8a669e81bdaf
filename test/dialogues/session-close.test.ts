/** The administrator looks at open sessions and closes some: what he sees, what the clients hear, and that no mail is lost or kept twice. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import type { OpenSession } from '../../shared/admin-api/sessions.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { next } from '../admin/carriers.ts';
import { Dialogue } from './dialogue.ts';
import { base64, greeted } from './smtp-steps.ts';

let server: RunningEngine;
let client: AdminClient;

beforeAll(async () => {
  server = await startEngine();
  const admin = createAdminContext(server.engine, '0.0.0', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  client = createRouterClient(adminRouter, { context: { admin, caller: 'console' } });
});
afterAll(async () => await server.stop());

async function sessionOf(remoteAddress: string): Promise<OpenSession> {
  const { sessions } = await client.sessions.list({});
  const session = sessions.find((one) => one.remoteAddress === remoteAddress);
  if (session === undefined) throw new Error(`no session of ${remoteAddress} among ${JSON.stringify(sessions)}`);
  return session;
}

const close = async (remoteAddress: string): Promise<number> => (await client.sessions.close({ ids: [(await sessionOf(remoteAddress)).id] })).closed;

describe('open sessions', () => {
  it('are listed with what each is doing, and no secret', async () => {
    const smtp = await greeted(server, '127.0.0.11');
    await smtp.play(`C: AUTH PLAIN ${base64(`\0anna@local.test\0${PASSWORD}`)}\nS: 538 …`);
    expect(await sessionOf('127.0.0.11')).toMatchObject({ protocol: 'smtp', cipher: '', stage: 'waiting' });
    expect(JSON.stringify(await sessionOf('127.0.0.11'))).not.toContain(base64(`\0anna@local.test\0${PASSWORD}`));
    await smtp.play('C: MAIL FROM:<someone@example.com>\nS: 250 …');
    expect(await sessionOf('127.0.0.11')).toMatchObject({ stage: 'envelope', lastCommand: 'MAIL FROM:<someone@example.com>' });
    await smtp.play('C: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    expect(await sessionOf('127.0.0.11')).toMatchObject({ stage: 'receiving' });
    smtp.drop();

    const pop3 = await Dialogue.open(server.port('pop3s'), { localAddress: '127.0.0.12', implicitTls: true });
    await pop3.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …`);
    const session = await sessionOf('127.0.0.12');
    expect(session).toMatchObject({ protocol: 'pop3s', account: 'anna@local.test', stage: 'mailbox', lastCommand: 'PASS' });
    expect(session.cipher).toMatch(/^TLSv1/);
    expect(session.bytesReceived).toBeGreaterThan(20);
    await pop3.play('C: QUIT\nS: +OK …');
    await pop3.closed();
  });

  it('are watched live', async () => {
    const watched = await client.sessions.watch({});
    await next(watched);
    const dialogue = await greeted(server, '127.0.0.13');
    let seen: readonly OpenSession[] = [];
    while (!seen.some(({ remoteAddress }) => remoteAddress === '127.0.0.13')) ({ sessions: seen } = await next(watched));
    dialogue.drop();
    while (seen.some(({ remoteAddress }) => remoteAddress === '127.0.0.13')) ({ sessions: seen } = await next(watched));
    await watched.return?.();
  });

  it('that show hostile text show it escaped', async () => {
    const dialogue = await greeted(server, '127.0.0.14');
    await dialogue.play('C: RCPT \u202eevil\nS: 5…');
    expect((await sessionOf('127.0.0.14')).lastCommand).toBe('RCPT \\u{202e}evil');
    dialogue.drop();
  });
});

describe('closing a session', () => {
  it('tells an SMTP client 421 and ends, and the log says why', async () => {
    const dialogue = await greeted(server, '127.0.0.15');
    const { id } = await sessionOf('127.0.0.15');
    expect(await client.sessions.close({ ids: [id, 'gone'] })).toEqual({ closed: 1 });
    await dialogue.play('S: 421 4.3.0 This session was closed. Try again later');
    await dialogue.closed();
    const [closing] = await server.events({ sessionId: id, kinds: ['session-closed'] });
    expect(closing?.text).toContain('The administrator has closed the session.');
    expect((await server.events({ kinds: ['admin'] })).at(-1)?.text).toContain(`closed the session: ${id} of 127.0.0.15`);
  });

  it('in the middle of a message keeps nothing of it', async () => {
    const dialogue = await greeted(server, '127.0.0.16');
    await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<bert@local.test>\nS: 250 …\nC: DATA\nS: 354 …\nC: Subject: half');
    expect(await close('127.0.0.16')).toBe(1);
    await dialogue.play('S: 421 4.3.0 …\nC: .');
    await dialogue.closed();
    expect(await server.mailbox('bert@local.test')).toEqual([]);
  });

  it('after a message was accepted leaves it where it is', async () => {
    const dialogue = await greeted(server, '127.0.0.17');
    await dialogue.play(
      'C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …\nC: Subject: whole\nC:\nC: .\nS: 250 …',
    );
    expect(await close('127.0.0.17')).toBe(1);
    await dialogue.play('S: 421 4.3.0 …');
    await dialogue.closed();
    expect((await server.mailbox('anna@local.test')).filter((content) => content.includes('Subject: whole'))).toHaveLength(1);
  });

  it('tells a POP3 client -ERR, and deletes nothing that was marked', async () => {
    const before = (await server.mailbox('anna@local.test')).length;
    const dialogue = await Dialogue.open(server.port('pop3s'), { localAddress: '127.0.0.18', implicitTls: true });
    await dialogue.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: DELE 1\nS: +OK …`);
    expect(await close('127.0.0.18')).toBe(1);
    await dialogue.play('S: -ERR [SYS/TEMP] …');
    await dialogue.closed();
    expect(await server.mailbox('anna@local.test')).toHaveLength(before);
  });
});
