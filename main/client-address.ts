/** The address of a client, as everybody here writes and compares it. */

/** Node shows an IPv4 client of an IPv6 socket as `::ffff:192.0.2.1`: the same client as `192.0.2.1`. */
export function clientAddress(socket: { readonly remoteAddress?: string | undefined }): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=[\d.]+$)/i, '');
}

/** "Loopback" means exactly these two; other 127.x addresses are ordinary clients. */
export function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1';
}
