/** The load: Postfix's own smtp-source, the same for every peer. */
import { spawn } from 'node:child_process';
import { cpuSeconds } from './processes.ts';
import type { Peer } from './peer.ts';

export interface Load {
  readonly sessions: number;
  readonly messages: number;
  readonly bytes: number;
  readonly recipient: string;
}

export interface Measured {
  readonly messagesPerSecond: number;
  /** Processor time of the server, in milliseconds. */
  readonly cpuMsPerMessage: number;
}

/** Sends the load over kept connections and waits until the last message has been answered 250. */
export async function measure(peer: Peer, load: Load): Promise<Measured> {
  const cpuBefore = cpuSeconds(peer.pid);
  const began = performance.now();
  await smtpSource(peer.port, load);
  const seconds = (performance.now() - began) / 1000;
  const cpu = cpuSeconds(peer.pid) - cpuBefore;
  return { messagesPerSecond: load.messages / seconds, cpuMsPerMessage: (cpu * 1000) / load.messages };
}

async function smtpSource(port: number, load: Load): Promise<void> {
  const { sessions, messages, bytes, recipient } = load;
  const options = ['-d', '-s', String(sessions), '-m', String(messages), '-l', String(bytes), '-f', 'sender@load.example', '-t', recipient];
  const child = spawn('smtp-source', [...options, `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`smtp-source failed: ${complaint.trim()}`);
}
