/** The program `gatepost` as a process of its own. */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { protocolSchema, type Protocol } from '../../shared/events.ts';
import type { Outcome } from './gatepost-here.ts';

export { gatepostHere, type Outcome } from './gatepost-here.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What this process has loaded as well. */
const NODE_OPTIONS = ['deny-network', 'cheap-hashes'].map((name) => `--import=${new URL(`../setup/${name}.ts`, import.meta.url).href}`).join(' ');

export interface Process {
  readonly pid: number;
  /** The next line on stdout. */
  line(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  end(): Promise<Outcome>;
}

/** @param program file under main/service */
export function startProgram(
  args: readonly string[],
  { input = '', env = {}, program = 'gatepost.ts' }: { input?: string; env?: NodeJS.ProcessEnv; program?: string } = {},
): Process {
  const child = spawn(process.execPath, [path.join(ROOT, 'main/service', program), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env, NODE_OPTIONS, CI: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdin.on('error', () => undefined); // A command that reads nothing closes it.
  child.stdin.end(input);
  const ended = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? String(signal))));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    line: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`ended with ${await ended}:\n${stderr}`);
      return value;
    },
    signal: (name) => void child.kill(name),
    end: async () => ({ code: await ended, stdout, stderr }),
  };
}

/** Runs a command as a process of its own, to its end. */
export async function gatepost(args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Outcome> {
  return await startProgram(args, options).end();
}

const readySchema = z.strictObject({
  event: z.literal('ready'),
  listeners: z.array(z.strictObject({ protocol: protocolSchema, address: z.string(), port: z.int().min(1) })),
  admin: z.url().nullable(),
});

export interface Served extends Process {
  readonly ready: z.infer<typeof readySchema>;
  port(protocol: Protocol): number;
}

/** `gatepost serve --json`, once it is ready. */
export async function serve(data: string, listen: string, more: readonly string[] = []): Promise<Served> {
  const process = startProgram(['serve', '--data', data, '--json', '--listen', listen, ...more]);
  const ready = readySchema.parse(JSON.parse(await process.line()));
  return { ...process, ready, port: (protocol) => ready.listeners.find((one) => one.protocol === protocol)?.port ?? 0 };
}

/** A port that another program uses. */
export async function busyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
