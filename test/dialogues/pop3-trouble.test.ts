import * as net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MessageLost, StoreError } from '../../main/store/mail-store.ts';
import { ANNA, NAME, PASSWORD, startPop3 } from '../pop3/pop3-server.ts';

const broken = (): StoreError => new StoreError('failed', 'the disk is on fire');
const LOGIN = `C: USER ${NAME}\nS: +OK …\nC: PASS ${PASSWORD}\n`;
const BIG = `Subject: big\r\n\r\n${'.a line of a big message\r\n'.repeat(1_000_000)}`;

/** A client that reads nothing until it is told to. */
async function silentClient(port: number, say: string): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => {
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  socket.write(say);
  return socket;
}

async function readAll(socket: net.Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

describe('trouble with the store', () => {
  it('at login is temporary, and leaves the maildrop free', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    server.accounts.failure = broken();
    const dialogue = await server.connect();
    await dialogue.play(`${LOGIN}S: -ERR [SYS/TEMP] …`);
    server.accounts.failure = undefined;
    server.store.failures.set('list', broken());
    await dialogue.play(`${LOGIN}S: -ERR [SYS/TEMP] …\nC: STAT\nS: -ERR log in first`);
    server.store.failures.clear();
    await dialogue.play(`${LOGIN}S: +OK 1 messages …`);
    expect(server.events.texts().filter((text) => text === 'the disk is on fire')).toHaveLength(2);
    expect(server.store.logins).toHaveLength(1);
  });

  it('while a message is opened costs that command alone', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const dialogue = await server.logIn();
    server.store.failures.set('open', broken());
    await dialogue.play('C: RETR 1\nS: -ERR [SYS/TEMP] …\nC: TOP 1 0\nS: -ERR [SYS/TEMP] …');
    server.store.failures.clear();
    await dialogue.play('C: RETR 1\nS: +OK …\nS: Return-Path: <sender@example.com>\nS: a\nS: .');
  });

  it('that has lost the content of a message is told, for good, and does not count against the client', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const dialogue = await server.logIn();
    server.store.failures.set('open', new MessageLost(1, 'messages.dat'));
    const asked = 'C: RETR 1\nS: -ERR [SYS/PERM] the content of this message has been lost…\nC: TOP 1 0\nS: -ERR [SYS/PERM] …';
    for (let time = 0; time < 30; time += 1) await dialogue.play(asked);
    await dialogue.play('C: QUIT\nS: +OK …');
    await dialogue.closed();
    const later = await server.logIn();
    await later.play(`${asked}\nC: DELE 1\nS: +OK …\nC: QUIT\nS: +OK …`);
    const text = 'Message 1 cannot be read: messages.dat has lost its content. Restore a backup of both files to get it back, or delete the message.';
    expect(server.events.events.filter((event) => event.text === text).map(({ level }) => level)).toEqual(['warning']);
  });

  it('in the middle of a message cuts the connection: no dot says that this was all', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, BIG);
    server.store.failures.set('read', broken());
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …\nC: RSET\nS: +OK …\nC: RETR 1\nS: +OK …');
    await expect(dialogue.hearMultiline()).rejects.toThrow('closed in the middle');
    expect(await server.ended()).toContain('could not be read to its end; 0 messages fetched, 0 deleted');
    expect(server.store.openReaders).toBe(0);
    expect(server.events.counters.get('messagesFetched')).toBeUndefined();
  });

  it('at QUIT is told, and nothing is lost', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    server.store.failures.set('remove', broken());
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …\nC: QUIT\nS: -ERR [SYS/TEMP] …');
    await dialogue.closed();
    expect(server.store.countOf(ANNA)).toBe(1);
    expect(await server.ended()).toContain('0 deleted');
    server.store.failures.clear();
    const next = await server.logIn();
    await next.play('C: STAT\nS: +OK 1 …');
  });

  it('a message that has been taken away meanwhile is missed politely', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const dialogue = await server.logIn();
    const { entries } = await server.store.mailboxes.list(ANNA);
    await server.store.mailboxes.remove(
      ANNA,
      entries.map(({ uid }) => uid),
    );
    await dialogue.play('C: RETR 1\nS: -ERR [SYS/TEMP] …\nC: DELE 1\nS: +OK …\nC: QUIT\nS: +OK goodbye');
  });
});

