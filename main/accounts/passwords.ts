/**
 * Passwords: scrypt with a salt for each, checked in constant time and off the event loop. A flood of logins waits
 * in line here, and does not fill the thread pool that files and name look-ups share.
 */
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';

interface Cost {
  /** Binary logarithm of scrypt's N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/**
 * One of the equally strong settings of the OWASP password storage cheat sheet: 32 MiB while a hash is made. glibc gives
 * that much back at once; of the settings with less, each thread of the pool keeps its memory for good.
 */
const COST: Cost = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Costs above this are not ours: a stored text must not be able to take all memory. */
const MAX_COST: Cost = { ln: 20, r: 16, p: 16 };

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

interface StoredPassword {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function parseStored(text: string): StoredPassword | undefined {
  const [, ln, r, p, salt, hash] = STORED.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (cost.ln < 1 || cost.ln > MAX_COST.ln || cost.r < 1 || cost.r > MAX_COST.r || cost.p < 1 || cost.p > MAX_COST.p) return undefined;
  const stored = { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  // A hash cut short would fit many passwords.
  return stored.hash.length === HASH_BYTES ? stored : undefined;
}

/** True for a text that `hashPassword` could have made. */
export function isPasswordHash(text: string): boolean {
  return parseStored(text) !== undefined;
}

/** Lets so many through at one time; the others wait in order. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** One for the process, as the thread pool is. */
const gate = new Gate(FIXED_LIMITS.passwordHashesAtOnce);

/** RFC 8265 section 4.2.2: passwords that look the same are the same, whichever way the keyboard composes them. */
function normalise(password: string): string {
  return password.normalize('NFC');
}

async function derive(password: string, salt: Buffer, bytes: number, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  const options = { N, r, p, maxmem: 128 * r * (N + p) * 2 };
  return await gate.run(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(normalise(password), salt, bytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
      }),
  );
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** @returns the text to store: `$scrypt$ln=…,r=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, HASH_BYTES, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** What is checked when there is no such account, so that the answer takes as long. */
const nobody: StoredPassword = { cost: COST, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };

async function verify(password: string, stored: StoredPassword): Promise<boolean> {
  const hash = await derive(password, stored.salt, stored.hash.length, stored.cost);
  return stored !== nobody && timingSafeEqual(hash, stored.hash);
}

/** True if `password` is the one that `hashPassword` made `text` from. Without a text it takes as long, and is false. */
export async function verifyPassword(password: string, text: string | undefined): Promise<boolean> {
  return await verify(password, (text === undefined ? undefined : parseStored(text)) ?? nobody);
}

/** The account or SMTP login that a password is checked against. */
interface Credentials {
  /** Of an account its number, of an SMTP login its name. */
  readonly id: number | string;
  readonly passwordHash: string;
}

/** Checks passwords, and remembers for a short time, under a digest keyed for this process, those that were right. */
export class PasswordChecker {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  /** By id: an account has one password. */
  readonly #remembered = new Map<number | string, { readonly digest: string; readonly until: number }>();
  /** The same attempt on many connections at once is one hash. */
  readonly #running = new Map<string, Promise<boolean>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True if `password` is that of the account called `name`. Without an account it takes as long, and is false. */
  async check(name: string, password: string, account: Credentials | undefined): Promise<boolean> {
    const digest = this.#digest(name, password, account);
    if (account !== undefined && this.#isRemembered(account.id, digest)) return true;
    const running = this.#running.get(digest) ?? this.#start(password, account, digest);
    return await running;
  }

  /** True if `password` was found right a short time ago; costs no hash. */
  remembers(name: string, password: string, account: Credentials): boolean {
    return this.#isRemembered(account.id, this.#digest(name, password, account));
  }

  /** Forgets the password of an account, because the account has changed. */
  forget(accountId: number | string): void {
    this.#remembered.delete(accountId);
  }

  #digest(name: string, password: string, account: Credentials | undefined): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([name, account?.id, account?.passwordHash, password]))
      .digest('base64');
  }

  #isRemembered(accountId: number | string, digest: string): boolean {
    const entry = this.#remembered.get(accountId);
    if (entry === undefined) return false;
    if (entry.until <= this.#clock.now()) {
      this.#remembered.delete(accountId);
      return false;
    }
    return timingSafeEqual(Buffer.from(entry.digest), Buffer.from(digest));
  }

  async #start(password: string, account: Credentials | undefined, digest: string): Promise<boolean> {
    const stored = account === undefined ? nobody : (parseStored(account.passwordHash) ?? nobody);
    const running = verify(password, stored);
    this.#running.set(digest, running);
    try {
      const right = await running;
      if (right && account !== undefined) {
        this.#remembered.set(account.id, { digest, until: this.#clock.now() + FIXED_LIMITS.passwordMemorySeconds * 1000 });
      }
      return right;
    } finally {
      this.#running.delete(digest);
    }
  }
}
