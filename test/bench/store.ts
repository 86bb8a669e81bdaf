/**
 * How fast the store takes in messages, alone: `node test/bench/store.ts [--seconds 5] [--callers 20] [--inline BYTES]`.
 * Each caller commits one message after another, as an SMTP session would. Prints one line for each size.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/clock.ts';
import type { MailStore } from '../../main/store/mail-store.ts';
import { openStore } from '../../main/store/open-store.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    callers: { type: 'string', default: '20' },
    sizes: { type: 'string', default: '4096,65536,1048576' },
    inline: { type: 'string' },
    folder: { type: 'string', default: os.tmpdir() },
  },
});
const seconds = Number(values.seconds);
const callers = Number(values.callers);
/** Clients hand over what a socket gives them. */
const CHUNK = 64 * 1024;

for (const size of values.sizes.split(',').map(Number)) console.log(await measure(size));

async function measure(size: number): Promise<string> {
  const dataFolder = await mkdtemp(path.join(values.folder, 'gatepost-bench-'));
  const store = await openStore({ dataFolder, clock: systemClock, ...(values.inline === undefined ? {} : { inlineMessageBytes: Number(values.inline) }) });
  try {
    const domain = await store.directory.addDomain('bench.example', 0);
    const accounts = await Promise.all(['a', 'b'].map((name) => addAccount(store, domain.id, `${name}@bench.example`)));
    const content = Buffer.alloc(size, 'All work and no play makes Jack a dull boy.\r\n');
    const latencies: number[] = [];
    const cpuBefore = process.cpuUsage();
    const mainBefore = performance.eventLoopUtilization();
    const start = performance.now();
    await Promise.all(Array.from({ length: callers }, (_, caller) => call(store, accounts[caller % 2] ?? 0, content, start + seconds * 1000, latencies)));
    const elapsed = (performance.now() - start) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    const main = performance.eventLoopUtilization(mainBefore).utilization;
    latencies.sort((a, b) => a - b);
    const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
    const perMessage = ((cpu.user + cpu.system) / latencies.length).toFixed(0);
    return `${size} bytes: ${(latencies.length / elapsed).toFixed(0)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1 - 1e-9)} ms, CPU ${perMessage} us/message, main thread ${(main * 100).toFixed(0)} % busy, RSS ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`;
  } finally {
    await store.close();
    await rm(dataFolder, { recursive: true });
  }
}

async function addAccount(store: MailStore, domainId: number, address: string): Promise<number> {
  const account = await store.directory.addAccount({ domainId, address, key: address, name: '', passwordHash: '', quotaBytes: null, at: 0 });
  return account.id;
}

async function call(store: MailStore, accountId: number, content: Buffer, until: number, latencies: number[]): Promise<void> {
  while (performance.now() < until) {
    const before = performance.now();
    const writer = store.messages.writer();
    for (let at = 0; at < content.length; at += CHUNK) await writer.write(content.subarray(at, at + CHUNK));
    await writer.commit({
      traceId: 'trace-0123456789',
      sessionId: 'session-0123456789',
      receivedAt: Date.now(),
      reversePath: 'sender@elsewhere.example',
      bodyType: '8bitmime',
      smtpUtf8: false,
      deliveries: [{ accountId, recipient: 'a@bench.example' }],
      relays: [],
    });
    latencies.push(performance.now() - before);
  }
}
