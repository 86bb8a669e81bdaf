/** `gatepost check` decides as real sessions do: both are asked the same, and their traces compared step by step. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDecision } from '../../main/log/make-decision.ts';
import type { Json } from '../../main/settings/json-path.ts';
import type { Decision } from '../../shared/decisions/verdicts.ts';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import type { Dialogue } from './dialogue.ts';
import { base64, ehlo, greeted as greetedSmtp, lastDecision } from './smtp-steps.ts';

const OUTSIDER = '127.0.0.2';
/** A stranger who writes to anna. */
const FROM_OUTSIDE = {
  protocol: 'smtp',
  remoteAddress: OUTSIDER,
  helo: 'x',
  secure: false,
  smtpUtf8: false,
  from: 'a@example.com',
  to: ['anna@local.test'],
} as const;
let server: RunningEngine;

beforeAll(async () => {
  // Nobody listens there: who asks the name server gets no answer, at once.
  server = await startEngine({ server: { dns: { servers: ['127.0.0.1:1'] } } });
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  await set('security.filters.entries', []);
});

const set = async (path: string, value: Json): Promise<unknown> => await server.engine.settings.set(path, value, 'test');
const greeted = async (localAddress = OUTSIDER): Promise<Dialogue> => await greetedSmtp(server, localAddress);

