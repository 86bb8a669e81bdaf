/**
 * Hosts that have just refused, not answered or not greeted, whatever the domain they were called for: one that serves thousands of
 * domains costs one connection an interval, and not one for each of them. Of a host that we have no connection with, the first call
 * decides for all who want it meanwhile: they wait for the greeting and the answer to EHLO, and then call or are put off together.
 * One that refuses a call while it has connections of ours is not dead but full: those are all its places, for an interval.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';

/** A call to a host, for whoever makes it to say how it goes. */
export interface HostCall {
  /** The host is there, and talks to us. */
  greeted(): void;
  /** It takes long over the first message on the connection. @returns to be called when that is over */
  takesLong(): () => void;
  /**
   * The call is over, or the connection that it led to.
   * @param failure what is wrong with a host that has not greeted @returns true where it has connections of ours: this one was too many
   */
  ended(failure?: HostFailure): boolean;
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

interface Full {
  /** Connections that it had when it refused one more. */
  readonly most: number;
  /** Then one more is tried. */
  readonly over: NodeJS.Timeout;
}

const SECOND = 1000;
const UNKNOWN: HostFailure = { why: '', refusesAll: false };
const INTERVAL = FIXED_LIMITS.deliveryDeadHostSeconds * SECOND;

export class DeadHosts {
  readonly #clock: Clock;
  /** By address and port; the one that failed longest ago first. */
  readonly #dead = new Map<string, Dead>();
  /** Hosts that we are connected with, and that took no further connection. */
  readonly #full = new Map<string, Full>();
  readonly #onRoom: (place: string) => void;
  /** First calls that have not been answered; each resolves when it is known how it goes. */
  readonly #first = new Map<string, Promise<void>>();
  /** Connections to hosts that have greeted. */
  readonly #connected = new Map<string, number>();
  /** Those of them on which the host takes long over the first message. */
  readonly #long = new Map<string, number>();
  /** Changes when everything is forgotten: what a call finds that began before counts for nothing. */
  #round = 0;

  /** @param onRoom a host may take one more connection: it has just greeted, or is no longer full */
  constructor(clock: Clock, onRoom: (place: string) => void = () => undefined) {
    this.#clock = clock;
    this.#onRoom = onRoom;
  }

  /** Hosts that have failed and are remembered. */
  get size(): number {
    return this.#dead.size;
  }

  /** Connections that a host takes at one time, as far as it has shown. */
  most(place: string): number {
    return this.#full.get(place)?.most ?? Infinity;
  }

  /** Why a host is not called at this moment; undefined if it may be. */
  whyNot(place: string): HostFailure | undefined {
    const dead = this.#dead.get(place);
    if (dead === undefined) return undefined;
    const age = this.#clock.now() - dead.since;
    // Where the clock was set back nobody knows how long ago it was.
    if (age < 0 || age >= INTERVAL) return undefined;
    const seconds = Math.round(age / SECOND);
    // With its code in front, as it stands in the report to the sender.
    if (dead.refusesAll) return { why: `${dead.why} (said ${seconds} seconds ago, to other mail of this server)`, refusesAll: true };
    const again = new Date(dead.since + INTERVAL).toISOString().slice(11, 19);
    return { why: `the host failed ${seconds} seconds ago (${dead.why}), and is not called again before ${again} UTC`, refusesAll: false };
  }

  /** Waits for a first call that is under way. @param place address and port @returns why the host is not called, if it is not */
  async begin(place: string): Promise<HostCall | HostFailure> {
    for (;;) {
      const why = this.whyNot(place);
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

  /** It takes long over a message on each connection that it has, and has taken none on any: it may never take one. */
  hangs(place: string): boolean {
    return (this.#long.get(place) ?? 0) >= (this.#connected.get(place) ?? Infinity);
  }

  /** Every host is called again: the administrator wants it, or the settings have changed. */
  forget(): void {
    this.#round += 1;
    this.#dead.clear();
    for (const place of this.#full.keys()) this.#notFull(place);
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
        const connections = count(this.#connected, place, 1);
        // It takes more than it had: what it refused was no matter of places.
        if (connections > this.most(place)) this.#notFull(place);
        decided();
        this.#onRoom(place);
      },
      takesLong: () => {
        count(this.#long, place, 1);
        return () => count(this.#long, place, -1);
      },
      ended: (failure = UNKNOWN) => {
        const before = state;
        state = 'ended';
        if (before === 'calling') this.#fail(place, round, failure);
        else if (before === 'connected') this.#disconnect(place);
        decided();
        return before === 'calling' && this.#connected.has(place);
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

  /** A host that we are connected with is not dead. */
  #fail(place: string, round: number, failure: HostFailure): void {
    if (round !== this.#round) return;
    const most = this.#connected.get(place);
    if (most !== undefined) {
      this.#fill(place, most);
      return;
    }
    const now = this.#clock.now();
    for (const [oldest, { since }] of this.#dead) {
      if (now - since < INTERVAL) break;
      this.#dead.delete(oldest);
    }
    // Those that failed last stand at the end.
    this.#dead.delete(place);
    this.#dead.set(place, { ...failure, since: now });
  }

  #fill(place: string, most: number): void {
    this.#notFull(place);
    const over = setTimeout(() => {
      this.#full.delete(place);
      this.#onRoom(place);
    }, INTERVAL).unref();
    this.#full.set(place, { most, over });
  }

  #notFull(place: string): void {
    clearTimeout(this.#full.get(place)?.over);
    this.#full.delete(place);
  }

  #disconnect(place: string): void {
    // It has no places that could become free.
    if (count(this.#connected, place, -1) === 0) this.#notFull(place);
  }
}

function count(counts: Map<string, number>, place: string, change: 1 | -1): number {
  const now = (counts.get(place) ?? 0) + change;
  if (now > 0) counts.set(place, now);
  else counts.delete(place);
  return now;
}
