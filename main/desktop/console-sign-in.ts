/** Signs in to the console of a server on this computer with a one-time address, as a browser does, and opens its WebSockets. */
import { get } from 'node:http';
import { WebSocket } from 'ws';
import { ADMIN_SOCKET_PATH } from '../../shared/admin-api/console.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

/** The service cannot be administered from here. The message says why, and what to do. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

export interface ConsoleSession {
  /** Opens a WebSocket to the admin API. @throws NotConnected */
  open(): Promise<WebSocket>;
}

/** @param address as `gatepost admin-url` prints it; its token is spent by this */
export async function signIn(address: string): Promise<ConsoleSession> {
  const url = URL.parse(address);
  // A token is for this computer: in clear text it goes nowhere else.
  if (url?.protocol !== 'http:' || !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) {
    throw new NotConnected(`the console of the service is not on this computer (${url?.origin ?? address}): open it in a browser`);
  }
  const cookie = await cookieFrom(url);
  return { open: async () => await openSocket(url, cookie) };
}

async function cookieFrom(url: URL): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = get(url, (response) => {
      response.resume();
      const cookie = response.headers['set-cookie']?.[0]?.split(';', 1)[0];
      if (response.statusCode === 303 && cookie !== undefined) resolve(cookie);
      else reject(new NotConnected(`the console at ${url.origin} did not let the application in (status ${response.statusCode ?? 0})`));
    });
    request.setTimeout(FIXED_LIMITS.consoleRequestSeconds * 1000, () => request.destroy(new Error('no answer')));
    request.on('error', (error) => reject(new NotConnected(`the console at ${url.origin} does not answer (${error.message})`, { cause: error })));
  });
}

async function openSocket({ origin, host }: URL, cookie: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${host}${ADMIN_SOCKET_PATH}`, {
    headers: { Cookie: cookie, Origin: origin },
    maxPayload: FIXED_LIMITS.adminMessageBytes,
    perMessageDeflate: false,
  });
  return await new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', (error) => reject(new NotConnected(`the connection to the service is lost (${error.message})`, { cause: error })));
  });
}
