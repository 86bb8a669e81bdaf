/**
 * A listener for SMTP, submission or submissions: smtp-server with our connections, its options kept in step with the
 * settings while it runs.
 */
import type * as net from 'node:net';
import type * as tls from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { REASONS } from '../../shared/decisions/reasons.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { clientAddress } from '../client-address.ts';
import type { BoundAddress, Listener, ProtocolServices } from '../listener.ts';
import { admits, turnedAway } from '../security/admission.ts';
import { loginName } from '../security/client-standing.ts';
import { IntakeAborted } from './intake.ts';
import { receiveMessage } from './message-reception.ts';
import { SmtpConnection } from './smtp-connection.ts';
import { quietServices } from './quiet-services.ts';
import { SmtpRefusal } from './replies.ts';
import type { SmtpSession } from './session.ts';

/** Commands of the library that we do not speak: jokes of old sendmail, and what only proxies may say. */
const DISABLED_COMMANDS = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', 'LHLO'];

type Callback = (error?: Error | null) => void;

class GatepostSmtpServer extends SMTPServer {
  readonly byId = new Map<string, SmtpConnection>();
  /** Those of the open-relay test, also once the test has let go of its address. */
  readonly probes = new WeakSet<SmtpConnection>();
  /** Set once the listener stops: a connection that was accepted just before is told so at once. */
  stopping = false;
  readonly #listener: ListenerSettings;
  readonly #services: ProtocolServices;
  /** For the open-relay test. */
  readonly #quietServices: ProtocolServices;

  constructor(listener: ListenerSettings, services: ProtocolServices) {
    super({
      ...services.tls.material,
      minVersion: 'TLSv1.2',
      secure: listener.tls === 'implicit',
      name: services.hostname(),
      banner: '',
      heloResponse: '%s greets %s',
      // Whether AUTH is offered, and whether mail is taken without it, is decided in the session (main/smtp/session.ts).
      authOptional: true,
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN'],
      hideSTARTTLS: listener.tls === 'none',
      hideENHANCEDSTATUSCODES: false,
      hideDSN: false,
      hideREQUIRETLS: false,
      disableReverseLookup: true,
      disabledCommands: listener.tls === 'none' ? [...DISABLED_COMMANDS, 'STARTTLS'] : DISABLED_COMMANDS,
      logger: false,
    });
    this.#listener = listener;
    this.#services = services;
    this.#quietServices = quietServices(services);
    this.refresh();
  }

  /** Takes over what settings and certificate now say; open sessions see it with their next command. */
  refresh(): void {
    const { server, security } = this.#services.settings.current;
    const limit = security['attachment-filters'].messageSizeLimit;
    this.options.name = this.#services.hostname();
    this.options.socketTimeout = server.limits.smtpIdleSeconds * 1000;
    // RFC 1870 section 3: SIZE without a number says that there is no fixed limit.
    this.options.size = limit ?? Number.MAX_SAFE_INTEGER;
    this.options.hideSize = limit === null;
  }

