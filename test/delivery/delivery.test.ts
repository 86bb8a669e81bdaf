import { type Server, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { RunningEngine } from '../fakes/running-engine.ts';
import { startEngine } from '../fakes/running-engine.ts';
import type { QueueEntry } from '../../main/store/outgoing-queue.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Received {
  readonly from: string;
  readonly to: string[];
  readonly content: string;
  readonly user: string | undefined;
  readonly secure: boolean;
  readonly bodyType: string | undefined;
}

/** A smart host that keeps what it gets. */
async function smartHost(options: SMTPServerOptions = {}): Promise<{ port: number; received: Received[]; connections: () => number }> {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onData: (stream, session, callback) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo, bodyType } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          content: Buffer.concat(pieces).toString('latin1'),
          user: typeof session.user === 'string' ? session.user : undefined,
          secure: session.secure,
          bodyType,
        });
        callback();
      });
    },
    ...options,
  });
  // Clients that go away in the middle are part of what is tested.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, received, connections: () => connections };
}

async function engineWith(port: number | undefined, more: Record<string, string> = {}): Promise<RunningEngine> {
  const running = await startEngine(port === undefined ? {} : { delivery: { paused: false, smartHost: { host: '127.0.0.1', port, tls: 'none', ...more } } });
  closers.push(() => running.stop());
  return running;
}

/** Puts a message for these recipients into the queue, as a session does. */
async function queue(
  { engine }: RunningEngine,
  recipients: readonly string[],
  content = 'Subject: out\r\n\r\nhello\r\n',
  bodyType: '7bit' | '8bitmime' = '7bit',
): Promise<void> {
  const writer = engine.store.messages.writer();
  await writer.write(Buffer.from(content, 'latin1'));
  const relays = recipients.map((recipient) => ({ recipient, domain: recipient.slice(recipient.indexOf('@') + 1) }));
  await writer.commit({
    traceId: `out-${recipients.join()}`,
    sessionId: 's',
    receivedAt: Date.now(),
    reversePath: 'anna@local.test',
    bodyType,
    smtpUtf8: false,
    deliveries: [],
    relays,
  });
  engine.delivery.nudge();
}

/** The queue once it fits; each event of the log is a moment to look again. */
async function queueThat({ engine }: RunningEngine, fits: (entries: readonly QueueEntry[]) => boolean): Promise<readonly QueueEntry[]> {
  for await (const _batch of engine.events.follow({})) {
    const entries = await engine.store.queue.entries({}, { limit: 1000 });
    if (fits(entries)) return entries;
  }
  throw new Error('the log has ended');
}

describe('the smart host', () => {
  it('gets each message once, byte for byte, with all its recipients, over one connection', async () => {
    const host = await smartHost();
    const running = await engineWith(host.port);
    const content = `Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n\xe4\r\n${`${'long '.repeat(199)}\r\n`.repeat(100)}`;
    // Empty is the queue before, too.
    const empty = queueThat(running, (entries) => entries.length === 0 && host.received.length > 0);
    await queue(running, ['a@example.com', 'b@example.net'], content, '8bitmime');
    await empty;
    expect(host.received).toEqual([
      { from: 'anna@local.test', to: ['a@example.com', 'b@example.net'], content, user: undefined, secure: false, bodyType: '8bitmime' },
    ]);
    // The log hears of it when the queue is settled already.
    await expect.poll(() => running.engine.events.counters.relayed).toBe(2);
    expect((await running.events({ kinds: ['relay-sent'] })).map(({ traceId }) => traceId)).toEqual(Array(2).fill('out-a@example.com,b@example.net'));
  });

  it('gets many messages over few connections', async () => {
    const host = await smartHost();
    const running = await engineWith(undefined);
    for (let number = 0; number < 40; number += 1) await queue(running, [`r${number}@example.com`]);
    const empty = queueThat(running, (entries) => entries.length === 0);
    await running.engine.settings.import({ delivery: { paused: false, smartHost: { host: '127.0.0.1', port: host.port, tls: 'none' } } }, 'test');
    await empty;
    expect(host.received).toHaveLength(40);
    expect(host.connections()).toBeLessThanOrEqual(4);
  });

  it('is logged in to, over TLS where that is wanted; a certificate nobody vouches for is refused where TLS is required', async () => {
    const host = await smartHost({
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) => (password === 'secret' ? callback(null, { user: username }) : callback(new Error('no'))),
    });
    const running = await engineWith(host.port, { tls: 'starttls', user: 'us', password: 'secret' });
    const deferred = queueThat(running, ([entry]) => entry !== undefined && entry.attempts > 0);
    await queue(running, ['a@example.com']);
    expect((await deferred)[0]?.lastError).toMatch(/certificate/);
    // What waits for its next attempt is tried at once when the settings change.
    const empty = queueThat(running, (entries) => entries.length === 0);
    await running.engine.settings.set('delivery.smartHost.tls', 'opportunistic', 'test');
    await empty;
    expect(host.received).toMatchObject([{ to: ['a@example.com'], user: 'us', secure: true }]);
    const texts = (await running.events()).map((event) => JSON.stringify(event)).join('\n');
    expect(texts).not.toContain('secret');
  });
});