describe('gatepost check', () => {
  /** What can differ between a real session and a simulated one: when and which, not what. */
  const comparable = ({ steps, ...rest }: Decision): unknown => ({
    ...rest,
    id: 0,
    at: 0,
    sessionId: '',
    traceId: '',
    steps: steps.map((step) => (step.outcome === 'ran' ? { ...step, milliseconds: 0 } : step)),
  });

  it.each<{ what: string; client: string; from: string; to: string[]; message?: string; login?: string; action?: string; smtpUtf8?: boolean }>([
    { what: 'a message that passes', client: OUTSIDER, from: 'a@example.com', to: ['anna@local.test'], message: 'Subject: fine\n\nhello' },
    { what: 'a message that a filter refuses', client: OUTSIDER, from: 'a@example.com', to: ['anna@local.test'], message: 'Subject: buy\n\nviagra' },
    { what: 'an attached program', client: OUTSIDER, from: 'a@example.com', to: ['bert@local.test'], message: 'Content-Type: application/x; name=a.exe\n\nx' },
    {
      what: 'recipients some of whom are refused',
      client: OUTSIDER,
      from: 'a@example.com',
      to: ['nobody@local.test', 'anna@local.test', 'x@example.org'],
      message: '\nx',
    },
    { what: 'a stranger who wants to relay', client: OUTSIDER, from: 'a@example.com', to: ['x@example.org'] },
    { what: 'a trusted client that relays', client: '127.0.0.1', from: 'anna@local.test', to: ['x@example.org'], message: '\nx' },
    { what: 'a forged local sender', client: OUTSIDER, from: 'anna@local.test', to: ['bert@local.test'] },
    { what: 'an unknown local sender', client: OUTSIDER, from: 'nobody@local.test', to: ['bert@local.test'] },
    { what: 'a report without a sender', client: OUTSIDER, from: '', to: ['bert@local.test'], message: '\nx' },
    { what: 'somebody who has logged in', client: OUTSIDER, login: 'anna@local.test', from: 'anna@local.test', to: ['x@example.org'], message: '\nx' },
    {
      what: 'a From header that only some readers see',
      client: OUTSIDER,
      login: 'anna@local.test',
      from: 'anna@local.test',
      to: ['x@example.org'],
      message: 'From: anna@local.test\nFrom\n : bert@local.test\n\nx',
    },
    { what: 'the sender of somebody else than who has logged in', client: OUTSIDER, login: 'anna@local.test', from: 'bert@local.test', to: ['x@example.org'] },
    ...[false, true].flatMap((smtpUtf8) => {
      const declared = smtpUtf8 ? 'with SMTPUTF8' : 'without SMTPUTF8';
      return [
        { what: `a sender in a domain beyond ASCII ${declared}`, client: OUTSIDER, from: 'a@b\u00fccher.example', to: ['x@example.org'], smtpUtf8 },
        { what: `a sender with a name beyond ASCII ${declared}`, client: OUTSIDER, from: 'j\u00f6rg@example.com', to: ['anna@local.test'], smtpUtf8 },
        {
          what: `recipients beyond ASCII ${declared}`,
          client: OUTSIDER,
          from: 'a@example.com',
          to: ['j\u00f6rg@local.test', 'x@b\u00fccher.example'],
          smtpUtf8,
        },
      ];
    }),
    ...['quarantine', 'tag', 'discard'].map((action) => {
      const message = 'Subject: viagra\n\nx';
      return { what: `a filter that says ${action}`, client: OUTSIDER, from: 'a@example.com', to: ['anna@local.test'], message, action };
    }),
  ])('decides about $what as a real session does, step by step', async ({ client, from, to, message, login, action = 'reject', smtpUtf8 = false }) => {
    await set('security.filters.entries', [{ text: 'viagra', action }]);
    const dialogue = await greeted(client);
    if (login !== undefined) {
      await dialogue.play('C: STARTTLS\nS: 220 …');
      await dialogue.startTls();
      await ehlo(dialogue);
      await dialogue.play(`C: AUTH PLAIN ${base64(`\0${login}\0${PASSWORD}`)}\nS: 235 …`);
    }
    dialogue.say(`MAIL FROM:<${from}>${smtpUtf8 ? ' SMTPUTF8' : ''}`);
    const mail = (await dialogue.hear()) ?? '';
    let accepted = 0;
    for (const recipient of mail.startsWith('250') ? to : []) {
      dialogue.say(`RCPT TO:<${recipient}>`);
      if ((await dialogue.hear())?.startsWith('250') === true) accepted += 1;
    }
    if (message !== undefined && accepted > 0) {
      dialogue.say('DATA');
      await dialogue.hear();
      dialogue.raw(`${message.replaceAll('\n', '\r\n')}\r\n.\r\n`);
      await dialogue.hear();
    }
    // The end of the transaction tells the decision, before the reply.
    await dialogue.play('C: RSET\nS: 250 …');
    dialogue.drop();
    const real = await lastDecision(server);
    const { decision } = await server.engine.simulate({
      protocol: 'smtp',
      remoteAddress: client,
      helo: 'client.example',
      secure: login !== undefined,
      smtpUtf8,
      ...(login === undefined ? {} : { authName: login }),
      from,
      to,
      message: message === undefined ? undefined : Buffer.from(`${message.replaceAll('\n', '\r\n')}\r\n`),
    });
    const simulated = makeDecision(0, 0, decision, true).decision;
    expect(comparable(simulated)).toEqual(comparable(real));
  });

  it.each(['CR by itself: a\rb\r\n', 'LF by itself: a\nb\r\n'])('refuses a message as a real session does for a %j', async (text) => {
    const { refused } = await server.engine.simulate({ ...FROM_OUTSIDE, message: Buffer.from(`Subject: x\r\n\r\n${text}`) });
    expect(refused).toBe('bare-line-ending-in-message');
  });

  it('leaves nothing behind', async () => {
    await set('security.filters.entries', [{ text: 'viagra' }]);
    const before = await lastDecision(server);
    const hits = server.engine.hits.of('filters').get('viagra')?.hits;
    await server.engine.simulate({ ...FROM_OUTSIDE, from: '', message: Buffer.from('\r\nviagra\r\n') });
    expect((await lastDecision(server)).id).toBe(before.id);
    expect(server.engine.hits.of('filters').get('viagra')?.hits).toBe(hits);
  });

  it('decides by proposed settings, which stay proposed', async () => {
    const question = { ...FROM_OUTSIDE, message: Buffer.from('\r\nlottery\r\n') };
    expect((await server.engine.simulate({ ...question })).refused).toBeUndefined();
    const proposed = { security: { filters: { entries: [{ text: 'lottery' }] } } };
    expect((await server.engine.simulate({ ...question, settings: proposed })).refused).toBe('text-filtered');
    expect(server.engine.settings.current.security.filters.entries).toEqual([]);
  });

  it('knows logins by name', async () => {
    const question = {
      protocol: 'submission',
      remoteAddress: OUTSIDER,
      helo: 'x',
      secure: true,
      smtpUtf8: false,
      from: 'anna@local.test',
      to: ['x@example.org'],
      message: undefined,
    } as const;
    expect((await server.engine.simulate({ ...question })).refused).toBe('authentication-required');
    expect((await server.engine.simulate({ ...question, authName: 'anna@local.test' })).refused).toBeUndefined();
    expect((await server.engine.simulate({ ...question, authName: 'bert@local.test' })).refused).toBe('sender-not-yours');
    await expect(server.engine.simulate({ ...question, authName: 'nobody' })).rejects.toThrow('there is no account or SMTP login');
  });
});
