/**
 * The guard against guessing of passwords. It counts different guesses, not failures: a telephone that repeats its old
 * password all day is one guess, and bans nobody. A client with too many is banned; an account that too many were
 * tried for takes logins only from addresses that have logged in to it before.
 *
 * A guess is a name with a password: one password tried for a hundred names is a hundred guesses.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { Protocol } from '../../../shared/events.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { loginKey } from '../../../shared/mail/address.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { type GuardServices, clientNetwork, evidenceOf, listed, spanOf } from './ban-request.ts';
import { type Counted, DistinctCounter } from './distinct-counter.ts';
import { type KnownAddress, KnownAddresses } from './known-addresses.ts';
import type { FailedLogin, LoginGuard } from './login-guard.ts';

const MINUTE = 60_000;
/** Of a digest, enough that two guesses are never taken for one. */
const DIGEST_BYTES = 12;

interface Guess {
  readonly name: string;
  readonly protocol: Protocol;
}

export class BruteForceGuard implements LoginGuard {
  readonly #services: GuardServices;
  readonly #key = randomBytes(32);
  readonly #byClient = new DistinctCounter<Guess>(FIXED_LIMITS.guardedKeys, FIXED_LIMITS.guardedFailures);
  readonly #byAccount = new DistinctCounter<undefined>(FIXED_LIMITS.guardedKeys, FIXED_LIMITS.guardedFailures);
  readonly #known = new KnownAddresses();

  constructor(services: GuardServices) {
    this.#services = services;
  }

  mayTry(name: string, address: string): ReasonId | undefined {
    return this.guarded(name, address) ? 'account-guarded' : undefined;
  }

  /** True if this account takes no login from this address for now: too many passwords were tried for it, and the address is a stranger to it. */
  guarded(name: string, address: string): boolean {
    const rules = this.#rules;
    if (!rules.enabled || this.#services.exempt(address)) return false;
    const now = this.#services.clock.now();
    const account = this.#digest(loginKey(name));
    if (this.#byAccount.count(account, now, rules.windowMinutes * MINUTE) < rules.failuresPerAccount) return false;
    return !this.#known.knows(loginKey(name), clientNetwork(address), now);
  }

  failed({ name, address, password, protocol }: FailedLogin): void {
    const rules = this.#rules;
    if (!rules.enabled || this.#services.exempt(address)) return;
    const now = this.#services.clock.now();
    const windowMs = rules.windowMinutes * MINUTE;
    const account = loginKey(name);
    const guess = this.#digest(JSON.stringify([account, password]));
    // Names are of any length and number here, real or not; a digest stands for them.
    this.#byAccount.note(this.#digest(account), guess, undefined, now, windowMs);
    const client = clientNetwork(address);
    const guesses = this.#byClient.note(client, guess, { name: evidenceOf(name), protocol }, now, windowMs);
    if (guesses < rules.failuresPerAddress) return;
    const note = noteOf(this.#byClient.items(client));
    // It has been dealt with: after the ban the count begins anew.
    this.#byClient.forget(client);
    this.#services.ban({ address: client, source: 'brute-force', note });
  }

  succeeded({ name, address }: { readonly name: string; readonly address: string }): void {
    this.#known.note({ account: loginKey(name), address, at: this.#services.clock.now() }, clientNetwork(address));
  }

  /** Addresses that somebody has logged in from within `knownAddressDays`, the latest last. */
  recentLogins(): readonly KnownAddress[] {
    return this.#known.list(this.#services.clock.now());
  }

  get #rules(): Settings['security']['smtp-authentication']['bruteForce'] {
    return this.#services.settings.current.security['smtp-authentication'].bruteForce;
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest().subarray(0, DIGEST_BYTES).toString('base64');
  }
}

/** The evidence, in a sentence. The names are all there is of what the client sent. */
function noteOf(guesses: readonly Counted<Guess>[]): string {
  const span = Math.max(...guesses.map(({ last }) => last)) - Math.min(...guesses.map(({ first }) => first));
  const protocols = listed(guesses.map(({ detail }) => detail.protocol));
  return `${guesses.length} different wrong passwords within ${spanOf(span)} by ${protocols}, for ${listed(guesses.map(({ detail }) => detail.name))}`;
}
