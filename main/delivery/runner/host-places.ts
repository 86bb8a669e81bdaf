/**
 * Connections to each mail host, by address and port, whatever domains they are for: a provider of thousands of domains minds
 * connections, and not domains. A domain that finds no place at its host waits in line for one, and costs nothing but its name here.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

/** Gives a place back. @param failed the host did not answer: whoever waits for it need not wait any longer */
export type LeaveHost = (failed: boolean) => void;

/** Who waits: a domain; or one of its connections in the making, for which another is ended: several of one domain may wait at once. */
type Waiter = string | symbol;

export class HostPlaces {
  /** Of each host. */
  readonly #limit: (place: string) => number;
  readonly #taken = new Map<string, number>();
  /** Who is in line for each host, with how to tell them; before all others those for which a connection is being ended. */
  readonly #lines = new Map<string, Map<Waiter, () => void>>();
  readonly #firstLines = new Map<string, Map<Waiter, () => void>>();
  /** Those that have been told, and for whom a place is kept for a moment: what looks later must not come first. */
  readonly #called = new Map<string, Map<Waiter, NodeJS.Timeout>>();

  constructor(limit: (place: string) => number) {
    this.#limit = limit;
  }

  /** @param place address and port @returns undefined where the host has as many connections as it may */
  take(place: string, who: Waiter): LeaveHost | undefined {
    if (!this.hasRoom(place, who)) return undefined;
    this.arrived(place, who);
    this.#taken.set(place, (this.#taken.get(place) ?? 0) + 1);
    let left = false;
    return (failed) => {
      if (left) return;
      left = true;
      this.#leave(place, failed);
    };
  }

  /** @param idle connections that would make room; asked for where that matters */
  hasRoom(place: string, who: Waiter, idle: () => number = () => 0): boolean {
    const over = (this.#taken.get(place) ?? 0) + this.#placesForOthers(place, who) - this.#limit(place);
    return over < 0 || over < idle();
  }

  /** Calls back, once, when a connection to the host is free, or the host has failed. @param first before all others: a connection is ended for it */
  waitFor(place: string, who: Waiter, onFree: () => void, first = false): void {
    // Whoever was called has come, and found nothing.
    this.arrived(place, who);
    const lines = first ? this.#firstLines : this.#lines;
    const line = lines.get(place) ?? new Map<Waiter, () => void>();
    lines.set(place, line.set(who, onFree));
  }

  /** It waits there no longer. @param onFree with which it waits */
  leaveLine(place: string, who: Waiter, onFree: () => void): void {
    const line = this.#lines.get(place);
    if (line?.get(who) !== onFree) return;
    line.delete(who);
    if (line.size === 0) this.#lines.delete(place);
  }

  /** It has a connection, wherever: places that are kept for it are for others, and it has waited long enough. */
  hasAnother(who: Waiter): void {
    for (const [place, called] of this.#called) {
      if (!called.has(who)) continue;
      this.arrived(place, who);
      this.offer(place);
    }
    for (const [place, line] of this.#lines) {
      const onFree = line.get(who);
      if (onFree === undefined) continue;
      this.leaveLine(place, who, onFree);
      onFree();
    }
  }

  /** It does not wait before all others any more, and no place is kept for it. */
  giveUp(place: string, who: Waiter): void {
    const line = this.#firstLines.get(place);
    if (line?.delete(who) === true && line.size === 0) this.#firstLines.delete(place);
    this.arrived(place, who);
  }

  /** A connection to the host has nothing to do. */
  offer(place: string): void {
    const next = takeFirst(this.#firstLines, place) ?? takeFirst(this.#lines, place);
    if (next === undefined) return;
    const [who, onFree] = next;
    const called = this.#called.get(place) ?? new Map<Waiter, NodeJS.Timeout>();
    // It may have nothing any more: then it is the turn of the next.
    const timer = setTimeout(() => {
      this.arrived(place, who);
      this.offer(place);
    }, FIXED_LIMITS.deliveryIdleMilliseconds).unref();
    this.#called.set(place, called.set(who, timer));
    onFree();
  }

  /** The host may have become able to take one more: whoever is next in line is told if there is room. */
  offerRoom(place: string): void {
    if ((this.#taken.get(place) ?? 0) + (this.#called.get(place)?.size ?? 0) < this.#limit(place)) this.offer(place);
  }

  /** Whoever was told has what it waited for, by whatever way. */
  arrived(place: string, who: Waiter): void {
    const called = this.#called.get(place);
    clearTimeout(called?.get(who));
    if (called?.delete(who) === true && called.size === 0) this.#called.delete(place);
  }

  /** Nobody waits any more: everybody is about to look again. */
  forgetLines(): void {
    for (const called of this.#called.values()) for (const timer of called.values()) clearTimeout(timer);
    // Whoever waits for a connection to end goes on waiting for that.
    this.#lines.clear();
    this.#called.clear();
  }

  #leave(place: string, failed: boolean): void {
    const left = (this.#taken.get(place) ?? 0) - 1;
    if (left > 0) this.#taken.set(place, left);
    else this.#taken.delete(place);
    if (!failed) {
      // Where the host takes fewer than we thought it is no free place: who is called for nothing is last in line again.
      if (left < this.#limit(place)) this.offer(place);
      return;
    }
    for (const lines of [this.#firstLines, this.#lines]) {
      const line = lines.get(place);
      lines.delete(place);
      for (const onFree of line?.values() ?? []) onFree();
    }
  }

  #placesForOthers(place: string, who: Waiter): number {
    const called = this.#called.get(place);
    return called === undefined ? 0 : called.size - (called.has(who) ? 1 : 0);
  }
}

function takeFirst(lines: Map<string, Map<Waiter, () => void>>, place: string): readonly [Waiter, () => void] | undefined {
  const line = lines.get(place);
  const [first] = line ?? [];
  if (line === undefined || first === undefined) return undefined;
  line.delete(first[0]);
  if (line.size === 0) lines.delete(place);
  return first;
}