  override connect(socket: net.Socket | tls.TLSSocket): void {
    const connection = new SmtpConnection(this, socket, this.#listener.protocol, this.#servicesFor(clientAddress(socket)));
    if (this.#services.probes.has(connection.remoteAddress)) this.probes.add(connection);
    this.connections.add(connection);
    this.byId.set(connection.id, connection);
    connection.onclosed = () => {
      this.byId.delete(connection.id);
      // At STARTTLS the library takes all listeners off the socket, ours included.
      this.#services.places.release(socket);
    };
    connection.on('error', (error: Error) => this._onError(error));
    connection.init();
    if (this.stopping) connection.drain();
  }

  #servicesFor(remoteAddress: string): ProtocolServices {
    return this.#services.probes.has(remoteAddress) ? this.#quietServices : this.#services;
  }

  /** Every socket passes here first, before any TLS handshake. */
  override _acceptSocket(socket: net.Socket, handshake: boolean): (() => void) | false {
    const remoteAddress = clientAddress(socket);
    if (!admits(this.#servicesFor(remoteAddress), this.#listener.protocol, remoteAddress)) {
      // No banner, no handshake, no byte.
      socket.destroy();
      return false;
    }
    if (!this.#services.places.take(socket, this.#services.settings.current.server.limits)) {
      this.#refuseSocket(socket, handshake);
      return false;
    }
    return super._acceptSocket(socket, handshake);
  }

  #refuseSocket(socket: net.Socket, handshake: boolean): void {
    const { code, enhanced, reply } = REASONS['too-many-connections'];
    turnedAway(this.#services, this.#listener.protocol, clientAddress(socket), this.#services.places.taken);
    // The client may reset the connection while it is told to go.
    socket.on('error', () => socket.destroy());
    if (handshake) socket.destroy();
    else socket.end(`${code} ${enhanced} ${reply}\r\n`, () => socket.destroy());
  }
}

/** Makes a listener for one of the SMTP protocols; `start` opens it. */
export function createSmtpListener(settings: ListenerSettings, services: ProtocolServices): Listener {
  const server = new GatepostSmtpServer(settings, services);
  connectHandlers(server, settings, services);
  const unsubscribe = [services.settings.onChange(() => server.refresh()), services.tls.onChange(() => server.updateSecureContext(services.tls.material))];
  return {
    get connections() {
      return [...server.byId.values()].filter((connection) => !server.probes.has(connection)).length;
    },
    sessions: () => [...server.byId.values()].filter((connection) => !server.probes.has(connection)).map((connection) => connection.describe()),
    closeSession: (id) => {
      const connection = server.byId.get(id);
      connection?.endOrDrain('closed-by-administrator');
      return connection !== undefined;
    },
    start: () => listen(server, settings),
    endLogins: (accountId) => {
      for (const connection of server.byId.values()) {
        const { login } = connection.gatepost;
        if (login?.kind === 'account' && login.id === accountId) connection.endOrDrain('login-ended');
      }
    },
    endLostLogins: () => {
      for (const connection of server.byId.values()) {
        const { login } = connection.gatepost;
        if (login !== undefined && services.security.currentLogin(login) === undefined) connection.endOrDrain('login-ended');
      }
    },
    cutBanned: (isBanned) => {
      for (const connection of server.byId.values()) if (isBanned(connection.remoteAddress)) connection.cut('address-banned');
    },
    stop: async (graceSeconds) => {
      for (const stop of unsubscribe) stop();
      await stopServer(server, graceSeconds);
    },
  };
}

function connectHandlers(server: GatepostSmtpServer, settings: ListenerSettings, services: ProtocolServices): void {
  const find = (id: string): SmtpConnection => {
    const connection = server.byId.get(id);
    if (connection === undefined) throw new Error(`no SMTP session ${id}`);
    return connection;
  };
  server.onAuth = (auth, session, callback) => {
    const { gatepost } = find(session.id);
    gatepost
      // The library takes the authorization identity for the name where that is empty.
      .authenticate(auth.username ?? '', auth.password ?? '', auth.authcid ? auth.authzid : undefined)
      .then(
        (login) => callback(null, { user: loginName(login) }),
        (error: unknown) => callback(asRefusal(gatepost, error)),
      );
  };
  server.onSecure = (_socket, session, callback) => {
    const connection = find(session.id);
    connection.gatepost.note('tls-started', 'info', connection.tlsCipher);
    callback();
  };
  server.onConnect = (_session, callback) => callback();
  server.onMailFrom = (_address, session, callback) => {
    const connection = find(session.id);
    answer(
      connection.gatepost,
      callback,
      () => connection.gatepost.mail(connection.path),
      () => connection.startTransactionTimer(),
    );
  };
  server.onRcptTo = (_address, session, callback) => {
    const connection = find(session.id);
    const { mailFrom, smtpUtf8 = false } = session.envelope;
    const size = mailFrom && mailFrom.args ? mailFrom.args['SIZE'] : undefined;
    answer(connection.gatepost, callback, () => connection.gatepost.rcpt(connection.path, { smtpUtf8, declaredBytes: Number(size ?? 0) }));
  };
  server.onData = (stream, session, callback) => {
    const connection = find(session.id);
    const { smtpUtf8 = false } = session.envelope;
    receiveMessage(connection.gatepost, stream, { smtpUtf8 }, () => connection.bareLineEnding).then(
      (text) => callback(null, text),
      (error: unknown) => callback(asRefusal(connection.gatepost, error)),
    );
  };
  server.on('error', (error: Error & { meta?: unknown; remoteAddress?: string; syscall?: string }) => {
    // A port that cannot be had is no session: whoever opens the listener is told.
    if (error.syscall === 'listen') return;
    if (services.probes.has(error.remoteAddress ?? '')) return;
    services.events.emit({
      kind: error.meta === undefined ? 'session-closed' : 'tls-failed',
      level: 'info',
      protocol: settings.protocol,
      text: error.message,
      ...(error.remoteAddress === undefined ? {} : { remoteAddress: error.remoteAddress }),
    });
  });
}

/** What the client is told of an error. One of our own is put into the log, and is none of the client's: it may come again. */
function asRefusal(session: SmtpSession, error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error;
  if (error instanceof IntakeAborted) return new SmtpRefusal('storage-error');
  session.note('server', 'error', `fault while a command was answered: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new SmtpRefusal('check-failed');
}

/** Runs a decision and hands its refusal, if any, to the library; at once where nothing is waited for. @param taken done before it hears that there is none */
function answer(session: SmtpSession, callback: Callback, decide: () => undefined | Promise<undefined>, taken = (): void => undefined): void {
  const refused = (error: unknown): void => callback(asRefusal(session, error));
  const passed = (): void => {
    taken();
    callback();
  };
  let said: undefined | Promise<undefined>;
  try {
    said = decide();
  } catch (error) {
    refused(error);
    return;
  }
  if (said instanceof Promise) said.then(passed, refused);
  else passed();
}

async function listen(server: GatepostSmtpServer, settings: ListenerSettings): Promise<BoundAddress> {
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen({ port: settings.port, ...(settings.address === '' ? {} : { host: settings.address }) });
    server.server.once('listening', () => {
      server.server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return { address: address.address, port: address.port };
}

async function stopServer(server: GatepostSmtpServer, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.server.close(() => resolve());
  });
  // Those still in a TLS handshake have nothing that could finish.
  for (const socket of server._pendingSockets.values()) socket.destroy();
  server.stopping = true;
  for (const connection of server.byId.values()) connection.drain();
  const cut = (connections: Iterable<SmtpConnection>): void => {
    for (const connection of connections) {
      connection.end('shutting-down');
      setImmediate(() => connection._socket.destroy());
    }
  };
  let last: NodeJS.Timeout | undefined;
  const deadline = setTimeout(() => {
    cut([...server.byId.values()].filter((connection) => !connection.waitsForUs));
    // A message that has arrived whole is being made durable: cut off now it would be kept, and sent again.
    last = setTimeout(() => cut(server.byId.values()), FIXED_LIMITS.commitGraceSeconds * 1000);
  }, graceSeconds * 1000);
  await closed;
  clearTimeout(deadline);
  clearTimeout(last);
}
