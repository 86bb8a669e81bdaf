/**
 * The console over HTTP: serves the built windows and carries the admin API on a WebSocket, to whoever is signed in.
 * Without a session nothing answers but the sign-in page.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ADMIN_SOCKET_PATH, CSP_NONCE_PLACEHOLDER, SIGN_OUT_PATH } from '../../shared/admin-api/console.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { serveChannel } from '../admin/channel.ts';
import type { AdminContext } from '../admin/context.ts';
import { clientAddress } from '../client-address.ts';
import type { Clock } from '../clock.ts';
import type { TlsSource } from '../tls/certificate.ts';
import { type ConsoleFiles, loadConsoleFiles } from '../host/console-files.ts';
import type { ConsolePassword } from '../host/console-password.ts';
import { type ConsoleSession, ConsoleSessions } from './console-sessions.ts';
import { isOurHost, isSameOrigin, sessionCookie, sessionIdOf } from './http-requests.ts';
import { IMMUTABLE_HEADERS, PLAIN_HEADERS, consoleHeaders, newNonce } from '../host/security-headers.ts';
import { SIGN_IN_PATH, SignIn } from './sign-in.ts';
import { keepAlive, webSocketChannel } from '../host/websocket-channel.ts';
import { answerUnsubscribe } from './unsubscribe-page.ts';

export interface ConsoleServerOptions {
  /** Where to listen. On loopback it speaks HTTP, else HTTPS with the server's certificate. */
  readonly address: string;
  readonly port: number;
  /** The folder with the built console. */
  readonly folder: string;
  readonly clock: Clock;
  readonly password: ConsolePassword;
  readonly tls: Pick<TlsSource, 'material' | 'onChange'>;
  /** What the admin API works on. */
  readonly admin: AdminContext;
}

export interface ConsoleServer {
  readonly address: string;
  readonly port: number;
  /** The address of the console without a token. */
  readonly url: string;
  /** The address of the console with a fresh one-time token. */
  signInAddress(): string;
  /** Ends all sessions and spends all tokens. */
  endSessions(): void;
  /** Stops answering and closes every connection. */
  stop(): Promise<void>;
}

