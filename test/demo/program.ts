/** Runs a program as a person would: its words are kept for when it fails. */
import { spawn, type ChildProcess } from 'node:child_process';

/** Minutes would mean that a program waits for something that never comes. */
const PATIENCE_MS = 120_000;

/** How a process ends: its exit code, or the signal that ended it. */
export function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? String(signal)));
  });
}

/**
 * Runs a program and returns what it writes to stdout.
 * @throws with everything it said, unless it ends with exit code 0
 */
export async function runProgram(program: string, args: readonly string[], input: Buffer | string = '', env: NodeJS.ProcessEnv = {}): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: PATIENCE_MS, env: { ...process.env, LC_ALL: 'C', ...env } });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  child.stdin.on('error', () => undefined); // A program that gives up early closes its input; its exit code tells.
  child.stdin.end(input);
  const end = await ended(child);
  if (end !== 0) {
    const said = Buffer.concat([...output, ...complaints])
      .toString('latin1')
      .slice(-4000);
    throw new Error(`${program} ended with ${end}:\n${said}`);
  }
  return Buffer.concat(output);
}
