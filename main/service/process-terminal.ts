/** The terminal of this process: its streams, its signals and its end. */
import { openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { tellProgress } from '../host/system-service/progress-call.ts';
import type { Terminal } from './commands/command.ts';

/** 128 and the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;
/** Milliseconds that the last output may take to leave the process. */
const LAST_WORDS_MS = 2000;

export function processTerminal(): Terminal {
  // Whoever read our output has gone away, as `head` does: there is nobody left to tell.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, onStopSignal };
}

/**
 * What stands before a command that is run as an administrator (run-elevated.ts): `--progress PLACE`, where it tells how far it is, and
 * `--report FILE`, which takes its output, since Windows keeps that from whoever started it.
 * @returns the terminal for it, and the command itself
 */
export function terminalFor(args: readonly string[]): { readonly terminal: Terminal; readonly words: readonly string[] } {
  const [option, value, ...others] = args;
  if (option === '--progress' && value !== undefined) {
    const { terminal, words } = terminalFor(others);
    return { terminal: { ...terminal, onProgress: tellProgress(value) }, words };
  }
  return option === '--report' && value !== undefined ? { terminal: reportTerminal(value), words: others } : { terminal: processTerminal(), words: args };
}

/** What would be printed goes into a file that is there already: one that has to be made is none that was asked for. */
function reportTerminal(file: string): Terminal {
  const handle = openSync(file, 'r+');
  const stream = (): Writable =>
    new Writable({
      write: (piece: Buffer, _encoding, done) => {
        writeSync(handle, piece);
        done();
      },
    });
  return { stdin: process.stdin, stdout: stream(), stderr: stream(), onStopSignal };
}

/** The first signal stops in order; the second ends the process at once. */
function onStopSignal(stop: () => void): () => void {
  let told = false;
  const onSignal = (): void => {
    if (told) process.exit(INTERRUPTED);
    told = true;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // conf writes files through a library that answers each signal by sending it to the process once more (when-exit),
    // which would be the second one here. What it tidies up at a signal it also tidies up at the end of the process.
    // Ours comes first: were there none for a moment, Node would drop a signal that came before and is not handed out yet.
    const others = process.listeners(signal);
    process.on(signal, onSignal);
    for (const other of others) process.removeListener(signal, other);
  }
  return () => {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  };
}

/** Ends the process once its last output has been read, or nobody reads it. */
export function leave(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), LAST_WORDS_MS).unref();
  const written = [process.stdout, process.stderr].map((stream) => whenWritten(stream));
  void Promise.all(written).then(() => process.exit(code));
}

function whenWritten(stream: Writable): Promise<void> {
  if (stream.writableLength === 0 || stream.destroyed) return Promise.resolve();
  // Its callback comes after all that was written before it has left.
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
