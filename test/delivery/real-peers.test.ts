/** Deliveries to Postfix's own test host, smtp-sink, as well and as badly as it can behave. Skipped where it is not installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, readdirSync } from 'node:fs';
import * as net from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../fakes/temp-folder.ts';
import { onPath } from '../setup/debian.ts';
import { type World, world } from './world.ts';

const ADDRESS = '127.0.0.2';

/** Starts it with these options; what it gets it writes into files. @returns the transactions so far */
async function sink(port: number, options: readonly string[]): Promise<() => string[]> {
  const folder = tempFolder();
  chmodSync(folder, 0o777);
  // It wants to be nobody of importance.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('smtp-sink', [...user, ...options, '-d', path.join(folder, 'mail.'), `${ADDRESS}:${port}`, '100'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  for (let up = false; !up; ) {
    const socket = net.connect(port, ADDRESS);
    up = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
  }
  return () => readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'latin1'));
}

const CONTENT = 'Subject: to the sink\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.\r\n.x\r\nGr\xfc\xdfe\r\n';

async function deliver(options: readonly string[]): Promise<World & { readonly mail: () => string[] }> {
  const made = await world({ 'example.com': { addresses: [ADDRESS] } });
  const mail = await sink(made.port, options);
  made.queue.add(['anna@example.com', 'bert@example.com'], { content: CONTENT, bodyType: '8bitmime' });
  made.start();
  return { ...made, mail };
}

describe.skipIf(onPath('smtp-sink') === undefined)('smtp-sink', () => {
  test.each([
    ['as it is', []],
    ['without PIPELINING', ['-p']],
    ['slow', ['-w', '1']],
  ] as const)('%s gets the message byte for byte', async (_what, options) => {
    const { events, mail } = await deliver(options);
    await events.seen('relay-sent', 2);
    const [message, ...others] = mail();
    expect(others).toEqual([]);
    expect(message?.replaceAll('\r\n', '\n')).toContain(CONTENT.replaceAll('\r\n', '\n'));
  });

  test.each([
    ['without 8BITMIME', ['-8']],
    ['without ESMTP', ['-e']],
  ] as const)('%s gets it in 7 bits', async (_what, options) => {
    const { events, mail } = await deliver(options);
    await events.seen('relay-sent', 2);
    expect(mail()[0]?.replaceAll('\r\n', '\n')).toContain('Content-Transfer-Encoding: quoted-printable\n\n.\n.x\nGr=FC=DFe\n');
  });

  test.each([
    ['that refuses recipients for good', ['-f', 'rcpt'], 'relay-failed'],
    ['that refuses the data for good', ['-f', 'data'], 'relay-failed'],
    ['that refuses the message for good', ['-f', '.'], 'relay-failed'],
    ['that puts off the sender', ['-r', 'mail'], 'relay-deferred'],
    ['that puts off the message', ['-r', '.'], 'relay-deferred'],
    ['that hangs up at the data', ['-q', 'data'], 'relay-deferred'],
    ['that hangs up after the message', ['-q', '.'], 'relay-deferred'],
    ['that goes away with 421', ['-Q', 'rcpt'], 'relay-deferred'],
  ] as const)('%s: nothing is lost and everybody is told', async (_what, options, kind) => {
    const { events, queue } = await deliver(options);
    await events.seen(kind, 2);
    expect(queue.entries.map(({ attempts }) => attempts)).toEqual(kind === 'relay-failed' ? [] : [1, 1]);
    expect(queue.reports.flatMap(({ fates }) => fates.map(({ entry }) => entry.recipient))).toEqual(
      kind === 'relay-failed' ? ['anna@example.com', 'bert@example.com'] : [],
    );
  });
});