describe('deletions', () => {
  it.each([
    ['nothing', ''],
    ['half a name', 'USER an'],
    ['the name', `USER ${NAME}\r\n`],
    ['a login', `USER ${NAME}\r\nPASS ${PASSWORD}\r\n`],
    ['half an AUTH', 'AUTH PLAIN\r\nAGFubm'],
    ['DELE', `USER ${NAME}\r\nPASS ${PASSWORD}\r\nDELE 1\r\n`],
    ['QUIT without its line end', `USER ${NAME}\r\nPASS ${PASSWORD}\r\nDELE 1\r\nQUIT`],
    ['QUIT with half its line end', `USER ${NAME}\r\nPASS ${PASSWORD}\r\nDELE 1\r\nQUIT\r`],
    ['QUIT with a bare LF', `USER ${NAME}\r\nPASS ${PASSWORD}\r\nDELE 1\r\nQUIT\n`],
    ['RETR', `USER ${NAME}\r\nPASS ${PASSWORD}\r\nDELE 2\r\nRETR 1\r\n`],
  ])('do not happen when the client goes away after %s, and the maildrop is free again', async (_what, said) => {
    const server = await startPop3();
    await server.store.deliver(ANNA, BIG);
    await server.store.deliver(ANNA, 'b\r\n');
    for (const go of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const before = server.events.events.filter(({ kind }) => kind === 'session-closed').length;
      const socket = await silentClient(server.port, said);
      if (go === 'end') {
        socket.end();
        await readAll(socket);
      } else {
        await new Promise<void>((resolve) => {
          socket.once('data', () => resolve());
        });
        socket[go]();
      }
      await server.ended(before + 1);
      expect(server.store.countOf(ANNA)).toBe(2);
      expect(server.store.openReaders).toBe(0);
    }
    const next = await server.logIn();
    await next.play('C: STAT\nS: +OK 2 …');
  });

  it('do not happen when the session is idle for too long; a byte now and then is idle too', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    server.limit('pop3IdleSeconds', 1);
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …');
    const drip = setInterval(() => dialogue.raw('N'), 100);
    onTestFinished(() => clearInterval(drip));
    expect(await dialogue.hear()).toBeUndefined();
    clearInterval(drip);
    expect(await server.ended()).toMatch(/^idle for too long; 0 messages fetched, 0 deleted/);
    server.limit('pop3IdleSeconds', 600);
    const next = await server.logIn();
    await next.play('C: STAT\nS: +OK 1 …');
  });

  it('are durable before the client hears of them, and the maildrop is free by then', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const disk = Promise.withResolvers<void>();
    server.store.delays.set('remove', disk.promise);
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …\nC: QUIT');
    const other = await server.connect();
    await other.play(`${LOGIN}S: -ERR [IN-USE] …`);
    disk.resolve();
    await dialogue.play('S: +OK goodbye');
    await other.play(`${LOGIN}S: +OK 0 messages …`);
  });

  it('happen for a client that says all at once, closes its side and then listens', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    await server.store.deliver(ANNA, 'b\r\n');
    const socket = await silentClient(server.port, `USER ${NAME}\r\nPASS ${PASSWORD}\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n`);
    socket.end();
    const heard = await readAll(socket);
    expect(heard.split('\r\n').slice(-6)).toEqual(['Return-Path: <sender@example.com>', 'a', '.', '+OK message 1 will be deleted at QUIT', '+OK goodbye', '']);
    expect(server.store.countOf(ANNA)).toBe(1);
  });
});

describe('a slow reader', () => {
  it('holds little of a big message, and is cut off when it stops', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, BIG);
    server.limit('pop3IdleSeconds', 1);
    const socket = await silentClient(server.port, `USER ${NAME}\r\nPASS ${PASSWORD}\r\nRETR 1\r\n`);
    socket.pause();
    expect(await server.ended()).toMatch(/^the client stopped reading; 0 messages fetched/);
    // What the system took into its own buffers, and two pieces of ours.
    const { bytesRead } = server.store;
    expect(bytesRead).toBeLessThan(BIG.length / 2);
    expect(server.store.openReaders).toBe(0);
    const said = server.events.events.find(({ kind }) => kind === 'session-closed')?.text ?? '';
    const bytesSent = Number(/(\d+) bytes sent/.exec(said)?.[1]);
    expect(bytesRead * 1.1 - bytesSent).toBeLessThan(600_000);
  });

  it('that pipelines long answers without reading is made to wait', async () => {
    const server = await startPop3();
    for (let count = 0; count < 5000; count += 1) await server.store.deliver(ANNA, 'x');
    const commands = 500;
    const socket = await silentClient(server.port, `USER ${NAME}\r\nPASS ${PASSWORD}\r\n${'LIST\r\n'.repeat(commands)}`);
    socket.pause();
    await server.events.seen('command', 20);
    socket.resume();
    socket.end();
    const heard = await readAll(socket);
    expect(heard.match(/^\.\r$/gm)).toHaveLength(commands);
  });
});

