/** Requests to the console as a browser makes them, and as no browser would. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RequestOptions {
  readonly method?: string;
  /** Sent as it is, however odd. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own; redirects are not followed. */
export function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Asks for a WebSocket. @returns the status line */
export async function askForSocket(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  return await sayRaw(port, [...lines, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'));
}

/** Sends bytes as they are. @returns the first line of the answer, '' if there is none */
export function sayRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    const end = (): void => {
      socket.destroy();
      resolve(heard.split('\r\n', 1)[0] ?? '');
    };
    socket.on('data', (piece: Buffer) => {
      heard += piece.toString('latin1');
      if (heard.includes('\r\n')) end();
    });
    socket.on('close', end);
    socket.on('error', reject);
  });
}
