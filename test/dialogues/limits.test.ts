import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(async () => {
  await server.stop();
});
afterEach(async () => {
  await server.engine.settings.restore(1, 'test');
});

const set = async (path: string, value: number | boolean | string | null): Promise<void> => {
  await server.engine.settings.set(path, value, 'test');
};

async function greeted(localAddress = '127.0.0.1'): Promise<Dialogue> {
  const dialogue = await Dialogue.open(server.port('smtp'), { localAddress });
  await dialogue.play('S: 220 …');
  dialogue.say('EHLO client.example');
  await dialogue.hearReply();
  return dialogue;
}

const TO_ANNA = 'C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …';

describe('limits are obeyed as they stand in the settings, without a restart', () => {
  it('connections from one address, whatever they speak; others still get in', async () => {
    await set('server.limits.maxConnectionsPerAddress', 2);
    const first = await greeted('127.0.0.3');
    const second = await Dialogue.open(server.port('pop3'), { localAddress: '127.0.0.3' });
    await second.play('S: +OK …');
    const third = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.3' });
    await third.play('S: 421 4.7.0 …');
    await third.closed();
    const fourth = await Dialogue.open(server.port('pop3'), { localAddress: '127.0.0.3' });
    await fourth.play('S: -ERR [SYS/TEMP] …');
    await fourth.closed();
    const other = await greeted('127.0.0.4');
    other.drop();
    // A place is free again once a session has ended, TLS or not.
    await first.play('C: STARTTLS\nS: 220 …');
    await first.startTls();
    first.say('QUIT');
    await first.play('S: 221 …');
    await first.closed();
    let again: Dialogue | undefined;
    while (again === undefined) {
      const attempt = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.3' });
      if ((await attempt.hear())?.startsWith('220')) again = attempt;
    }
    again.drop();
    second.drop();
  });

  it('errors, of whatever kind: also commands that are none', async () => {
    await set('server.limits.maxErrors', 15);
    const dialogue = await greeted('127.0.0.6');
    for (let error = 1; error < 15; error += 1) await dialogue.play('C: XYZZY\nS: 500 …');
    await dialogue.play('C: XYZZY\nS: 500 …\nS: 421 …');
    await dialogue.closed();
  });

  it('the time for a command line, whatever keeps coming of it', async () => {
    await set('server.limits.smtpIdleSeconds', 1);
    const dialogue = await greeted('127.0.0.7');
    // It is never idle, and never ends its line.
    const dribble = setInterval(() => dialogue.raw('N'), 50);
    try {
      await dialogue.play('S: 421 4.4.2 …');
    } finally {
      clearInterval(dribble);
    }
  });

  it('connections in all', async () => {
    await set('server.limits.maxConnections', 1);
    let only: Dialogue | undefined;
    while (only === undefined) {
      const attempt = await Dialogue.open(server.port('smtp'));
      if ((await attempt.hear())?.startsWith('220')) only = attempt;
    }
    const refused = await Dialogue.open(server.port('smtp'), { localAddress: '127.0.0.5' });
    await refused.play('S: 421 4.7.0 …');
    only.drop();
  });

  it('recipients of a message', async () => {
    await set('server.limits.maxRecipients', 100);
    const dialogue = await greeted();
    await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …');
    for (let count = 0; count < 100; count += 1) await dialogue.play(`C: RCPT TO:<anna+${count}@local.test>\nS: 250 …`);
    await dialogue.play('C: RCPT TO:<anna+100@local.test>\nS: 452 4.5.3 …\nC: DATA\nS: 354 …\nC: .\nS: 250 …');
    dialogue.drop();
    // A hundred forms of one address are one mailbox, which gets the message once.
    expect((await server.mailbox('anna@local.test')).length).toBe(1);
  });

  it('errors of a session', async () => {
    await set('server.limits.maxErrors', 3);
    const dialogue = await greeted();
    await dialogue.play('C: MAIL\nS: 501 …\nC: DATA\nS: 503 …\nC: RCPT TO:<x>\nS: 501 …\nS: 421 4.7.0 …');
    await dialogue.closed();
  });

  it('idle time', async () => {
    await set('server.limits.smtpIdleSeconds', 1);
    await set('server.limits.pop3IdleSeconds', 1);
    const smtp = await greeted();
    const pop3 = await Dialogue.open(server.port('pop3'));
    await pop3.play('S: +OK …');
    await smtp.play('S: 421 4.4.2 …');
    await smtp.closed();
    // RFC 1939 section 3: without a word.
    expect(await pop3.hear()).toBeUndefined();
  });

  it('the time of a whole transaction, however busy the client looks', async () => {
    await set('server.limits.transactionSeconds', 1);
    const dialogue = await greeted();
    await dialogue.play(`${TO_ANNA}\nC: DATA\nS: 354 …\nC: Subject: slow`);
    await dialogue.play('S: 421 4.4.2 …');
    await dialogue.closed();
  });

  it('the size of a message, announced or not, and SIZE without a number when there is none', async () => {
    await set('security.attachment-filters.messageSizeLimit', 65_536);
    const dialogue = await Dialogue.open(server.port('smtp'));
    await dialogue.play('S: 220 …');
    dialogue.say('EHLO client.example');
    expect(await dialogue.hearReply()).toContain('250 SIZE 65536');
    await dialogue.play(`C: MAIL FROM:<a@example.com> SIZE=65537\nS: 552 5.3.4 …\n${TO_ANNA}\nC: DATA\nS: 354 …`);
    dialogue.raw(`${'x'.repeat(998)}\r\n`.repeat(100));
    await dialogue.play('C: .\nS: 552 5.3.4 …\nC: NOOP\nS: 250 …');
    await set('security.attachment-filters.messageSizeLimit', null);
    dialogue.say('EHLO client.example');
    expect(await dialogue.hearReply()).toContain('250 SIZE');
    dialogue.drop();
  });

  it.each([
    { what: 'without SIZE', size: '' },
    { what: 'with a SIZE that is no more than a wish', size: ' SIZE=10' },
  ])('the quota of a mailbox, $what as well', async ({ size }) => {
    const { accounts } = server.engine;
    await accounts.addAccount({ address: 'small@local.test', password: PASSWORD, quotaBytes: 1024 * 1024 });
    const toSmall = `C: MAIL FROM:<a@example.com>${size}\nS: 250 …\nC: RCPT TO:<small@local.test>\nS: 250 …\nC: DATA\nS: 354 …`;
    const lines = (count: number): string => `${'x'.repeat(998)}\r\n`.repeat(count);
    const dialogue = await greeted();
    await dialogue.play('C: MAIL FROM:<a@example.com> SIZE=2000000\nS: 250 …\nC: RCPT TO:<small@local.test>\nS: 452 4.2.2 …\nC: RSET\nS: 250 …');
    await dialogue.play(toSmall);
    dialogue.raw(lines(1100));
    await dialogue.play('C: .\nS: 452 4.2.2 …');
    await dialogue.play(toSmall);
    dialogue.raw(lines(1000));
    await dialogue.play('C: .\nS: 250 …');
    await dialogue.play(toSmall);
    dialogue.raw(lines(100));
    await dialogue.play('C: .\nS: 452 4.2.2 …');
    dialogue.drop();
    expect(await accounts.listAccounts()).toContainEqual(expect.objectContaining({ address: 'small@local.test', messages: 1 }));
    await accounts.removeAccount('small@local.test');
  });

  it('the quota of one mailbox puts a message off for all its recipients, and the trace says why; postmaster has no quota', async () => {
    const { accounts } = server.engine;
    await accounts.addAccount({ address: 'small@local.test', password: PASSWORD, quotaBytes: 1024 });
    const dialogue = await greeted();
    await dialogue.play(`${TO_ANNA}\nC: RCPT TO:<small@local.test>\nS: 250 …\nC: DATA\nS: 354 …`);
    dialogue.raw(`${'x'.repeat(998)}\r\n`.repeat(5));
    await dialogue.play('C: .\nS: 452 4.2.2 …');
    await accounts.putAlias({ address: 'postmaster@local.test', targets: ['small@local.test'] });
    await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<postmaster@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
    dialogue.raw(`${'x'.repeat(998)}\r\n`.repeat(5));
    await dialogue.play('C: .\nS: 250 …');
    dialogue.drop();
    const settled = async (): Promise<object[]> => {
      const { decisions } = await server.engine.events.decisions.search({ remoteAddress: '127.0.0.1' }, { limit: 2 });
      return decisions.map(({ check, stage, verdict, reason }) => ({ check, stage, verdict, reason }));
    };
    await expect.poll(settled).toMatchObject([{ reason: 'accepted' }, { check: 'server-limits', stage: 'data', verdict: 'defer', reason: 'mailbox-full' }]);
    await accounts.removeAlias('postmaster@local.test');
    await accounts.removeAccount('small@local.test');
  });

  it('the quota of a mailbox, however many sessions end their messages at once', async () => {
    const { accounts } = server.engine;
    await accounts.addAccount({ address: 'shared@local.test', password: PASSWORD, quotaBytes: 1024 * 1024 });
    const body = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(600));
    const dialogues = await Promise.all(Array.from({ length: 8 }, async () => await greeted()));
    for (const dialogue of dialogues) {
      await dialogue.play('C: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<shared@local.test>\nS: 250 …\nC: DATA\nS: 354 …');
      await dialogue.stream(body);
    }
    for (const dialogue of dialogues) dialogue.say('.');
    const replies = await Promise.all(dialogues.map(async (dialogue) => (await dialogue.hear())?.slice(0, 3)));
    expect(replies.filter((reply) => reply !== '452')).toEqual(['250']);
    expect(await accounts.listAccounts()).toContainEqual(expect.objectContaining({ address: 'shared@local.test', messages: 1 }));
    // What was not to come takes no room.
    await expect.poll(() => accounts.resolve({ localPart: 'shared', domain: 'local.test' }, 400_000).kind).toBe('local');
    for (const one of dialogues) one.drop();
    await accounts.removeAccount('shared@local.test');
  });

  it('the quota of one mailbox puts off that one alone when the message comes again, until there is room or it is another message', async () => {
    const { accounts } = server.engine;
    await accounts.addAccount({ address: 'tiny@local.test', password: PASSWORD, quotaBytes: 1024 });
    const before = (await server.mailbox('anna@local.test')).length;
    const dialogue = await greeted();
    const rcpt = (reply: string, from = '<a@example.com>'): string => `C: MAIL FROM:${from}\nS: 250 …\nC: RCPT TO:<tiny@local.test>\nS: ${reply}`;
    const toAnna = 'C: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …';
    const lines = `${'x'.repeat(998)}\r\n`.repeat(5);
    await dialogue.play(`${rcpt('250 …')}\n${toAnna}`);
    dialogue.raw(lines);
    await dialogue.play('C: .\nS: 452 4.2.2 …');
    await dialogue.play(`${rcpt('452 4.2.2 …')}\n${toAnna}`);
    dialogue.raw(lines);
    await dialogue.play('C: .\nS: 250 …');
    expect((await server.mailbox('anna@local.test')).length).toBe(before + 1);
    await dialogue.play(`${rcpt('250 …', '<b@example.com>')}\nC: RSET\nS: 250 …\n${rcpt('250 …', '<a@example.com> SIZE=100')}\nC: RSET\nS: 250 …`);
    await accounts.updateAccount('tiny@local.test', { quotaBytes: 100_000 });
    await dialogue.play(`${rcpt('250 …')}\nC: DATA\nS: 354 …`);
    dialogue.raw(lines);
    await dialogue.play('C: .\nS: 250 …');
    dialogue.drop();
    await accounts.removeAccount('tiny@local.test');
  });

  it('free disk space to keep', async () => {
    await set('server.limits.minFreeDiskBytes', 1_000_000_000_000);
    const dialogue = await greeted();
    for (let reply = ''; !reply.startsWith('452 4.3.1'); ) {
      dialogue.say('MAIL FROM:<a@example.com>');
      reply = (await dialogue.hear()) ?? '';
      expect(reply).toMatch(/^(?:250|452 4\.3\.1) /);
      dialogue.say('RSET');
      await dialogue.hear();
    }
    dialogue.drop();
  });
});

