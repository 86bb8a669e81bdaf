/**
 * How far a command is that runs as an administrator. The system keeps its output from whoever asked for it, on macOS and Windows until
 * it has ended: so it calls back, on a socket that the asker has opened, and says two numbers a line. It writes no file of the asker's,
 * and hears nothing.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** Hears how far it is: `done` of `all`, in whatever it is counted. */
export type OnProgress = (done: number, all: number) => void;

/** Characters of a line that says two numbers. */
const LINE_LENGTH = 40;
/** Parts of the whole that are told of, each once. */
const PARTS = 500;

export interface ProgressCall {
  /** What the other program is given: a path, or the name of a pipe. */
  readonly place: string;
  close(): void;
}

/**
 * Opens the socket, where its owner and administrators alone come in.
 * @returns undefined where none can be opened, as with a temporary folder whose path is too long for one: then nobody says how far it is
 */
export async function hearProgress(onProgress: OnProgress, platform: NodeJS.Platform = process.platform): Promise<ProgressCall | undefined> {
  const folder = platform === 'win32' ? undefined : mkdtempSync(path.join(tmpdir(), 'gatepost-'));
  const place = folder === undefined ? `\\\\.\\pipe\\gatepost-${randomBytes(16).toString('hex')}` : path.join(folder, 'progress');
  const callers = new Set<Socket>();
  const server = createServer((socket) => {
    callers.add(socket);
    socket.once('close', () => callers.delete(socket));
    listen(socket, onProgress);
  });
  const close = (): void => {
    server.close();
    for (const socket of callers) socket.destroy();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(place, () => resolve(true));
  });
  if (isOpen) return { place, close };
  close();
  return undefined;
}

/** Whoever says anything else is not heard any more. */
function listen(socket: Socket, onProgress: OnProgress): void {
  let rest = '';
  socket.setEncoding('latin1');
  // It may end as it likes: the outcome is told by the end of the program.
  socket.on('error', () => undefined);
  socket.on('data', (piece) => {
    const lines = `${rest}${String(piece)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, done, all] = /^(\d{1,16}) (\d{1,16})$/.exec(line) ?? [];
      if (done === undefined || all === undefined) {
        socket.destroy();
        return;
      }
      onProgress(Number(done), Number(all));
    }
    if (rest.length > LINE_LENGTH) socket.destroy();
  });
}

/** Says at the other end how far it is, as long as somebody listens. It keeps no process alive. */
export function tellProgress(place: string): OnProgress {
  const socket = connect(place);
  socket.unref();
  // Nobody listens any more: the work goes on.
  socket.on('error', () => undefined);
  let told = '';
  return (done, all) => {
    const part = all === 0 ? PARTS : Math.floor((done * PARTS) / all);
    if (`${part} ${all}` === told || socket.destroyed) return;
    told = `${part} ${all}`;
    socket.write(`${done} ${all}\n`);
  };
}
