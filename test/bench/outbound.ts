/**
 * Mail on its way out: `npm run bench -- --only outbound`, or `node test/bench/outbound.ts [--only rate|drain] [--messages 5000] [--queued 100000]`.
 *
 * rate: how fast a queue goes to one fast sink (Postfix's smtp-sink), against Postfix with the same queue and the same sink.
 * drain: 100,000 messages to 10,000 destinations, of which half are dead, each in one of four ways: how long the start takes, how
 * fast the living half drains, against a queue of that half alone, what it costs in memory, and how long a list and a search take.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/clock.ts';
import type { AdminClient } from '../../main/admin/channel.ts';
import { connectHost } from '../../main/service/admin-access.ts';
import { openStore } from '../../main/store/open-store.ts';
import { FakeDnsServer, type NameData, type Zone } from '../fakes/dns-server.ts';
import { postfixMissing } from '../setup/mail-servers.ts';
import { measure } from './load.ts';
import { startPostfix } from './postfix.ts';

const PROGRAM = fileURLToPath(new URL('../../main/service/gatepost.ts', import.meta.url));
const { values } = parseArgs({
  options: { only: { type: 'string' }, messages: { type: 'string', default: '5000' }, queued: { type: 'string', default: '100000' } },
});

interface Running {
  readonly client: AdminClient;
  readonly pid: number;
  readonly startSeconds: number;
  stop(): Promise<void>;
}

async function freePort(address: string): Promise<number> {
  const server = net.createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startSink(address: string, port: number): Promise<ChildProcess> {
  const sink = spawn('smtp-sink', ['-u', 'postfix', `${address}:${port}`, '1000'], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = net.connect(port, address);
    const answered = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
    socket.destroy();
    if (answered) return sink;
    await sleep(50);
  }
  throw new Error('smtp-sink does not answer');
}

/** Fills the queue of a data folder: message after message, to the domains in turn. */
async function fill(dataFolder: string, messages: number, domains: readonly string[]): Promise<void> {
  const store = await openStore({ dataFolder, clock: systemClock });
  const content = Buffer.alloc(4096, 'All work and no play makes Jack a dull boy.\r\n');
  const begun = Date.now();
  for (let first = 0; first < messages; first += 500) {
    await Promise.all(
      Array.from({ length: Math.min(500, messages - first) }, async (_, place) => {
        const number = first + place;
        const domain = domains[number % domains.length] ?? '';
        const writer = store.messages.writer();
        await writer.write(content);
        await writer.commit({
          traceId: `bench-${number}`,
          sessionId: '',
          receivedAt: begun,
          reversePath: `sender${number % 50}@bench.example`,
          bodyType: '7bit',
          smtpUtf8: false,
          deliveries: [],
          relays: [{ recipient: `user${number}@${domain}`, domain }],
        });
      }),
    );
  }
  await store.close();
}

async function startGatepost(data: string, settings: object): Promise<Running> {
  const file = path.join(data, 'start.json');
  writeFileSync(file, JSON.stringify(settings));
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--data', data, '--settings', file, '--listen', 'smtp=127.0.0.1:0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: child.stdout });
  await once(lines, 'line');
  const startSeconds = (performance.now() - began) / 1000;
  lines.close();
  child.stdout.resume();
  const connection = await connectHost(data);
  if (connection === undefined) throw new Error('the server is not there');
  return {
    client: connection.client,
    pid: child.pid ?? 0,
    startSeconds,
    stop: async () => {
      connection.close();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Seconds of the processor that a process has had. */
function processorSeconds(pid: number): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
}

/** Megabytes that a process has written so far, to files and sockets. */
function writtenMegabytes(pid: number): number {
  return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0) / 1024 / 1024;
}

/** Seconds until no more than so many recipients wait. */
async function untilWaiting(client: AdminClient, most: number, look: () => void = () => undefined): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { waiting } = await client.queue.summary();
    look();
    if (waiting <= most) return (performance.now() - began) / 1000;
    await sleep(500);
  }
}

