/** The real service host as a process of its own, on free ports and with a data folder that is thrown away afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { PROTOCOLS, protocolSchema, type Protocol } from '../../shared/events.ts';
import { WITHOUT_DNS } from '../fakes/without-dns.ts';
import { ended, runProgram } from './program.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GATEPOST = path.join(ROOT, 'main/service/gatepost.ts');

const readyLine = z.object({
  event: z.literal('ready'),
  listeners: z.array(z.object({ protocol: protocolSchema, address: z.string(), port: z.int() })),
  admin: z.string(),
});

export interface ServiceHost {
  readonly dataFolder: string;
  readonly ports: Readonly<Record<Protocol, number>>;
  /** The self-signed certificate made at the first start: clients trust it and nothing else. */
  readonly certificateFile: string;
  /** Address of the console with its one-time token. */
  readonly admin: string;
  readonly pid: number;
  /** Runs a command of the command line against this host. Fails with what it says on stderr. */
  command(args: readonly string[], input?: string): Promise<string>;
  /** Stops as an administrator would, and removes the data folder. Fails unless the host ends with exit code 0. */
  stop(): Promise<void>;
}

/** Nothing that these tests start leaves the machine either. */
const NODE_OPTIONS = `--import=${new URL('../setup/deny-network.ts', import.meta.url).href}`;

/** Starts a host and waits until all its listeners accept. */
export async function startServiceHost(): Promise<ServiceHost> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'gatepost-host-'));
  const listen = [...PROTOCOLS, 'admin'].map((protocol) => `${protocol}=127.0.0.1:0`).join(',');
  const settings = path.join(dataFolder, 'start.json');
  writeFileSync(settings, JSON.stringify(WITHOUT_DNS));
  const child = spawn(process.execPath, [GATEPOST, 'serve', '--data', dataFolder, '--settings', settings, '--listen', listen, '--json'], {
    env: { ...process.env, NODE_OPTIONS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  const exit = ended(child);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exit.then(() => undefined)]);
  if (first === undefined) {
    rmSync(dataFolder, { recursive: true, force: true });
    throw new Error(`the host ended before it was ready:\n${complaints.join('')}`);
  }
  const ready = readyLine.parse(JSON.parse(String(first[0])));
  // The rest of the log is not looked at, but a full pipe would stop the host.
  lines.on('line', () => undefined);

  const portOf = (protocol: Protocol): number => {
    const listener = ready.listeners.find((one) => one.protocol === protocol);
    if (listener === undefined) throw new Error(`the ready line names no listener for ${protocol}`);
    return listener.port;
  };
  return {
    dataFolder,
    ports: { smtp: portOf('smtp'), submission: portOf('submission'), submissions: portOf('submissions'), pop3: portOf('pop3'), pop3s: portOf('pop3s') },
    certificateFile: path.join(dataFolder, 'tls', 'self-signed-cert.pem'),
    admin: ready.admin,
    pid: child.pid ?? 0,
    command: async (args, input) => (await runProgram(process.execPath, [GATEPOST, ...args, '--data', dataFolder], input, { NODE_OPTIONS })).toString(),
    stop: async () => {
      child.kill('SIGTERM');
      const end = await exit;
      rmSync(dataFolder, { recursive: true, force: true });
      if (end !== 0) throw new Error(`the host ended with ${end}:\n${complaints.join('')}`);
    },
  };
}
