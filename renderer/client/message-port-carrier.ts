/**
 * The carrier of the desktop: a MessagePort to the host in the same program, which the preload script hands over. Behind it may be
 * a service of the computer: where that ends the connection, the window asks for another port and stays as it is, with what
 * somebody has typed.
 */
import { createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { ADMIN_PORT_RECEIPT } from '../../shared/admin-api/console.ts';
import { type AdminClient, type Carrier, type Connection, NotConnectedError } from './admin-client.ts';
import { retryGap } from './retry-gaps.ts';

type Link = RPCLink<Record<never, never>>;

export class MessagePortCarrier implements Carrier {
  readonly client: AdminClient;
  readonly #another: () => Promise<MessagePort>;
  #connection: Connection = { state: 'connecting' };
  readonly #listeners = new Set<() => void>();
  #link: Link | undefined;
  #generation = 0;
  /** Ports that were closed before anything came from them, one after the other. */
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param another asks the host for a port; it comes open, and is closed if nobody is behind it */
  constructor(port: MessagePort, another: () => Promise<MessagePort>) {
    this.#another = another;
    this.client = createORPCClient(
      new DynamicLink<Record<never, never>>(() => {
        // A call is never kept for later: whoever pressed the button has long looked elsewhere by then.
        if (this.#link === undefined) throw new NotConnectedError('not connected to the server');
        return this.#link;
      }),
    );
    this.#take(port);
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
    void this.#again();
  }

  #take(port: MessagePort): void {
    this.#link = new RPCLink<Record<never, never>>({ port });
    // The host sends live items only as fast as they are received here.
    port.addEventListener('message', () => {
      this.#failures = 0;
      port.postMessage(ADMIN_PORT_RECEIPT);
    });
    port.addEventListener('close', () => {
      this.#link = undefined;
      this.#failures += 1;
      const gap = retryGap(this.#failures);
      this.#timer = setTimeout(() => void this.#again(), gap);
      this.#become({ state: 'lost', retryAt: Date.now() + gap });
    });
    port.start();
    this.#generation += 1;
    this.#become({ state: 'open', generation: this.#generation });
  }

  async #again(): Promise<void> {
    this.#become({ state: 'connecting' });
    this.#take(await this.#another());
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const listener of this.#listeners) listener();
  }
}
