/** The server as a process of its own, under load and under the axe: many big messages at once, and SIGKILL at any moment. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gatepost, serve } from '../service/gatepost.ts';
import { Dialogue } from './dialogue.ts';

const PASSWORD = 'correct horse';
const MIB = 1024 * 1024;

function dataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-served-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'data');
}

async function prepare(data: string): Promise<void> {
  expect(await gatepost(['domain', 'add', 'local.test', '--data', data])).toMatchObject({ code: 0 });
  expect(await gatepost(['account', 'add', 'anna@local.test', '--password-stdin', '--data', data], { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
}

async function readyForData(port: number): Promise<Dialogue> {
  const dialogue = await Dialogue.open(port, { patience: 120_000 });
  await dialogue.play(
    'S: 220 …\nC: HELO client.example\nS: 250 …\nC: MAIL FROM:<a@example.com>\nS: 250 …\nC: RCPT TO:<anna@local.test>\nS: 250 …\nC: DATA\nS: 354 …',
  );
  return dialogue;
}

/** An attachment costs more: it is decoded, and looked through as an archive. */
const BIG_MESSAGES = [
  { of: 'text', head: 'Subject: big\r\n\r\n', line: 'x'.repeat(998), below: 345 },
  {
    of: 'an attachment',
    head: 'Subject: big\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    line: randomBytes(54).toString('base64'),
    below: 385,
  },
];

it.skipIf(process.platform !== 'linux').each(BIG_MESSAGES)(
  'takes 50 messages of 25 MB of $of at once in less than $below MB of memory, below the 400 that it may have (measured on Linux alone)',
  { timeout: 180_000 },
  async ({ head, line, below }) => {
    const data = dataFolder();
    await prepare(data);
    const server = await serve(data, 'smtp=127.0.0.1:0');
    const block = Buffer.from(`${line}\r\n`.repeat(Math.floor((256 * 1000) / (line.length + 2))));
    const blocks = Math.floor((25 * MIB - 1000) / block.length);
    const send = async (): Promise<void> => {
      const dialogue = await readyForData(server.port('smtp'));
      await dialogue.stream(head, ...Array<Buffer>(blocks).fill(block));
      await dialogue.play('C: .\nS: 250 2.6.0 …\nC: QUIT\nS: 221 …');
    };
    await Promise.all(Array.from({ length: 50 }, send));
    const peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]);
    expect(peakKb / 1024).toBeLessThan(below);
    server.signal('SIGTERM');
    expect((await server.end()).code).toBe(0);
  },
);

it('loses nothing that was answered 250, and keeps nothing twice, when it is killed at any moment', { timeout: 180_000 }, async () => {
  const data = dataFolder();
  await prepare(data);
  const promised = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const server = await serve(data, 'smtp=127.0.0.1:0');
    const enough = Promise.withResolvers<void>();
    let answered = 0;
    const client = async (size: number): Promise<void> => {
      for (;;) {
        const dialogue = await readyForData(server.port('smtp'));
        const body = `Subject: ${randomBytes(8).toString('hex')}\r\n\r\n${`${randomBytes(45).toString('base64')}\r\n`.repeat(Math.ceil(size / 62))}`;
        await dialogue.stream(body);
        await dialogue.play('C: .\nS: 250 …');
        promised.add(hash(body));
        answered += 1;
        if (answered >= 30) enough.resolve();
      }
    };
    const clients = [...Array<number>(6).fill(3000), ...Array<number>(2).fill(400_000)].map((size) => client(size).catch(() => undefined));
    await enough.promise;
    server.signal('SIGKILL');
    await server.end();
    await Promise.all(clients);
  }
  const server = await serve(data, 'pop3=127.0.0.1:0');
  const found = await fetchAll(server.port('pop3'));
  expect(new Set(found).size).toBe(found.length);
  expect([...promised].filter((digest) => !found.includes(digest))).toEqual([]);
  server.signal('SIGTERM');
  expect((await server.end()).code).toBe(0);
});

function hash(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

/** A digest of each message in the mailbox, without the trace headers. */
async function fetchAll(port: number): Promise<string[]> {
  const dialogue = await Dialogue.open(port);
  await dialogue.play(`S: +OK …\nC: USER anna@local.test\nS: +OK …\nC: PASS ${PASSWORD}\nS: +OK …\nC: UIDL\nS: +OK …`);
  const count = (await dialogue.hearMultiline()).toString().split('\r\n').length - 1;
  const digests: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    await dialogue.play(`C: RETR ${number}\nS: +OK …`);
    const content = (await dialogue.hearMultiline()).toString('latin1');
    digests.push(hash(content.slice(content.indexOf('Subject: '))));
  }
  dialogue.drop();
  return digests;
}

it('a busy port is named, and what to do is said', async () => {
  const data = dataFolder();
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const outcome = await gatepost(['serve', '--data', data, '--listen', `smtp=127.0.0.1:${address.port}`]);
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain(String(address.port));
  other.close();
});