describe('TLS trouble', () => {
  it.each([
    ['words instead of a handshake', (socket: net.Socket) => void socket.write('USER anna\r\nPASS secret\r\n')],
    ['nothing more', (socket: net.Socket) => void socket.end()],
    ['a reset', (socket: net.Socket) => void socket.resetAndDestroy()],
  ])('after STLS comes %s: the session ends, the server does not mind', async (_what, go) => {
    const server = await startPop3();
    const socket = await silentClient(server.port, 'STLS\r\n');
    await new Promise<void>((resolve) => {
      socket.on('data', (heard: Buffer) => {
        if (heard.toString().includes('+OK begin TLS')) resolve();
      });
    });
    go(socket);
    expect(await server.ended()).toContain('the TLS handshake failed');
    expect(server.events.texts().join('\n')).not.toContain('secret');
    expect(server.events.events.map(({ kind }) => kind)).toContain('tls-failed');
    await (await server.connect()).play('C: QUIT\nS: +OK goodbye');
  });

  it('clear text on a pop3s port gets no answer', async () => {
    const server = await startPop3('implicit');
    const socket = await silentClient(server.port, 'USER anna\r\n');
    expect(await readAll(socket)).not.toContain('OK');
    expect(await server.ended()).toContain('the TLS handshake failed');
    await (await server.logIn()).play('C: CAPA\nS: +OK …');
  });
});

describe('a stop', () => {
  it('closes idle sessions at once, and deletes nothing', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …');
    const halfLine = await server.connect();
    halfLine.raw('QUI');
    const inAuth = await server.connect();
    await inAuth.play('C: AUTH PLAIN\nS: +…');
    const inHandshake = await silentClient(server.port, 'STLS\r\n');
    await new Promise<void>((resolve) => {
      inHandshake.on('data', (heard: Buffer) => {
        if (heard.toString().includes('begin TLS')) resolve();
      });
    });
    expect(server.listener.connections).toBe(4);
    const began = performance.now();
    await server.listener.stop(60);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(server.listener.connections).toBe(0);
    expect(server.services.places.taken).toBe(0);
    expect(await dialogue.hear()).toBeUndefined();
    expect(server.store.countOf(ANNA)).toBe(1);
  });

  it('lets RETR and QUIT finish, and takes no further command', async () => {
    const server = await startPop3();
    const content = BIG.slice(0, 1_000_000);
    await server.store.deliver(ANNA, content);
    const disk = Promise.withResolvers<void>();
    server.store.delays.set('read', disk.promise);
    const dialogue = await server.logIn();
    dialogue.raw('RETR 1\r\nDELE 1\r\nQUIT\r\n');
    await dialogue.play('S: +OK …');
    const stopped = server.listener.stop(60);
    disk.resolve();
    expect((await dialogue.hearMultiline()).length).toBeGreaterThan(content.length);
    expect(await dialogue.hear()).toBeUndefined();
    await stopped;
    expect(server.store.countOf(ANNA)).toBe(1);
    expect(await server.ended()).toMatch(/^the server is stopping; 1 messages fetched, 0 deleted/);
  });

  it('waits for a QUIT that is being made durable', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, 'a\r\n');
    const disk = Promise.withResolvers<void>();
    server.store.delays.set('remove', disk.promise);
    const dialogue = await server.logIn();
    await dialogue.play('C: DELE 1\nS: +OK …\nC: QUIT');
    await server.events.seen('command', 4);
    const stopped = server.listener.stop(60);
    disk.resolve();
    await dialogue.play('S: +OK goodbye');
    await stopped;
    expect(server.store.countOf(ANNA)).toBe(0);
  });

  it('cuts off what does not finish in time', async () => {
    const server = await startPop3();
    await server.store.deliver(ANNA, BIG);
    const socket = await silentClient(server.port, `USER ${NAME}\r\nPASS ${PASSWORD}\r\nRETR 1\r\n`);
    socket.pause();
    await server.events.seen('command', 3);
    await server.listener.stop(0.2);
    expect(server.listener.connections).toBe(0);
    expect(server.store.openReaders).toBe(0);
    expect(await server.ended()).toContain('0 messages fetched');
  });

  it('frees the port for the next start', async () => {
    const server = await startPop3();
    await server.listener.stop(0);
    expect((await server.listener.start()).port).toBeGreaterThan(0);
  });
});
