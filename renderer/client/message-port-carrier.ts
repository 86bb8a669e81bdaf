/** The carrier of the desktop: a MessagePort to the host in the same program, which the preload script hands over. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { ADMIN_PORT_RECEIPT } from '../../shared/admin-api/console.ts';
import type { AdminClient, Carrier, Connection } from './admin-client.ts';

export class MessagePortCarrier implements Carrier {
  readonly client: AdminClient;
  #connection: Connection = { state: 'open', generation: 1 };
  readonly #listeners = new Set<() => void>();

  constructor(port: MessagePort) {
    this.client = createORPCClient(new RPCLink<Record<never, never>>({ port }));
    // The host sends live items only as fast as they are received here.
    port.addEventListener('message', () => port.postMessage(ADMIN_PORT_RECEIPT));
    port.addEventListener('close', () => {
      this.#connection = { state: 'ended' };
      for (const listener of this.#listeners) listener();
    });
    port.start();
  }

  get connection(): Connection {
    return this.#connection;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Host and window are one program: there is nothing to try again. */
  retryNow(): void {}
}
