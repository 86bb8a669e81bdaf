/**
 * Who is signed in to the console: one-time tokens, sessions, and the count of failed attempts. All in memory: after a
 * restart one signs in again. Tokens and session ids are kept as digests, and found by looking the digest up, so that
 * the time a look-up takes tells nothing about them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { clientNetwork } from '../security/guards/ban-request.ts';

const MINUTE = 60_000;

export interface ConsoleSession {
  readonly digest: string;
  /** Milliseconds since 1970. */
  usedAt: number;
  /** What must close when the session ends: its WebSockets. */
  readonly onEnd: Set<() => void>;
}

export class ConsoleSessions {
  readonly #clock: Clock;
  /** Digest of each unused token, and until when it is good. The oldest come first. */
  readonly #tokens = new Map<string, number>();
  /** By digest of the id; the one that was idle longest comes first. */
  readonly #sessions = new Map<string, ConsoleSession>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes a one-time token: good for 10 minutes and one browser. */
  newToken(): string {
    makeRoom(this.#tokens, FIXED_LIMITS.signInTokens, (digest) => this.#tokens.delete(digest));
    const token = newSecret();
    this.#tokens.set(digestOf(token), this.#clock.now() + FIXED_LIMITS.signInTokenMinutes * MINUTE);
    return token;
  }

  /** Uses a token up. @returns true if it was good */
  useToken(token: string): boolean {
    const digest = digestOf(token);
    const goodUntil = this.#tokens.get(digest);
    this.#tokens.delete(digest);
    return goodUntil !== undefined && this.#clock.now() < goodUntil;
  }

  /** Opens a session. @returns its id, the one secret that the browser keeps */
  open(): string {
    makeRoom(this.#sessions, FIXED_LIMITS.consoleSessions, (digest) => this.#end(digest));
    const id = newSecret();
    const digest = digestOf(id);
    this.#sessions.set(digest, { digest, usedAt: this.#clock.now(), onEnd: new Set() });
    return id;
  }

  /** The session of that id, and notes that it is in use; undefined if there is none or it was idle for too long. */
  use(id: string | undefined): ConsoleSession | undefined {
    if (id === undefined) return undefined;
    const session = this.#sessions.get(digestOf(id));
    if (session === undefined) return undefined;
    if (this.#isIdle(session)) {
      this.#end(session.digest);
      return undefined;
    }
    this.touch(session);
    return session;
  }

  /** Notes that a session is in use. */
  touch(session: ConsoleSession): void {
    session.usedAt = this.#clock.now();
    // Put at the end: the map stays in the order of last use.
    if (this.#sessions.delete(session.digest)) this.#sessions.set(session.digest, session);
  }

  end(session: ConsoleSession): void {
    this.#end(session.digest);
  }

  /** Ends the sessions that were idle for too long. */
  endIdle(): void {
    for (const session of this.#sessions.values()) {
      if (this.#isIdle(session)) this.#end(session.digest);
    }
  }

  endAll(): void {
    for (const digest of this.#sessions.keys()) this.#end(digest);
    this.#tokens.clear();
  }

  #isIdle({ usedAt }: ConsoleSession): boolean {
    return this.#clock.now() - usedAt >= FIXED_LIMITS.consoleSessionHours * 60 * MINUTE;
  }

  #end(digest: string): void {
    const session = this.#sessions.get(digest);
    this.#sessions.delete(digest);
    for (const close of session?.onEnd ?? []) close();
  }
}

/** Counts failed attempts by client over a sliding window; past the limit it has to wait. A client is an address, or an IPv6 network of 64 bits. */
export class FailedAttempts {
  readonly #clock: Clock;
  /** When the last failures of each client were, oldest first. */
  readonly #failures = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until this address may try again; 0 if it may now. */
  waitOf(address: string): number {
    const recent = this.#recent(clientNetwork(address));
    const first = recent[recent.length - FIXED_LIMITS.signInFailures];
    return first === undefined ? 0 : first + FIXED_LIMITS.signInWindowMinutes * MINUTE - this.#clock.now();
  }

  /** Counts a failure; `takeBack` if it was none in the end. */
  note(address: string): { takeBack(): void } {
    // Addresses that were quiet for the whole window are forgotten here, so that the map cannot grow for ever.
    for (const other of this.#failures.keys()) if (this.#recent(other).length === 0) this.#failures.delete(other);
    const now = this.#clock.now();
    const client = clientNetwork(address);
    this.#failures.set(client, [...this.#recent(client), now]);
    return {
      takeBack: () => {
        const recent = this.#recent(client);
        const at = recent.lastIndexOf(now);
        this.#failures.set(client, at < 0 ? recent : recent.toSpliced(at, 1));
      },
    };
  }

  #recent(client: string): number[] {
    const since = this.#clock.now() - FIXED_LIMITS.signInWindowMinutes * MINUTE;
    return (this.#failures.get(client) ?? []).filter((at) => at > since);
  }
}

/** 256 bits: not to be guessed, however often one may try. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Lets the first ones of a map go until one more fits. */
function makeRoom(map: ReadonlyMap<string, unknown>, limit: number, remove: (key: string) => void): void {
  for (const key of map.keys()) {
    if (map.size < limit) return;
    remove(key);
  }
}
