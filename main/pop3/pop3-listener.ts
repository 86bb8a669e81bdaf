/** A listener for POP3, with STLS or implicit TLS: accepts, keeps within the limits, and runs a session for each client. */
import * as net from 'node:net';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { clientAddress } from '../client-address.ts';
import type { BoundAddress, Listener, ProtocolServices } from '../listener.ts';
import { Pop3Connection } from './connection.ts';
import { Pop3Session } from './pop3-session.ts';
import { err, statusLine } from './replies.ts';

const TOO_MANY = statusLine(err('too many open connections; try again later', 'SYS/TEMP'));

export function createPop3Listener(settings: ListenerSettings, services: ProtocolServices): Listener {
  const open = new Map<Pop3Connection, Promise<void>>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (!services.places.take(socket, services.settings.current.server.limits)) {
      refuse(socket, settings, services);
      return;
    }
    const connection = new Pop3Connection(socket, () => services.settings.current.server.limits.pop3IdleSeconds);
    const options = { connection, services, protocol: settings.protocol, tlsMode: settings.tls, remoteAddress: clientAddress(socket) };
    const session = new Pop3Session(options).run().finally(() => open.delete(connection));
    open.set(connection, session);
  });
  // Such as too many open files: this connection is lost, the listener goes on.
  server.on('error', (error) => services.events.emit({ kind: 'server', level: 'error', protocol: settings.protocol, text: `a connection could not be accepted: ${error.message}` }));
  return {
    get connections() {
      return open.size;
    },
    start: async () => await listen(server, settings),
    stop: async (graceSeconds) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const connection of open.keys()) connection.stop();
      const deadline = setTimeout(() => {
        for (const connection of open.keys()) connection.destroy();
      }, graceSeconds * 1000);
      await Promise.all([closed, ...open.values()]);
      clearTimeout(deadline);
    },
  };
}

async function listen(server: net.Server, settings: ListenerSettings): Promise<BoundAddress> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: settings.port, ...(settings.address === '' ? {} : { host: settings.address }) }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return { address: address.address, port: address.port };
}

function refuse(socket: net.Socket, settings: ListenerSettings, services: ProtocolServices): void {
  services.events.emit({
    kind: 'session-refused',
    level: 'warning',
    protocol: settings.protocol,
    remoteAddress: clientAddress(socket),
    reason: 'too-many-connections',
    text: `with ${services.places.taken} connections open`,
  });
  // The client may reset the connection while it is told to go.
  socket.on('error', () => socket.destroy());
  if (settings.tls === 'implicit') socket.destroy();
  else socket.end(TOO_MANY, () => socket.destroy());
}
