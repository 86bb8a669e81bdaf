/** Signing in to the console: with a one-time token, or with the administrator's password once there is one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { ConsolePassword } from '../host/console-password.ts';
import { type ConsoleSessions, FailedAttempts } from './console-sessions.ts';
import { isSameOrigin, readForm, sessionCookie } from './http-requests.ts';
import { PLAIN_HEADERS, newNonce, signInHeaders } from '../host/security-headers.ts';
import { type SignInNotice, signInPage } from './sign-in-page.ts';

export const SIGN_IN_PATH = '/sign-in';

export interface SignInOptions {
  readonly sessions: ConsoleSessions;
  readonly password: ConsolePassword;
  readonly clock: Clock;
  /** The console speaks HTTPS. */
  readonly secure: boolean;
  readonly events: Pick<EventSink, 'emit'>;
}

export class SignIn {
  readonly #options: SignInOptions;
  readonly #failures: FailedAttempts;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#failures = new FailedAttempts(options.clock);
  }

  /** @param token from the address, if there is one */
  async answer(request: IncomingMessage, response: ServerResponse, token: string | undefined): Promise<void> {
    switch (request.method) {
      case 'GET':
        if (token === undefined) this.#page(response, 200, 'welcome');
        else this.#withToken(request, response, token);
        break;
      case 'HEAD':
        // Looking is not signing in: the token stays good.
        response.writeHead(200, signInHeaders(newNonce())).end();
        break;
      case 'POST':
        await this.#withPassword(request, response);
        break;
      default:
        response.writeHead(405, { ...PLAIN_HEADERS, Allow: 'GET, HEAD, POST' }).end();
    }
  }

  #withToken(request: IncomingMessage, response: ServerResponse, token: string): void {
    // A token is not to be guessed, so that a wrong one is not counted: any page that the administrator visits can ask
    // for this address, and would lock out whoever has the password.
    if (this.#options.sessions.useToken(token)) {
      this.#open(request, response, 'with a one-time address');
      return;
    }
    this.#log(request, 'warning', 'failed to sign in with a one-time address that is spent or unknown');
    this.#page(response, 403, 'bad-token');
  }

  async #withPassword(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isSameOrigin(request, this.#options.secure)) {
      response
        .writeHead(403, { ...PLAIN_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
        .end('This form did not come from a page of this console.\n');
      return;
    }
    const form = await readForm(request);
    if (form === undefined) {
      response.writeHead(400, { ...PLAIN_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end('This is not the sign-in form.\n');
      return;
    }
    const wait = this.#failures.waitOf(addressOf(request));
    if (wait > 0) {
      response.setHeader('Retry-After', Math.ceil(wait / 1000));
      this.#page(response, 429, 'too-many');
      return;
    }
    // Noted before the slow check and taken back after, so that many attempts at one moment all count.
    const failed = this.#failures.note(addressOf(request));
    if (await this.#options.password.check(form.get('password') ?? '')) {
      failed.takeBack();
      this.#open(request, response, 'with the password');
    } else {
      this.#log(request, 'warning', 'failed to sign in with a wrong password');
      this.#page(response, 403, 'wrong-password');
    }
  }

  #open(request: IncomingMessage, response: ServerResponse, how: string): void {
    const id = this.#options.sessions.open();
    this.#log(request, 'info', `signed in ${how}`);
    response.writeHead(303, { ...PLAIN_HEADERS, Location: '/', 'Set-Cookie': sessionCookie(request, id, this.#options.secure) }).end();
  }

  #page(response: ServerResponse, status: number, notice: SignInNotice): void {
    const nonce = newNonce();
    response.writeHead(status, signInHeaders(nonce)).end(signInPage(notice, this.#options.password.isSet, nonce));
  }

  #log(request: IncomingMessage, level: 'info' | 'warning', what: string): void {
    this.#options.events.emit({ kind: 'admin', level, protocol: 'admin', remoteAddress: addressOf(request), text: `console: ${what}` });
  }
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
