/**
 * The local door of a running host: a Unix socket in the data folder (a named pipe on Windows) which carries the admin
 * API for the command line. Who may open it is decided by the file system: the folder and the socket belong to the
 * owner of the data alone. A named pipe made by Node can be written by its owner, administrators and the system alone.
 */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { ADMIN_SOCKET_PATH } from '../../shared/admin-api/console.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type AdminClient, channelClient, serveChannel } from '../admin/channel.ts';
import type { AdminContext } from '../admin/context.ts';
import { DataFolderError } from './data-folder-error.ts';
import { webSocketChannel } from './websocket-channel.ts';

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with a NUL at the end. */
const SOCKET_PATH_BYTES = 103;

export interface ControlSocket {
  /** Where it is: a path, or the name of a pipe. */
  readonly path: string;
  stop(): Promise<void>;
}

/** Where the control socket of a data folder is. A path too long for a socket is replaced by a short one of its own. */
export function controlPath(dataFolder: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\gatepost-${name}`;
  const path = join(dataFolder, 'control.sock');
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES) return path;
  return join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `gatepost-${process.getuid?.() ?? 0}`, `${name}.sock`);
}

/** Opens the control socket. Call it only with the data folder held: a socket that is there already is a dead one. */
export async function openControlSocket(dataFolder: string, admin: AdminContext): Promise<ControlSocket> {
  const path = controlPath(dataFolder);
  const isFile = process.platform !== 'win32';
  if (isFile) {
    if (dirname(path) !== dataFolder) makeOwnFolder(dirname(path));
    rmSync(path, { force: true });
  }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FIXED_LIMITS.adminMessageBytes, perMessageDeflate: false });
  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveChannel(webSocketChannel(webSocket), { admin, caller: 'command line' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => admin.events.emit({ kind: 'server', level: 'error', protocol: 'admin', text: `control socket: ${error.message}` }));
  if (isFile) chmodSync(path, 0o600);
  return {
    path,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await closed;
      if (isFile) rmSync(path, { force: true });
    },
  };
}

/** A folder in the shared temporary folder must be ours and closed to others: somebody may have made it first. */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  if (facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o077) === 0) return;
  throw new DataFolderError(
    `the folder ${folder}, for the socket of the command line, belongs to somebody else or is open to others: remove it, or use a data folder with a shorter path`,
  );
}

export interface ControlConnection {
  readonly client: AdminClient;
  close(): void;
}

/** Connects to the host that has a data folder. @returns undefined if none answers there */
export async function connectControl(path: string): Promise<ControlConnection | undefined> {
  const socket = new WebSocket(`ws://localhost${ADMIN_SOCKET_PATH}`, {
    createConnection: () => connect(path),
    maxPayload: FIXED_LIMITS.adminMessageBytes,
    perMessageDeflate: false,
  });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!isOpen) return undefined;
  return { client: channelClient(webSocketChannel(socket)), close: () => socket.close() };
}