describe('what goes wrong', () => {
  it('a refusal for good goes back to the sender with its words; the others go out', async () => {
    const refuse = (code: number): Error => Object.assign(new Error('not this one'), { responseCode: code });
    const host = await smartHost({
      onRcptTo: ({ address }, _session, callback) => callback(address.startsWith('never') ? refuse(550) : address.startsWith('later') ? refuse(450) : null),
    });
    const running = await engineWith(host.port);
    const settled = queueThat(running, (entries) => entries.length === 1 && entries.every(({ lastError }) => lastError !== ''));
    await queue(running, ['never@example.com', 'later@example.com', 'now@example.com']);
    const byRecipient = Object.fromEntries((await settled).map((entry) => [entry.recipient, entry]));
    expect(host.received[0]?.to).toEqual(['now@example.com']);
    const [report] = await running.mailbox('anna@local.test');
    expect(report).toContain('The other server said: 550');
    expect(report).toContain('Final-Recipient: rfc822; never@example.com\r\nAction: failed\r\n');
    expect(byRecipient['later@example.com']).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(byRecipient['later@example.com']?.lastError).toContain('450');
    expect((byRecipient['later@example.com']?.nextAttemptAt ?? 0) - Date.now()).toBeGreaterThan(30_000);
  });

  it.each([
    ['nobody answers', async () => await closedPort()],
    ['the connection is dropped in the middle of the data', async () => await droppingHost()],
    [
      'the message is put off after the data',
      async () =>
        (
          await smartHost({
            onData: (stream, _session, callback) =>
              void stream.resume().on('end', () => callback(Object.assign(new Error('come again'), { responseCode: 451 }))),
          })
        ).port,
    ],
  ] as const)('%s: the message waits, and nothing is lost', async (_what, makeHost) => {
    const running = await engineWith(await makeHost());
    const deferred = queueThat(running, ([entry]) => entry !== undefined && entry.attempts === 1);
    await queue(running, ['a@example.com']);
    const [entry] = await deferred;
    expect(entry).toMatchObject({ state: 'waiting', recipient: 'a@example.com' });
    expect(entry?.lastError).not.toBe('');
  });

  it('a recipient that was only put off is not failed by a refusal of the data', async () => {
    const refuse = (code: number): Error => Object.assign(new Error('refused'), { responseCode: code });
    const host = await smartHost({
      onRcptTo: ({ address }, _session, callback) => callback(address.startsWith('later') ? refuse(451) : address.startsWith('never') ? refuse(550) : null),
      onData: (stream, _session, callback) => void stream.resume().on('end', () => callback(refuse(554))),
    });
    const running = await engineWith(host.port);
    const settled = queueThat(running, (entries) => entries.length === 1 && entries.every(({ lastError }) => lastError !== ''));
    await queue(running, ['now@example.com', 'later@example.com', 'never@example.com']);
    expect((await settled).map(({ recipient, state }) => [recipient, state])).toEqual([['later@example.com', 'waiting']]);
    const [report] = await running.mailbox('anna@local.test');
    expect(report).toContain('Final-Recipient: rfc822; now@example.com\r\n');
    expect(report).toContain('Final-Recipient: rfc822; never@example.com\r\n');
    expect(report).not.toContain('rfc822; later@example.com');
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A host that agrees to everything, and cuts the connection once the data has begun. */
async function droppingHost(): Promise<number> {
  const server = createServer((socket) => {
    let inData = false;
    socket.on('error', () => undefined);
    socket.write('220 dropping\r\n');
    socket.on('data', (bytes) => {
      if (inData) socket.destroy();
      else if (bytes.toString().startsWith('DATA')) {
        inData = true;
        socket.write('354 go on\r\n');
      } else socket.write('250 fine\r\n');
    });
  });
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return await listening(server);
}
