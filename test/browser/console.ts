/** The fixtures of the browser tests: a real server for each test, and a page that is signed in to its console. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Page, test as base } from '@playwright/test';
import { FakeDnsServer } from '../fakes/dns-server.ts';
import { WITHOUT_DNS } from '../fakes/without-dns.ts';
import { gatepostHere } from '../service/gatepost-here.ts';

export { expect } from '@playwright/test';

const PROGRAM = fileURLToPath(new URL('../../main/service/gatepost.ts', import.meta.url));
const LOADED = [new URL('./passing-time.ts', import.meta.url), new URL('../setup/cheap-hashes.ts', import.meta.url)].flatMap(({ href }) => ['--import', href]);
const OWN_LISTENERS = fileURLToPath(new URL('./own-listeners.ts', import.meta.url));
const LISTENERS = [
  { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'submission', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'submissions', address: '127.0.0.1', port: 0, tls: 'implicit' },
  { protocol: 'pop3', address: '127.0.0.1', port: 0, tls: 'starttls' },
  { protocol: 'pop3s', address: '127.0.0.1', port: 0, tls: 'implicit' },
];

/** How many times slower than this machine the browser runs: a spec must pass on a slow one as well. */
const SLOWDOWN = Number(process.env['GATEPOST_SLOWDOWN'] ?? '1');

export interface Server {
  /** The console's address with its one-time token. */
  readonly signInAddress: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  port(protocol: string): number;
  /** Runs a command of the command line against this server. @returns what it prints @throws with what it complains of */
  command(args: readonly string[], input?: string): Promise<string>;
  /** Lets time pass for what the server waits long for (passing-time.ts). */
  passTime(milliseconds: number): void;
}

interface Ready {
  readonly event: string;
  readonly admin: string;
  readonly listeners: readonly { readonly protocol: string; readonly port: number }[];
}

interface Options {
  /** The listeners are those of the settings, and follow their changes; else they are for one run, and the settings have others. */
  readonly ownListeners: boolean;
}

export const test = base.extend<Options & { server: Server; console: Page }>({
  ownListeners: [false, { option: true }],
  server: async ({ ownListeners }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-browser-'));
    const data = path.join(folder, 'data');
    // No name server is asked about senders, and what is for elsewhere stays in the queue. What an administrator asks of the DNS is not there:
    // the machine's own name servers may know a name of examples, or nothing for as long as they like.
    await using dns = await FakeDnsServer.open();
    const settings = path.join(folder, 'settings.json');
    const own = { ...WITHOUT_DNS.server, dns: { servers: [dns.address] } };
    writeFileSync(settings, JSON.stringify({ ...WITHOUT_DNS, server: ownListeners ? { ...own, listeners: LISTENERS } : own }));
    const listen = ['admin', ...LISTENERS.map(({ protocol }) => protocol)].map((name) => `${name}=127.0.0.1:0`).join(',');
    const program = ownListeners ? [OWN_LISTENERS, data, settings] : [PROGRAM, 'serve', '--data', data, '--settings', settings, '--listen', listen, '--json'];
    const child = spawn(process.execPath, [...LOADED, ...program], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (child.stdout === null) throw new Error('the server has no output');
    const lines = readline.createInterface({ input: child.stdout });
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      lines.on('line', (line) => {
        const message = JSON.parse(line) as Ready;
        if (message.event === 'ready') resolve(message);
      });
    });
    await use({
      signInAddress: ready.admin,
      origin: new URL(ready.admin).origin,
      port: (protocol) => ready.listeners.find((listener) => listener.protocol === protocol)?.port ?? 0,
      command: async (args, input) => {
        const { code, stdout, stderr } = await gatepostHere([...args, '--data', data], input);
        if (code !== 0) throw new Error(`gatepost ${args.join(' ')} ended with ${code}: ${stderr}`);
        return stdout;
      },
      passTime: (milliseconds) => void child.send({ passed: milliseconds }),
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  },
  console: async ({ page, server }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    if (SLOWDOWN > 1) await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await page.goto(server.signInAddress);
    await page.getByRole('grid', { name: 'Live log' }).waitFor();
    await use(page);
    // A violation of the content security policy, or an error nobody caught, fails the test.
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('; ')}`);
  },
});

/** A domain with two accounts and an alias. */
export async function populate(server: Server): Promise<void> {
  await server.command(['domain', 'add', 'example.com']);
  for (const name of ['anna', 'bert']) await server.command(['account', 'add', `${name}@example.com`, '--password-stdin'], 'correct horse\n');
  await server.command(['alias', 'add', 'info@example.com', 'anna@example.com', 'friend@example.net']);
}
