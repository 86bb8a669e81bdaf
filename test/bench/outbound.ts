/**
 * Mail on its way out: `npm run bench -- --only outbound`, or `node test/bench/outbound.ts [--only rate|drain] [--messages 5000] [--queued 100000]`.
 *
 * rate: how fast a queue goes to one fast sink (Postfix's smtp-sink), against Postfix with the same queue and the same sink.
 * drain: 100,000 messages to 10,000 destinations, of which half are dead: how long the start takes, how fast the living half
 * drains, what it costs in memory, and how long a list and a search take meanwhile.
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
import { FakeDnsServer, type Zone } from '../fakes/dns-server.ts';
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

async function drain(): Promise<void> {
  const queued = Number(values.queued);
  const domains = Math.max(2, queued / 10);
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-drain-'));
  const port = await freePort('127.0.0.2');
  const sink = await startSink('127.0.0.2', port);
  // A quarter of the destinations has hosts that take the connection and say nothing; another quarter has none that answers.
  let silentCalls = 0;
  const silent = net.createServer((socket) => {
    silentCalls += 1;
    socket.on('error', () => undefined);
  });
  silent.listen(port, '127.0.0.3');
  await once(silent, 'listening');
  const address = (number: number): string => (number % 2 === 0 ? '127.0.0.2' : number % 4 === 1 ? '127.0.0.3' : '127.0.0.4');
  const names = Array.from({ length: domains }, (_, number) => `d${number}.test`);
  const zone: Zone = Object.fromEntries(names.map((name, number) => [name, { A: [address(number)] }]));
  const dns = await FakeDnsServer.open(zone);
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
    await server.client.queue.resume();
    const began = performance.now();
    const seconds = await untilWaiting(server.client, queued / 2, () => {
      most = Math.max(most, residentMegabytes(server.pid));
    });
    await timed(() => server.client.queue.list({}));
    await timed(() => server.client.queue.list({ filter: { text: 'user77777@' } }));
    await timed(() => server.client.queue.list({ filter: { destination: 'd4001.test' } }));
    await timed(() => server.client.queue.destinations({}));
    console.log(`\n${queued} messages to ${domains} destinations, half of them dead:`);
    console.log(`  start            ${server.startSeconds.toFixed(1)} s to the ready line`);
    console.log(`  living half      drained in ${seconds.toFixed(1)} s, ${(queued / 2 / seconds).toFixed(0)} messages/s`);
    console.log(`  memory           ${atStart.toFixed(0)} MB at the start, ${most.toFixed(0)} MB at most`);
    console.log(`  silent hosts     ${silentCalls} calls for ${domains / 4} destinations in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    console.log(`  list, search, by destination, destinations: ${listTimes.map((time) => `${time.toFixed(0)} ms`).join(', ')}`);
    await server.stop();
  } finally {
    sink.kill();
    silent.close();
    await dns.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.only !== 'drain') await rate();
if (values.only !== 'rate') await drain();
// Sockets of silent hosts may still be open.
process.exit(0);
