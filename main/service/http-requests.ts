/** What a request of a browser says about itself, and how far it is believed. */
import type { IncomingMessage } from 'node:http';
import { FIXED_LIMITS } from '../../shared/limits.ts';

/**
 * True if the Host header names this server: the address that the connection came in on, `localhost`, or the server's
 * own host name, each with the port in use. A page of another site whose name was led to our address after it was
 * loaded (DNS rebinding) still says its own name here.
 */
export function isOurHost(request: IncomingMessage, hostname: string): boolean {
  const { host } = request.headers;
  const { localAddress = '', localPort = 0 } = request.socket;
  if (host === undefined) return false;
  const address = localAddress.replace(/^::ffff:/, '');
  const names = [address.includes(':') ? `[${address}]` : address, hostname, ...(address === '127.0.0.1' || address === '::1' ? ['localhost'] : [])];
  // Browsers leave the port out where it is the usual one of the scheme.
  const ports = localPort === 80 || localPort === 443 ? [`:${localPort}`, ''] : [`:${localPort}`];
  return names.some((name) => ports.some((port) => host.toLowerCase() === `${name.toLowerCase()}${port}`));
}

/** True if the request comes from a page of this server. Call it for requests to our own host only. */
export function isSameOrigin(request: IncomingMessage, secure: boolean): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && host !== undefined && origin.toLowerCase() === `${secure ? 'https' : 'http'}://${host.toLowerCase()}`;
}

/** Browsers keep cookies by host and not by port: the name keeps two servers on one computer apart. */
function cookieName(request: IncomingMessage): string {
  return `gatepost-session-${request.socket.localPort ?? 0}`;
}

/** The session id that the browser keeps for this server. */
export function sessionIdOf(request: IncomingMessage): string | undefined {
  const prefix = `${cookieName(request)}=`;
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
}

/** The header that makes the browser keep a session id, or forget it with ''. */
export function sessionCookie(request: IncomingMessage, id: string, secure: boolean): string {
  const age = id === '' ? '; Max-Age=0' : '';
  return `${cookieName(request)}=${id}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${age}`;
}

/** The fields of a form; undefined if it is too long or no form. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded(?:;|$)/i.test(request.headers['content-type'] ?? '')) return undefined;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) return undefined;
    bytes += piece.length;
    if (bytes > FIXED_LIMITS.consoleFormBytes) return undefined;
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString());
}
