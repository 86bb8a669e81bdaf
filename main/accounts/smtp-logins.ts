/**
 * Logging in to send: mailbox accounts with their own password, where the settings allow it, and the SMTP logins of the
 * settings. How long a failure takes depends on the settings alone, never on the name: nobody learns who exists.
 */
import { loginKey } from '../../shared/mail/address.ts';
import type { SmtpLogin } from '../../shared/settings/security/smtp-authentication.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Clock } from '../clock.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { Accounts, Login, LoginResult, SendLoginResult } from './accounts.ts';
import { PasswordChecker, hashPassword, isPasswordHash } from './passwords.ts';

interface LoginServices {
  readonly settings: SettingsSource;
  readonly accounts: Pick<Accounts, 'login'>;
  readonly clock: Clock;
}

function asSettingsTellThemApart(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export class LoginService {
  readonly #settings: SettingsSource;
  readonly #accounts: Pick<Accounts, 'login'>;
  readonly #passwords: PasswordChecker;
  /** The hash that the password of a login was held against: with another one it is another login. */
  readonly #hashOf = new WeakMap<Login, string>();
  /** The list that `#byName` was made from. */
  #logins: readonly SmtpLogin[] = [];
  #byName: ReadonlyMap<string, SmtpLogin> = new Map();
  #byKey: ReadonlyMap<string, SmtpLogin> = new Map();

  constructor({ settings, accounts, clock }: LoginServices) {
    this.#settings = settings;
    this.#accounts = accounts;
    this.#passwords = new PasswordChecker(clock);
  }

  /**
   * Checks a name and password, off the event loop. Whether SMTP authentication is on, and TLS, is for the caller to ask.
   * A name can be that of an account and of an SMTP login at once; then either password is good.
   */
  async loginToSend(name: string, password: string): Promise<SendLoginResult> {
    const remembered = this.#remembered(name, password);
    if (remembered !== undefined) return { ok: true, login: remembered };
    const byAccount = await this.#accountLogin(name, password);
    if (byAccount?.ok === true) return { ok: true, login: { kind: 'account', ...byAccount.account } };
    const { login, known, disabled = false } = await this.#smtpLogin(name, password, byAccount === undefined);
    if (disabled) return { ok: false, why: 'disabled' };
    if (login !== undefined) return { ok: true, login };
    if (byAccount === undefined || (byAccount.why === 'unknown' && known)) return { ok: false, why: known ? 'wrong-password' : 'unknown' };
    return { ok: false, why: byAccount.why };
  }

  /**
   * A login as the settings now have it, with the addresses it has now; the same object where nothing has changed.
   * Ask before each command of a session. Ends of accounts are told by the directory (`DirectoryChange.endsLogins`).
   * @returns undefined once it is no longer good: its SMTP login is gone or has another password, or mailbox accounts
   * may no longer log in to send
   */
  current(login: Login): Login | undefined {
    if (login.kind === 'account') return this.#settings.current.security['smtp-authentication'].usePop3Credentials ? login : undefined;
    const entry = this.#find(login.name);
    if (entry?.enabled !== true || entry.password !== this.#hashOf.get(login)) return undefined;
    return entry.addresses === login.addresses || JSON.stringify(entry.addresses) === JSON.stringify(login.addresses) ? login : this.#toLogin(entry);
  }

  #remembered(name: string, password: string): Login | undefined {
    const entry = this.#find(name);
    if (entry?.enabled !== true) return undefined;
    return this.#passwords.remembers(loginKey(name), password, credentialsOf(entry)) ? this.#toLogin(entry) : undefined;
  }

  /** Undefined where mailbox accounts may not log in to send. */
  async #accountLogin(name: string, password: string): Promise<LoginResult | undefined> {
    const allowed = (): boolean => this.#settings.current.security['smtp-authentication'].usePop3Credentials;
    if (!allowed()) return undefined;
    const result = await this.#accounts.login(name, password);
    // The setting may have been changed while the password was checked.
    return allowed() ? result : undefined;
  }

  /** @param always hash even where there are no SMTP logins, because nothing else was hashed */
  async #smtpLogin(name: string, password: string, always: boolean): Promise<{ readonly login?: Login; readonly known: boolean; readonly disabled?: boolean }> {
    const entry = this.#find(name);
    if (this.#byName.size === 0 && !always) return { known: false };
    const right = await this.#passwords.check(loginKey(name), password, entry === undefined ? undefined : credentialsOf(entry));
    if (entry === undefined) return { known: false };
    // The login may have been changed meanwhile, too.
    const now = this.#find(name);
    if (!right || now?.password !== entry.password) return { known: true };
    return now.enabled ? { login: this.#toLogin(now), known: true } : { known: true, disabled: true };
  }

  #toLogin(entry: SmtpLogin): Login {
    const login: Login = { kind: 'smtp-login', name: entry.name, addresses: entry.addresses };
    this.#hashOf.set(login, entry.password);
    return login;
  }

  #find(name: string): SmtpLogin | undefined {
    const { logins } = this.#settings.current.security['smtp-authentication'];
    if (logins !== this.#logins) {
      this.#logins = logins;
      this.#byName = new Map(logins.map((login) => [asSettingsTellThemApart(login.name), login]));
      this.#byKey = new Map(logins.toReversed().map((login) => [loginKey(login.name), login]));
    }
    // Settings may be older than the rule that a name is one however it is written (login-names.ts): then each login has its own spelling.
    return this.#byName.get(asSettingsTellThemApart(name)) ?? this.#byKey.get(loginKey(name));
  }
}

function credentialsOf(entry: SmtpLogin): { readonly id: string; readonly passwordHash: string } {
  return { id: asSettingsTellThemApart(entry.name), passwordHash: entry.password };
}

/**
 * Hashes the passwords of SMTP logins that are still plain text, so that neither the settings file nor its history ever
 * holds one. @returns the same object if there are none
 */
export async function withHashedPasswords(settings: Settings): Promise<Settings> {
  const authentication = settings.security['smtp-authentication'];
  if (authentication.logins.every(({ password }) => isPasswordHash(password))) return settings;
  const logins: SmtpLogin[] = [];
  // One after the other: the logins of a long list must not stand in line before those of clients.
  for (const login of authentication.logins) {
    logins.push(isPasswordHash(login.password) ? login : { ...login, password: await hashPassword(login.password) });
  }
  return { ...settings, security: { ...settings.security, 'smtp-authentication': { ...authentication, logins } } };
}
