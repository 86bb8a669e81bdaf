/** The AUTHORIZATION state (RFC 1939 section 4): who is it, and is the maildrop free? */
import { POP3_REFUSALS } from '../../shared/decisions/replies.ts';
import type { AccountIdentity } from '../accounts/accounts.ts';
import { passwordsAllowed, tlsAvailable } from './capabilities.ts';
import { Maildrop } from './maildrop.ts';
import { maildropLocks } from './maildrop-locks.ts';
import { err, ok, refusal, type Reply } from './replies.ts';
import { type Credentials, parsePlain } from './sasl-plain.ts';
import type { SessionContext } from './session-context.ts';

export interface Login {
  readonly account: AccountIdentity;
  readonly maildrop: Maildrop;
  /** Gives the maildrop back to other sessions. */
  readonly release: () => void;
}

const NEEDS_TLS = refusal(POP3_REFUSALS['pop3-needs-tls']);
const WRONG = refusal(POP3_REFUSALS['authentication-failed']);
const GUARDED = refusal(POP3_REFUSALS['account-guarded']);

export class Authorization {
  /** Set once the client has logged in. */
  login: Login | undefined;
  readonly #session: SessionContext;
  #name: string | undefined;

  constructor(session: SessionContext) {
    this.#session = session;
  }

  user(name: string): Reply {
    if (!passwordsAllowed(this.#session)) return this.#refuseClearText();
    if (name === '') return err('USER needs a name: your mail address');
    this.#name = name;
    // The same for every name: whether there is such an account is nobody's business (RFC 1939 section 13).
    return ok('now the password');
  }

  async pass(password: string): Promise<Reply> {
    if (!passwordsAllowed(this.#session)) return this.#refuseClearText();
    const name = this.#name;
    // RFC 1939 section 7: PASS comes right after a successful USER, and after a failure USER has to come again.
    this.#name = undefined;
    if (name === undefined) return err('say USER first');
    return await this.#logIn({ name, password });
  }

  async auth(argument: string): Promise<Reply> {
    if (!passwordsAllowed(this.#session)) return this.#refuseClearText();
    const [mechanism = '', initialResponse, ...rest] = argument.split(' ');
    // Not in RFC 5034, but older clients ask for the list of mechanisms this way.
    if (mechanism === '') return ok('mechanisms follow', 'PLAIN\r\n.\r\n');
    if (mechanism.toUpperCase() !== 'PLAIN') return err('PLAIN is the mechanism offered here');
    if (rest.length > 0) return err('AUTH takes a mechanism and an initial response');
    const response = initialResponse ?? (await this.#ask());
    // RFC 5034 section 4: the client takes it back.
    if (response === '*') return err('cancelled');
    const credentials = parsePlain(response);
    if (credentials === undefined) return err('that is not a response of PLAIN for one and the same user');
    return await this.#logIn(credentials);
  }

  /** Asks for the response with an empty challenge; the line is never logged. */
  async #ask(): Promise<string> {
    await this.#session.connection.write('+ \r\n');
    const line = await this.#session.connection.readLine();
    return line.toString('latin1');
  }

  /** RFC 2595 section 4. */
  async stls(): Promise<Reply | undefined> {
    const { connection, services } = this.#session;
    if (!tlsAvailable(this.#session)) return err(connection.cipher === undefined ? 'TLS is not offered here' : 'TLS is on already');
    // What was said in the clear counts no more.
    this.#name = undefined;
    await connection.startTls(services.tls.secureContext, '+OK begin TLS\r\n');
    return undefined;
  }

  async #logIn({ name, password }: Credentials): Promise<Reply> {
    const { services, remoteAddress } = this.#session;
    const guarded = services.security.loginGuard.mayTry(name, remoteAddress);
    if (guarded !== undefined) {
      services.events.count('loginsFailed');
      this.#session.note('login-failed', 'warning', 'login refused before the password was checked', { reason: guarded, account: name });
      return GUARDED;
    }
    let result;
    try {
      result = await services.accounts.login(name, password);
    } catch (error) {
      this.#session.noteFailure(error);
      return err('the login could not be checked; try again later', 'SYS/TEMP');
    }
    if (!result.ok) {
      services.events.count('loginsFailed');
      this.#session.note('login-failed', 'warning', `login refused: ${result.why}`, { reason: 'authentication-failed', account: name });
      // The password of a disabled account was right: that is no guess.
      if (result.why !== 'disabled') services.security.loginGuard.failed({ name, address: remoteAddress, password, protocol: this.#session.protocol });
      return WRONG;
    }
    services.security.loginGuard.succeeded({ name, address: remoteAddress });
    return await this.#openMaildrop(result.account);
  }

  async #openMaildrop(account: AccountIdentity): Promise<Reply> {
    const { services } = this.#session;
    const release = maildropLocks(services.store).acquire(account.id);
    if (release === undefined) {
      this.#session.note('login-failed', 'info', 'the maildrop is in use by another session', { account: account.address });
      return err('the maildrop is in use by another session; try again later', 'IN-USE');
    }
    // Before anything is waited for: the account is still as it was when the password was checked.
    services.security.grants.loggedIn(this.#session.remoteAddress, account, services.clock.now());
    try {
      const maildrop = await Maildrop.open(services.store, account.id);
      this.login = { account, maildrop, release };
    } catch (error) {
      release();
      this.#session.noteFailure(error);
      return err('the maildrop could not be read; try again later', 'SYS/TEMP');
    }
    services.store.mailboxes.noteLogin(account.id, services.clock.now());
    const summary = this.login.maildrop.summary();
    this.#session.note('login-succeeded', 'info', `logged in: ${summary}`, { account: account.address });
    return ok(summary);
  }

  #refuseClearText(): Reply {
    this.#session.note('login-failed', 'warning', 'a login on a clear-text connection', { reason: 'pop3-needs-tls' });
    return NEEDS_TLS;
  }

  /** RFC 6856 section 2.1. Content is sent as it is stored in either mode: see main/pop3/transaction.ts. */
  utf8(argument: string): Reply {
    return argument === '' ? ok('UTF-8 it is') : err('UTF8 takes no argument');
  }
}
