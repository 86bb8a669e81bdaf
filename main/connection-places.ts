/**
 * The places for client connections, shared by all listeners of the engine: counts the open sockets, in all and by
 * client address, those still in a TLS handshake included.
 */
import type { Socket } from 'node:net';
import type { Limits } from '../shared/limits.ts';
import { clientAddress } from './client-address.ts';

export class ConnectionPlaces {
  taken = 0;
  readonly #byAddress = new Map<string, number>();
  readonly #addressOf = new WeakMap<Socket, string>();

  /** Takes a place for the socket until it closes; false if there is none left. */
  take(socket: Socket, limits: Pick<Limits, 'maxConnections' | 'maxConnectionsPerAddress'>): boolean {
    const address = clientAddress(socket);
    const fromAddress = this.#byAddress.get(address) ?? 0;
    if (this.taken >= limits.maxConnections || fromAddress >= limits.maxConnectionsPerAddress) return false;
    this.taken += 1;
    this.#byAddress.set(address, fromAddress + 1);
    this.#addressOf.set(socket, address);
    socket.once('close', () => this.release(socket));
    return true;
  }

  /** Gives the place back; a second time does nothing. */
  release(socket: Socket): void {
    const address = this.#addressOf.get(socket);
    if (address === undefined) return;
    this.#addressOf.delete(socket);
    this.taken -= 1;
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}