describe('switches', () => {
  it('turning SMTP authentication off takes effect for open sessions with their next command', async () => {
    // From an address that is not trusted, which could send without a login.
    const dialogue = await Dialogue.open(server.port('submissions'), { implicitTls: true, localAddress: '127.0.0.2' });
    await dialogue.play('S: 220 …');
    dialogue.say('EHLO client.example');
    await dialogue.hearReply();
    const plain = Buffer.from(`\0anna@local.test\0${PASSWORD}`).toString('base64');
    await dialogue.play(`C: AUTH PLAIN ${plain}\nS: 235 …\nC: MAIL FROM:<anna@local.test>\nS: 250 …\nC: RCPT TO:<x@example.com>\nS: 250 …`);
    await set('security.smtp-authentication.enabled', false);
    await dialogue.play('C: RCPT TO:<y@example.com>\nS: 550 5.7.1 …');
    const other = await Dialogue.open(server.port('submissions'), { implicitTls: true });
    await other.play('S: 220 …');
    other.say('EHLO client.example');
    expect((await other.hearReply()).join('\n')).not.toContain('AUTH');
    await other.play(`C: AUTH PLAIN ${plain}\nS: 502 5.5.1 …`);
    dialogue.drop();
    other.drop();
  });

  it('a listener that is moved closes and opens; the others are not touched', async () => {
    const before = server.engine.listeners.states;
    const open = await greeted();
    await server.engine.listeners.stop('pop3');
    await expect(Dialogue.open(server.port('smtp'))).resolves.toBeDefined();
    expect(server.engine.listeners.states.find(({ id }) => id === 'pop3')?.state).toBe('stopped');
    await server.engine.listeners.start('pop3');
    await open.play('C: NOOP\nS: 250 …');
    open.drop();
    expect(server.engine.listeners.states.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });
});

describe('a stop', () => {
  it('lets the transaction at hand finish, tells idle sessions, and leaves no port open', async () => {
    const own = await startEngine();
    const port = own.port('smtp');
    const idle = await Dialogue.open(port);
    await idle.play('S: 220 …');
    const busy = await Dialogue.open(port);
    await busy.play(`S: 220 …\nC: HELO client.example\nS: 250 …\n${TO_ANNA}\nC: DATA\nS: 354 …`);
    const stopping = own.engine.listeners.stopAll(10);
    await idle.play('S: 421 4.3.2 …');
    await idle.closed();
    await busy.play('C: Subject: last\nC: .\nS: 250 2.6.0 …\nS: 421 4.3.2 …');
    await busy.closed();
    await stopping;
    await expect(Dialogue.open(port)).rejects.toThrow('ECONNREFUSED');
    expect(await own.mailbox('anna@local.test')).toHaveLength(1);
    await own.stop();
  });

  it('does not cut off a message that has arrived whole: it is answered when it is on disk', async () => {
    const own = await startEngine();
    const gate = Promise.withResolvers<void>();
    const { messages } = own.engine.store;
    const writer = messages.writer.bind(messages);
    messages.writer = () => {
      const real = writer();
      return {
        get size() {
          return real.size;
        },
        copies: false,
        write: (bytes) => real.write(bytes),
        commit: async (message) => {
          await gate.promise;
          return await real.commit(message);
        },
        abort: () => real.abort(),
      };
    };
    const busy = await Dialogue.open(own.port('smtp'));
    await busy.play(`S: 220 …\nC: HELO client.example\nS: 250 …\n${TO_ANNA}\nC: DATA\nS: 354 …\nC: Subject: slow disk\nC: .`);
    const stopping = own.engine.listeners.stopAll(1);
    // An idle session is told at the deadline at the latest, so what follows is after it.
    setTimeout(() => gate.resolve(), 1500);
    await busy.play('S: 250 2.6.0 …\nS: 421 4.3.2 …');
    await stopping;
    expect(await own.mailbox('anna@local.test')).toHaveLength(1);
    await own.stop();
  });

  it('cuts off what does not finish in time', async () => {
    const own = await startEngine();
    const stuck = await Dialogue.open(own.port('smtp'));
    await stuck.play(`S: 220 …\nC: HELO client.example\nS: 250 …\n${TO_ANNA}\nC: DATA\nS: 354 …`);
    const began = Date.now();
    await own.engine.listeners.stopAll(1);
    expect(Date.now() - began).toBeLessThan(20_000);
    await stuck.closed();
    await own.stop();
  });
});