/** Opens the console. Fails with the system's error if the port cannot be had. */
export async function openConsole(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const secure = !isLoopback(options.address);
  const pages = new ConsolePages(options, secure);
  const server = makeServer(options.tls, secure);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => pages.answer(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => pages.upgrade(request, socket, head));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    // As on every port: no handshake, no byte. The command line does not come this way, and can always take a ban back.
    if (turnedAway(options.admin, socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const stopWatchingBans = options.admin.addressLists.onBan(() => {
    for (const socket of sockets) turnedAway(options.admin, socket);
  });
  // RFC 9110 section 15.5.1; the connection is of no more use.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => options.admin.events.emit({ kind: 'server', level: 'error', protocol: 'admin', text: `console: ${error.message}` }));
  const { address, port } = server.address() as AddressInfo;
  const url = `${secure ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}/`;
  const idleCheck = setInterval(() => pages.sessions.endIdle(), FIXED_LIMITS.consoleIdleCheckSeconds * 1000);
  idleCheck.unref();
  const endUnsubscribe = options.admin.listMemberships.serve();
  return {
    address,
    port,
    url,
    signInAddress: () => `${url}${SIGN_IN_PATH.slice(1)}?token=${pages.sessions.newToken()}`,
    endSessions: () => pages.sessions.endAll(),
    stop: async () => {
      clearInterval(idleCheck);
      stopWatchingBans();
      endUnsubscribe();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      pages.close();
      // `closeAllConnections` knows neither sockets in a TLS handshake nor those that asked to be upgraded.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Closes the connection of a client whose address is banned. */
function turnedAway({ addressLists, events }: Pick<AdminContext, 'addressLists' | 'events'>, socket: Socket): boolean {
  const remoteAddress = clientAddress(socket);
  const match = addressLists.banned(remoteAddress, Date.now());
  if (match === undefined) return false;
  socket.destroy();
  events.emit({ kind: 'session-refused', level: 'info', protocol: 'admin', remoteAddress, reason: 'address-banned', text: `the entry ${match.entry}` });
  return true;
}

/** Exactly these two (running.md). */
function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1';
}

function makeServer(tls: ConsoleServerOptions['tls'], secure: boolean): Server {
  const limits = { requestTimeout: FIXED_LIMITS.consoleRequestSeconds * 1000, headersTimeout: FIXED_LIMITS.consoleRequestSeconds * 1000 };
  const server = secure ? createSecureServer({ ...limits, ...tls.material, minVersion: 'TLSv1.2' }) : createServer(limits);
  server.maxConnections = FIXED_LIMITS.consoleConnections;
  if ('setSecureContext' in server) {
    const stop = tls.onChange(() => server.setSecureContext({ ...tls.material, minVersion: 'TLSv1.2' }));
    server.once('close', stop);
  }
  return server;
}

class ConsolePages {
  readonly sessions: ConsoleSessions;
  readonly #admin: AdminContext;
  readonly #secure: boolean;
  readonly #files: ConsoleFiles;
  readonly #signIn: SignIn;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: FIXED_LIMITS.adminMessageBytes, perMessageDeflate: false });

  constructor({ admin, clock, folder, password }: ConsoleServerOptions, secure: boolean) {
    this.#admin = admin;
    this.#secure = secure;
    this.#files = loadConsoleFiles(folder);
    this.sessions = new ConsoleSessions(clock);
    this.#signIn = new SignIn({ sessions: this.sessions, password, clock, secure, events: admin.events });
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    // A browser that goes away in the middle of an answer is no news.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    this.#route(request, response).catch((error: unknown) => {
      this.#admin.events.emit({
        kind: 'server',
        level: 'error',
        protocol: 'admin',
        text: `console: ${error instanceof Error ? error.message : String(error)}`,
      });
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The server could not answer because of an error of its own; the log has the details.');
    });
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Reached from outside, by whatever name: such an address is its own proof, and opens nothing else.
    if (await answerUnsubscribe(request, response, this.#admin.listMemberships)) return;
    if (!isOurHost(request, this.#admin.hostname())) {
      refuse(response, 421, 'This server does not answer to that host name.');
      return;
    }
    const url = URL.parse(request.url ?? '', 'http://console');
    if (url === null) {
      refuse(response, 400, 'This is not an address.');
      return;
    }
    const { pathname, searchParams } = url;
    if (pathname === SIGN_IN_PATH) {
      await this.#signIn.answer(request, response, searchParams.get('token') ?? undefined);
      return;
    }
    const session = this.sessions.use(sessionIdOf(request));
    if (session === undefined) this.#withoutSession(request, response, pathname);
    else if (pathname === SIGN_OUT_PATH) this.#signOut(request, response, session);
    else this.#serve(request, response, pathname);
  }

  /** Pages lead to the sign-in page; nothing else says a word. */
  #withoutSession(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    if (pathname !== '/') refuse(response, 401, 'Sign in first.');
    else if (isRead(request)) response.writeHead(303, { ...PLAIN_HEADERS, Location: SIGN_IN_PATH }).end();
    else refuse(response, 405, 'Not here.', { Allow: 'GET, HEAD' });
  }

  #signOut(request: IncomingMessage, response: ServerResponse, session: ConsoleSession): void {
    if (request.method !== 'POST') {
      refuse(response, 405, 'Not here.', { Allow: 'POST' });
    } else if (!isSameOrigin(request, this.#secure)) {
      refuse(response, 403, 'This request did not come from a page of this console.');
    } else {
      this.sessions.end(session);
      response.writeHead(204, { ...PLAIN_HEADERS, 'Set-Cookie': sessionCookie(request, '', this.#secure) }).end();
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    if (!isRead(request)) {
      refuse(response, 405, 'Not here.', { Allow: 'GET, HEAD' });
      return;
    }
    if (pathname === '/') {
      this.#servePage(request, response);
      return;
    }
    const file = this.#files.find(pathname);
    if (file === undefined) {
      refuse(response, 404, 'There is no such page.');
      return;
    }
    const headers = { ...(file.immutable ? IMMUTABLE_HEADERS : PLAIN_HEADERS), 'Content-Type': file.type, 'Content-Length': file.content.length };
    send(request, response, headers, file.content);
  }

  #servePage(request: IncomingMessage, response: ServerResponse): void {
    if (this.#files.page === undefined) {
      refuse(response, 503, 'The console has not been built: run "npm install" in the folder of the program.');
      return;
    }
    const nonce = newNonce();
    const page = this.#files.page.replaceAll(CSP_NONCE_PLACEHOLDER, nonce);
    send(request, response, consoleHeaders(nonce, request.headers.host ?? '', this.#secure), page);
  }

  /** A WebSocket for whoever is signed in, asked for by a page of ours and by no other (RFC 6455 section 10.2). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const session = this.sessions.use(sessionIdOf(request));
    if (!isOurHost(request, this.#admin.hostname())) refuseUpgrade(socket, '421 Misdirected Request');
    else if (!isSameOrigin(request, this.#secure)) refuseUpgrade(socket, '403 Forbidden');
    else if (session === undefined) refuseUpgrade(socket, '401 Unauthorized');
    else if (request.url !== ADMIN_SOCKET_PATH) refuseUpgrade(socket, '404 Not Found');
    else this.#carry(request, socket, head, session);
  }

  #carry(request: IncomingMessage, socket: Duplex, head: Buffer, session: ConsoleSession): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const close = (): void => webSocket.terminate();
      session.onEnd.add(close);
      webSocket.on('close', () => session.onEnd.delete(close));
      webSocket.on('message', () => this.sessions.touch(session));
      keepAlive(webSocket);
      serveChannel(webSocketChannel(webSocket), { admin: this.#admin, caller: 'console', callerAddress: clientAddress(request.socket) });
    });
  }

  close(): void {
    this.sessions.endAll();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }
}

function isRead(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function send(request: IncomingMessage, response: ServerResponse, headers: Record<string, string | number>, body: string | Buffer): void {
  response.writeHead(200, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...PLAIN_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // After `upgrade` nobody else looks after the socket: a client that never closes its side would keep it for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
