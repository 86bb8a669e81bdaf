/**
 * Hosts that have just refused, not answered or not greeted, whatever the domain they were called for: one that serves thousands of
 * domains costs one connection an interval, and not one for each of them. Of a host that we have no connection with, the first call
 * decides for all who want it meanwhile: they wait for the greeting, and then call or are put off together.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';

/** A call to a host, for whoever makes it to say how it goes. */
export interface HostCall {
  /** The host is there. */
  greeted(): void;
  /** The call is over, or the connection that it led to. @param failure what is wrong with a host that has not greeted */
  ended(failure?: HostFailure): void;
}

export interface HostFailure {
  /** In words, or as the host said it. */
  readonly why: string;
  /** The host has refused all mail of ours: what it said holds for whoever would have called it. */
  readonly refusesAll: boolean;
}

interface Dead extends HostFailure {
  readonly since: number;
}

const SECOND = 1000;
const UNKNOWN: HostFailure = { why: '', refusesAll: false };
const INTERVAL = FIXED_LIMITS.deliveryDeadHostSeconds * SECOND;

export class DeadHosts {
  readonly #clock: Clock;
  /** By address and port; the one that failed longest ago first. */
  readonly #dead = new Map<string, Dead>();
  /** Hosts that we are connected with, and that took no further connection: nothing more is asked of them for an interval, or until a connection has ended. */
  readonly #full = new Map<string, Dead>();
  /** First calls that have not been answered; each resolves when it is known how it goes. */
  readonly #first = new Map<string, Promise<void>>();
  /** Connections to hosts that have greeted. */
  readonly #connected = new Map<string, number>();
  /** Changes when everything is forgotten: what a call finds that began before counts for nothing. */
  #round = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hosts that have failed and are remembered. */
  get size(): number {
    return this.#dead.size;
  }

  /** Why a host is not called at this moment; undefined if it may be. */
  whyNot(place: string): HostFailure | undefined {
    return this.#recent(this.#dead.get(place));
  }

  #recent(dead: Dead | undefined): HostFailure | undefined {
    const now = this.#clock.now();
    if (dead === undefined || now - dead.since >= INTERVAL) return undefined;
    const seconds = Math.max(0, Math.round((now - dead.since) / SECOND));
    // With its code in front, as it stands in the report to the sender.
    if (dead.refusesAll) return { why: `${dead.why} (said ${seconds} seconds ago, to other mail of this server)`, refusesAll: true };
    const again = new Date(dead.since + INTERVAL).toISOString().slice(11, 19);
    return { why: `the host failed ${seconds} seconds ago (${dead.why}), and is not called again before ${again} UTC`, refusesAll: false };
  }

  /** Waits for a first call that is under way. @param place address and port @returns why the host is not called, if it is not */
  async begin(place: string): Promise<HostCall | HostFailure> {
    for (;;) {
      const why = this.whyNot(place) ?? this.#recent(this.#full.get(place));
      if (why !== undefined) return why;
      const first = this.#first.get(place);
      if (first === undefined || this.#connected.has(place)) break;
      await first;
    }
    return this.#call(place);
  }

  /** The host has greeted us, and we are still there. */
  isConnected(place: string): boolean {
    return this.#connected.has(place);
  }

  /** Every host is called again: the administrator wants it, or the settings have changed. */
  forget(): void {
    this.#round += 1;
    this.#dead.clear();
    this.#full.clear();
    this.#first.clear();
  }

  #call(place: string): HostCall {
    const round = this.#round;
    let state: 'calling' | 'connected' | 'ended' = 'calling';
    const decided = this.#connected.has(place) ? () => undefined : this.#beginFirst(place, round);
    return {
      greeted: () => {
        if (state !== 'calling') return;
        state = 'connected';
        this.#dead.delete(place);
        this.#full.delete(place);
        this.#connected.set(place, (this.#connected.get(place) ?? 0) + 1);
        decided();
      },
      ended: (failure = UNKNOWN) => {
        if (state === 'calling') this.#fail(place, round, failure);
        else if (state === 'connected') this.#disconnect(place);
        state = 'ended';
        decided();
      },
    };
  }

  /** @returns what to call once it is known how the call goes */
  #beginFirst(place: string, round: number): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#first.set(place, promise);
    const decided = (): void => {
      clearTimeout(timer);
      if (this.#first.get(place) === promise) this.#first.delete(place);
      resolve();
    };
    // The call itself goes on, and may yet be answered; nobody else waits for it.
    const timer = setTimeout(() => {
      this.#fail(place, round, { why: `it did not greet within ${FIXED_LIMITS.deliveryHurriedSeconds} seconds`, refusesAll: false });
      decided();
    }, FIXED_LIMITS.deliveryHurriedSeconds * SECOND);
    return decided;
  }

  /** A host that we are connected with is not dead: it takes no more connections. */
  #fail(place: string, round: number, failure: HostFailure): void {
    if (round !== this.#round) return;
    const now = this.#clock.now();
    if (this.#connected.has(place)) {
      this.#full.set(place, { ...failure, since: now });
      return;
    }
    for (const [oldest, { since }] of this.#dead) {
      if (now - since < INTERVAL) break;
      this.#dead.delete(oldest);
    }
    // Those that failed last stand at the end.
    this.#dead.delete(place);
    this.#dead.set(place, { ...failure, since: now });
  }

  #disconnect(place: string): void {
    this.#full.delete(place);
    const left = (this.#connected.get(place) ?? 0) - 1;
    if (left > 0) this.#connected.set(place, left);
    else this.#connected.delete(place);
  }
}
