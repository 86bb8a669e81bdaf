/**
 * The carrier of the browser: one WebSocket to the service host. It connects again with growing gaps after the
 * connection was lost, and tells the window when the session behind it has ended.
 */
import { createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { type AdminClient, type Carrier, type Connection, NotConnectedError } from './admin-client.ts';
import { retryGap } from './retry-gaps.ts';

export interface WebSocketCarrierOptions {
  readonly url: string;
  /** Asks the host whether the session has ended. A browser cannot see why a WebSocket was refused. Rejects if the host does not answer. */
  readonly sessionEnded: () => Promise<boolean>;
  /** Called once the session has ended: time to sign in again. */
  readonly onSessionEnded: () => void;
  readonly signOut?: () => Promise<void>;
}

type Link = RPCLink<Record<never, never>>;

export class WebSocketCarrier implements Carrier {
  readonly client: AdminClient;
  readonly signOut?: () => Promise<void>;
  #connection: Connection = { state: 'connecting' };
  readonly #listeners = new Set<() => void>();
  readonly #options: WebSocketCarrierOptions;
  /** The latest attempt: what becomes of one before it does not matter. */
  #socket: WebSocket | undefined;
  #link: Link | undefined;
  /** Calls made before the first connection stands wait for it. */
  #first = Promise.withResolvers<void>();
  #generation = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WebSocketCarrierOptions) {
    this.#options = options;
    if (options.signOut !== undefined) this.signOut = options.signOut;
    this.client = createORPCClient(new DynamicLink<Record<never, never>>(() => this.#openLink()));
    this.#connect();
  }

  get connection(): Connection {
    return this.#connection;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retryNow(): void {
    if (this.#connection.state !== 'lost') return;
    clearTimeout(this.#timer);
    // An attempt that hangs, as after a change of networks, gives way.
    const before = this.#socket;
    this.#connect();
    before?.close();
  }

  /** Closes the connection for good. */
  close(): void {
    clearTimeout(this.#timer);
    this.#become({ state: 'ended' });
    this.#first.resolve();
    this.#socket?.close();
  }

  async #openLink(): Promise<Link> {
    if (this.#connection.state === 'connecting') await this.#first.promise;
    // Whoever hears that a call has failed may make the next one before the socket has told us that it is closed.
    if (this.#connection.state === 'open' && this.#socket?.readyState === WebSocket.OPEN && this.#link !== undefined) return this.#link;
    // A call is never kept for later: whoever pressed the button has long looked elsewhere by then.
    throw new NotConnectedError('not connected to the server');
  }

  #connect(): void {
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    const link: Link = new RPCLink({ websocket: socket });
    socket.addEventListener('open', () => {
      if (this.#connection.state === 'ended' || socket !== this.#socket) return;
      this.#failures = 0;
      this.#generation += 1;
      this.#link = link;
      this.#become({ state: 'open', generation: this.#generation });
      this.#first.resolve();
    });
    socket.addEventListener('close', () => {
      if (this.#connection.state === 'ended' || socket !== this.#socket) return;
      this.#failures += 1;
      const gap = retryGap(this.#failures);
      this.#become({ state: 'lost', retryAt: Date.now() + gap });
      this.#first.resolve();
      this.#timer = setTimeout(() => this.#connect(), gap);
      void this.#checkSession();
    });
  }

  async #checkSession(): Promise<void> {
    // No answer: the host is away, which the next attempt will tell as well.
    const ended = await this.#options.sessionEnded().catch(() => false);
    if (!ended || this.#connection.state === 'ended') return;
    this.close();
    this.#options.onSessionEnded();
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const listener of this.#listeners) listener();
  }
}
