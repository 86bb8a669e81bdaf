/** A listener for pop3 or pop3s: accepts clients, gives each a session, and brings them all to an end when it stops. */
import * as net from 'node:net';
import type { OpenSession } from '../../shared/admin-api/sessions.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { clientAddress } from '../client-address.ts';
import { admits, turnedAway } from '../security/admission.ts';
import type { BoundAddress, Listener, ProtocolServices } from '../listener.ts';
import { Pop3Connection } from './connection.ts';
import { Pop3Session } from './pop3-session.ts';
import { err, statusLine } from './replies.ts';

class Pop3Listener implements Listener {
  readonly #settings: ListenerSettings;
  readonly #services: ProtocolServices;
  /** Open sessions, each with the promise of its end. */
  readonly #sessions = new Map<Pop3Connection, { readonly session: Pop3Session; readonly ended: Promise<void> }>();
  #server: net.Server | undefined;

  constructor(settings: ListenerSettings, services: ProtocolServices) {
    this.#settings = settings;
    this.#services = services;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  async start(): Promise<BoundAddress> {
    // Half-open: a client that sends its commands and closes its side at once still gets all its answers.
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const { address, port } = this.#settings;
      server.listen({ port, ...(address === '' ? {} : { host: address }) }, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
    server.on('error', (error) => {
      const text = `accepting connections failed: ${error.message}`;
      this.#services.events.emit({ kind: 'server', level: 'error', protocol: this.#settings.protocol, text });
    });
    this.#server = server;
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the listener has no port');
    return { address: bound.address, port: bound.port };
  }

  #accept(socket: net.Socket): void {
    const remoteAddress = clientAddress(socket);
    const { places, settings } = this.#services;
    if (!admits(this.#services, this.#settings.protocol, remoteAddress)) {
      socket.destroy();
      return;
    }
    if (!places.take(socket, settings.current.server.limits)) {
      this.#refuse(socket, remoteAddress);
      return;
    }
    const connection = new Pop3Connection(socket, () => settings.current.server.limits.pop3IdleSeconds);
    const { protocol, tls } = this.#settings;
    const { remotePort = 0, localPort = 0 } = socket;
    const session = new Pop3Session(connection, { protocol, tls, remoteAddress, remotePort, localPort }, this.#services);
    const ended = session.run().finally(() => {
      this.#sessions.delete(connection);
      places.release(socket);
    });
    this.#sessions.set(connection, { session, ended });
  }

  #refuse(socket: net.Socket, remoteAddress: string): void {
    turnedAway(this.#services, this.#settings.protocol, remoteAddress, this.#services.places.taken);
    // The client may reset the connection while it is told to go.
    socket.on('error', () => socket.destroy());
    // Before a TLS handshake there is nothing that the client would understand.
    if (this.#settings.tls === 'implicit') socket.destroy();
    else socket.end(statusLine(err('too many connections; try again later', 'SYS/TEMP')), () => socket.destroy());
  }

  sessions(): readonly OpenSession[] {
    return [...this.#sessions.values()].map(({ session }) => session.describe());
  }

  closeSession(id: string): boolean {
    for (const [connection, { session }] of this.#sessions) {
      if (session.id !== id) continue;
      connection.stop('closed-by-administrator');
      // In the middle of a message nothing can be said. Deletions are made at QUIT alone, so that none is half done.
      if (session.isFetching) connection.destroy();
      return true;
    }
    return false;
  }

  endLogins(accountId: number): void {
    for (const [connection, { session }] of this.#sessions) if (session.accountId === accountId) connection.stop('login-ended');
  }

  endLostLogins(): void {
    // Accounts are not in the settings.
  }

  cutBanned(isBanned: (address: string) => boolean): void {
    for (const [connection, { session }] of this.#sessions) {
      if (isBanned(session.remoteAddress)) connection.cut('banned');
    }
  }

  async stop(graceSeconds: number): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const connection of this.#sessions.keys()) connection.stop();
    const timer = setTimeout(() => {
      for (const connection of this.#sessions.keys()) connection.destroy();
    }, graceSeconds * 1000);
    await Promise.all([closed, ...[...this.#sessions.values()].map(({ ended }) => ended)]);
    clearTimeout(timer);
  }
}

/** Makes a listener for pop3 or pop3s; `start` opens it. */
export function createPop3Listener(settings: ListenerSettings, services: ProtocolServices): Listener {
  return new Pop3Listener(settings, services);
}
