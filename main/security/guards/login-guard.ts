/** What a protocol tells the guard against guessing of passwords, and asks it. */
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { Protocol } from '../../../shared/events.ts';

/** A name as the client gave it, and the client's address as `clientAddress` writes it. */
interface LoginClient {
  readonly name: string;
  readonly address: string;
}

export interface FailedLogin extends LoginClient {
  /** Kept as a keyed digest alone. */
  readonly password: string;
  readonly protocol: Protocol;
}

export interface LoginGuard {
  /** Ask before a password is checked. @returns why it may not even be tried; undefined if it may */
  mayTry(name: string, address: string): ReasonId | undefined;
  /** A wrong password, or an unknown name. */
  failed(attempt: FailedLogin): void;
  /** The password was right. */
  succeeded(client: LoginClient): void;
}
