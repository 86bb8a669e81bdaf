/** Our server for the benchmark: the real service host in a process of its own, with its default settings or others. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Peer } from './peer.ts';

const PROGRAM = fileURLToPath(new URL('../../main/service/gatepost.ts', import.meta.url));

interface Ready {
  readonly event: string;
  readonly listeners: readonly { readonly protocol: string; readonly port: number }[];
}

export interface GatepostOptions {
  readonly name?: string;
  /** A partial settings document. */
  readonly settings?: object;
  /** What is measured; `port` is its port. */
  readonly protocol?: 'smtp' | 'pop3';
}

export interface GatepostPeer extends Peer {
  /** The data folder. */
  readonly data: string;
}

/** Starts it with one account that gets all the load. */
export async function startGatepost(
  recipient: string,
  { name = 'gatepost', settings = {}, protocol: measured = 'smtp' }: GatepostOptions = {},
): Promise<GatepostPeer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-bench-'));
  const data = path.join(folder, 'data');
  const domain = recipient.slice(recipient.indexOf('@') + 1);
  const command = (args: string[], input = ''): void => {
    execFileSync(process.execPath, [PROGRAM, ...args, '--data', data], { input, stdio: ['pipe', 'ignore', 'inherit'] });
  };
  command(['domain', 'add', domain]);
  command(['account', 'add', recipient, '--password-stdin'], 'benchmark password\n');
  const settingsFile = path.join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings));
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--data', data, '--settings', settingsFile, '--listen', `${measured}=127.0.0.1:0`, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: child.stdout });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server did not start')));
    lines.on('line', (line) => {
      const message = JSON.parse(line) as Ready;
      if (message.event !== 'ready') return;
      resolve(message.listeners.find(({ protocol }) => protocol === measured)?.port ?? 0);
      // What follows is the log: taken, as a service manager would, but not looked at.
      lines.close();
      child.stdout.resume();
    });
  });
  return {
    name,
    port,
    pid: child.pid ?? 0,
    data,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