async function gatepostRate(messages: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-outbound-'));
  const port = await freePort('127.0.0.2');
  const sink = await startSink('127.0.0.2', port);
  const dns = await FakeDnsServer.open({ 'sink.test': { A: ['127.0.0.2'] } });
  try {
    await fill(folder, messages, ['sink.test']);
    const server = await startGatepost(folder, { server: { dns: { servers: [dns.address] } }, delivery: { port, paused: true, allowPrivateAddresses: true } });
    const began = performance.now();
    await server.client.queue.resume();
    await untilWaiting(server.client, 0);
    const seconds = (performance.now() - began) / 1000;
    await server.stop();
    return messages / seconds;
  } finally {
    sink.kill();
    await dns.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same for Postfix: the messages wait as deferred, and are then flushed. */
async function postfixRate(messages: number): Promise<number> {
  const port = await freePort('127.0.0.2');
  const sink = await startSink('127.0.0.2', port);
  const relay = { transport: `smtp:[127.0.0.2]:${port}`, deferred: true };
  const postfix = await startPostfix('sink.test', relay);
  try {
    await measure(postfix, { sessions: 20, messages, bytes: 4096, recipient: 'user@sink.test' });
    await until(() => queuedFiles(postfix.folder, ['incoming', 'active']) === 0);
    const began = performance.now();
    postfix.release();
    await until(() => queuedFiles(postfix.folder, ['incoming', 'active', 'deferred']) === 0);
    return messages / ((performance.now() - began) / 1000);
  } finally {
    await postfix.stop();
    sink.kill();
  }
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await sleep(100);
}

function queuedFiles(folder: string, queues: readonly string[]): number {
  return queues.flatMap((queue) => readdirSync(path.join(folder, 'spool', queue), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .length;
}

async function rate(): Promise<void> {
  const messages = Number(values.messages);
  const missing = postfixMissing();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    ours.push(await gatepostRate(messages));
    if (missing === undefined) theirs.push(await postfixRate(messages));
  }
  const median = (rates: readonly number[]): number => rates.toSorted((one, other) => one - other)[Math.floor(rates.length / 2)] ?? Number.NaN;
  console.log(`\noutbound to one sink, ${messages} messages of 4 KB, median of 3:`);
  console.log(`  gatepost   ${median(ours).toFixed(0).padStart(7)} messages/s`);
  if (missing === undefined) {
    console.log(`  postfix    ${median(theirs).toFixed(0).padStart(7)} messages/s\n  ratio      ${(median(ours) / median(theirs)).toFixed(2)}`);
  } else console.log(`  skipped: the comparison with Postfix (${missing})`);
}

/** What the destinations with an odd number are like; those with an even one live. */
const DEAD = {
  1: 'takes the connection and says nothing',
  3: 'refuses the connection',
  5: 'puts everybody off at the greeting (450)',
  7: 'has name servers that fail, or say nothing',
} as const;

/** A mail host that greets everybody with this, or with nothing. Counts its calls. */
async function startDead(address: string, port: number, greeting: string | undefined): Promise<{ readonly calls: () => number; readonly close: () => void }> {
  let calls = 0;
  const server = net.createServer((socket) => {
    calls += 1;
    socket.on('error', () => undefined);
    if (greeting !== undefined) socket.end(`${greeting}\r\n`);
  });
  server.listen(port, address);
  await once(server, 'listening');
  return { calls: () => calls, close: () => server.close() };
}

function zoneOf(names: readonly string[]): Zone {
  return Object.fromEntries(names.map((name): [string, NameData] => [name, recordsOf(Number(/\d+/.exec(name)?.[0]))]));
}

function recordsOf(number: number): NameData {
  switch (number % 8) {
    case 1:
      return { A: ['127.0.0.3'] };
    case 3:
      return { A: ['127.0.0.4'] };
    case 5:
      return { A: ['127.0.0.5'] };
    case 7:
      return { behaviour: number % 16 === 7 ? 'servfail' : 'silent' };
    default:
      return { A: ['127.0.0.2'] };
  }
}

interface Drained {
  readonly seconds: number;
  readonly processor: number;
  readonly written: number;
  readonly startSeconds: number;
  readonly atStart: number;
  readonly most: number;
  readonly listTimes: readonly number[];
}

/** Fills a queue, and sees how long those of its messages take that go to living destinations. */
async function drained(port: number, names: readonly string[], queued: number, living: number): Promise<Drained> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-drain-'));
  const dns = await FakeDnsServer.open(zoneOf(names));
  try {
    await fill(folder, queued, names);
    const server = await startGatepost(folder, { server: { dns: { servers: [dns.address] } }, delivery: { port, paused: true, allowPrivateAddresses: true } });
    const atStart = residentMegabytes(server.pid);
    let most = 0;
    const listTimes: number[] = [];
    const timed = async (work: () => Promise<unknown>): Promise<void> => {
      const began = performance.now();
      await work();
      listTimes.push(performance.now() - began);
    };
    const processorAtStart = processorSeconds(server.pid);
    const writtenAtStart = writtenMegabytes(server.pid);
    await server.client.queue.resume();
    const seconds = await untilWaiting(server.client, queued - living, () => {
      most = Math.max(most, residentMegabytes(server.pid));
    });
    const processor = processorSeconds(server.pid) - processorAtStart;
    const written = writtenMegabytes(server.pid) - writtenAtStart;
    await timed(() => server.client.queue.list({}));
    await timed(() => server.client.queue.list({ filter: { text: 'user77777@' } }));
    await timed(() => server.client.queue.list({ filter: { destination: 'd4001.test' } }));
    await timed(() => server.client.queue.destinations({}));
    await server.stop();
    return { seconds, processor, written, startSeconds: server.startSeconds, atStart, most, listTimes };
  } finally {
    await dns.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drain(): Promise<void> {
  const queued = Number(values.queued);
  const domains = Math.max(8, queued / 10);
  const port = await freePort('127.0.0.2');
  const sink = await startSink('127.0.0.2', port);
  const silent = await startDead('127.0.0.3', port, undefined);
  const putsOff = await startDead('127.0.0.5', port, '450 4.3.2 come again');
  const names = Array.from({ length: domains }, (_, number) => `d${number}.test`);
  try {
    const alone = await drained(
      port,
      names.filter((_, number) => number % 2 === 0),
      queued / 2,
      queued / 2,
    );
    const { seconds, processor, written, startSeconds, atStart, most, listTimes } = await drained(port, names, queued, queued / 2);
    const megabytes = (number: number): string => `${number.toFixed(0)} MB`;
    console.log(`\n${queued} messages to ${domains} destinations, half of them dead; of each ${domains / 8} of these a host`);
    for (const what of Object.values(DEAD)) console.log(`  that ${what}`);
    console.log(`  start            ${startSeconds.toFixed(1)} s to the ready line`);
    console.log(`  living half      drained in ${seconds.toFixed(1)} s, ${(queued / 2 / seconds).toFixed(0)} messages/s`);
    console.log(`  the same alone   drained in ${alone.seconds.toFixed(1)} s, ${(queued / 2 / alone.seconds).toFixed(0)} messages/s`);
    console.log(`  ratio            ${(seconds / alone.seconds).toFixed(2)} of the time that it takes alone`);
    console.log(`  processor        ${processor.toFixed(1)} s, alone ${alone.processor.toFixed(1)} s: ratio ${(processor / alone.processor).toFixed(2)}`);
    console.log(`  written          ${megabytes(written)}, alone ${megabytes(alone.written)}`);
    console.log(
      `  memory           ${megabytes(atStart)} at the start, ${megabytes(most)} at most (alone ${megabytes(alone.atStart)}, ${megabytes(alone.most)})`,
    );
    console.log(`  calls            ${silent.calls()} of silent hosts, ${putsOff.calls()} of those that put off, for ${domains / 8} destinations each`);
    console.log(`  list, search, by destination, destinations: ${listTimes.map((time) => `${time.toFixed(0)} ms`).join(', ')}`);
  } finally {
    sink.kill();
    silent.close();
    putsOff.close();
  }
}

if (values.only !== 'drain') await rate();
if (values.only !== 'rate') await drain();
// Sockets of silent hosts may still be open.
process.exit(0);
