/** A domain is one, whether it is written as people read it or in the A-labels of the DNS (RFC 5890); clients without SMTPUTF8 know only those. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { Dialogue } from './dialogue.ts';
import { base64, ehlo, greeted } from './smtp-steps.ts';

const U = '\u043f\u0440\u0438\u043c\u0435\u0440.example';
const A = 'xn--e1afmkfd.example';
const OLGA = `olga@${U}`;

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
  await server.engine.accounts.addDomain(U);
  await server.engine.accounts.addAccount({ address: OLGA, password: PASSWORD });
});
afterAll(async () => {
  await server.stop();
});

const waiting = async (): Promise<number> => (await server.engine.store.queue.totals()).messages;

describe('a domain that was added as people read it', () => {
  it.each([
    ['127.0.0.2', '', `olga@${A}`],
    ['127.0.0.2', '', `OLGA+x@${A.toUpperCase()}`],
    ['127.0.0.2', ' SMTPUTF8', `olga@${U.toUpperCase()}`],
    ['127.0.0.2', ' SMTPUTF8', 'olga@\u043f\u0440\u0438\u043c\u0435\u0440.\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45'],
    ['127.0.0.1', '', `olga@${A}`],
  ])('takes what a client at %s%s sends to %s into the mailbox, and queues nothing', async (client, parameter, recipient) => {
    const before = (await server.mailbox(OLGA)).length;
    const dialogue = await greeted(server, client);
    await dialogue.play(`
      C: MAIL FROM:<sender@example.com>${parameter}
      S: 250 …
      C: RCPT TO:<${recipient}>
      S: 250 2.1.5 …
      C: DATA
      S: 354 …
      C: Subject: hello
      C:
      C: .
      S: 250 2.6.0 …
    `);
    dialogue.drop();
    const mail = await server.mailbox(OLGA);
    expect(mail).toHaveLength(before + 1);
    expect(mail.at(-1)).toMatch(/for <olga(?:\+x)?@xn--e1afmkfd\.example>/i);
    expect(await waiting()).toBe(0);
  });

  it('has a postmaster in either way of writing, and refuses whom it does not have', async () => {
    const dialogue = await greeted(server, '127.0.0.2');
    await dialogue.play(`
      C: MAIL FROM:<sender@example.com>
      S: 250 …
      C: RCPT TO:<postmaster@${A}>
      S: 250 2.1.5 …
      C: RCPT TO:<nobody@${A}>
      S: 550 5.1.1 …
      C: RCPT TO:<victim@xn--bcher-kva.example>
      S: 550 5.7.1 …
    `);
    dialogue.drop();
  });

  it('is written with more than ASCII only where SMTPUTF8 was said (RFC 6531 section 3.5)', async () => {
    const dialogue = await greeted(server, '127.0.0.2');
    await dialogue.play(`
      C: MAIL FROM:<sender@${U}>
      S: 553 5.6.7 …
      C: MAIL FROM:<sender@example.com>
      S: 250 …
      C: RCPT TO:<${OLGA}>
      S: 553 5.6.7 …
    `);
    dialogue.drop();
  });

  it('lets its people log in and send with either', async () => {
    const dialogue = await Dialogue.open(server.port('submissions'), { implicitTls: true });
    await dialogue.play('S: 220 …');
    await ehlo(dialogue);
    await dialogue.play(`
      C: AUTH PLAIN ${base64(`\0olga@${A}\0${PASSWORD}`)}
      S: 235 …
      C: MAIL FROM:<olga@${A}>
      S: 250 …
      C: RCPT TO:<olga@${A}>
      S: 250 …
    `);
    dialogue.drop();
    for (const name of [OLGA, `Olga@${A.toUpperCase()}`]) {
      const pop = await Dialogue.open(server.port('pop3s'), { implicitTls: true });
      await pop.play(`S: +OK …\nC: USER ${name}\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: QUIT\nS: +OK …`);
    }
  });

  it('is there once, and shown as people read it', async () => {
    const { accounts } = server.engine;
    await expect(accounts.addDomain(A)).rejects.toMatchObject({ kind: 'conflict', message: `${U} is a domain of this server already` });
    await expect(accounts.addAccount({ address: `Olga@${A}`, password: PASSWORD })).rejects.toMatchObject({ kind: 'conflict' });
    await accounts.addDomain('XN--BCHER-KVA.example');
    await accounts.addAccount({ address: 'bob@xn--bcher-kva.example', password: PASSWORD });
    await accounts.putAlias({ address: 'sales@b\u00fccher.example', targets: ['bob@xn--bcher-kva.example'] });
    expect(accounts.listDomains().map(({ name }) => name)).toEqual(['local.test', U, 'b\u00fccher.example']);
    expect((await accounts.listAccounts('xn--bcher-kva.example')).map(({ address }) => address)).toEqual(['bob@b\u00fccher.example']);
    expect(accounts.listAliases('b\u00fccher.example')).toMatchObject([{ address: 'sales@b\u00fccher.example', targets: ['bob@b\u00fccher.example'] }]);
    await accounts.removeAlias('sales@xn--bcher-kva.example');
    await accounts.removeAccount('bob@b\u00fccher.example');
    await accounts.removeDomain('b\u00fccher.example');
    expect(accounts.isLocalDomain('xn--bcher-kva.example')).toBe(false);
  });
});

describe('the name of a login is one, however it is typed', () => {
  /** As a mail program on a Mac may send it, and as one without SMTPUTF8 does. */
  const DECOMPOSED = 'Zo\u0065\u0301@b\u0075\u0308cher.example';
  const COMPOSED = 'zo\u00e9@b\u00fccher.example';
  const A_LABELS = 'ZO\u00c9@XN--BCHER-KVA.example';
  const FORMS = [DECOMPOSED, COMPOSED, A_LABELS];
  const OUTSIDER = '127.0.0.2';

  async function logIn(name: string, password: string, reply: string): Promise<Dialogue> {
    const dialogue = await greeted(server, OUTSIDER);
    await dialogue.play(`C: AUTH PLAIN ${base64(`\0${name}\0${password}`)}\nS: ${reply} …`);
    return dialogue;
  }

  beforeAll(async () => {
    await server.engine.settings.import(
      {
        security: { 'smtp-authentication': { requireTls: false, senderMustMatchLogin: false, logins: [{ name: DECOMPOSED, password: 'printer-pass' }] } },
        outbound: { messagesPerHour: 2 },
      },
      'test',
    );
  });

  it.each(FORMS)('for an SMTP login that is called %s', async (name) => {
    (await logIn(name, 'printer-pass', '235')).drop();
  });

  it('in the settings, which take it once', async () => {
    const place = 'security.smtp-authentication.logins';
    const second = (name: string): Promise<unknown> =>
      server.engine.settings.edit((now) => {
        const authentication = now.security['smtp-authentication'];
        const logins = [...authentication.logins, { name, password: 'other-pass', enabled: true, note: '', addresses: [] }];
        return { ...now, security: { ...now.security, 'smtp-authentication': { ...authentication, logins } } };
      }, 'test');
    for (const name of [COMPOSED, A_LABELS]) {
      await expect(second(name)).rejects.toMatchObject({ problems: [{ field: `${place}.1.name`, message: `there is another SMTP login "${name}"` }] });
    }
  });

  it('in the event log, whose searches and live log take each form, and in what was decided', async () => {
    for (const name of FORMS) (await logIn(name, `wrong ${name}`, '535')).drop();
    const asked = [...FORMS, A_LABELS.toLowerCase()];
    for (const account of asked) expect(await server.events({ account, kinds: ['login-failed'] }), account).toHaveLength(3);
    const stop = new AbortController();
    const live = asked.map((account) => server.engine.events.follow({ account, kinds: ['login-failed'] }, stop.signal).next());
    (await logIn(A_LABELS, 'wrong again', '535')).drop();
    for (const { value } of await Promise.all(live)) expect(value?.events).toHaveLength(1);
    stop.abort();
    const { decisions } = server.engine.events;
    const counts = await Promise.all(asked.map(async (login) => (await decisions.search({ login }, { limit: 100 })).decisions.length));
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts).size).toBe(1);
  });

  it('for the outbound guard, which counts it once however the settings come to write it', async () => {
    const send = async (): Promise<void> => {
      const dialogue = await logIn(COMPOSED, 'printer-pass', '235');
      await dialogue.play(`
        C: MAIL FROM:<sender@local.test>
        S: 250 …
        C: RCPT TO:<x@example.com>
        S: 250 …
        C: DATA
        S: 354 …
        C: Subject: hello
        C:
        C: .
        S: 250 2.6.0 …
      `);
      dialogue.drop();
    };
    for (const name of FORMS) {
      await server.engine.settings.set('security.smtp-authentication.logins.0.name', name, 'test');
      await send();
    }
    const held = await server.engine.store.quarantine.heldBy('outbound-guard');
    expect(held).toMatchObject([{ entry: A_LABELS }]);
    const uses = await server.engine.store.outbound.list(Date.now());
    expect(uses.map(({ use }) => use.messagesThisHour)).toEqual([2]);
  });
});
