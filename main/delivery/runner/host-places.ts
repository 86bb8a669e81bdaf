/**
 * Connections to each mail host, by address and port, whatever domains they are for: a provider of thousands of domains minds
 * connections, and not domains. A domain that finds no place at its host waits in line for one, and costs nothing but its name here.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

/** Gives a place back. @param failed the host did not answer: whoever waits for it need not wait any longer */
export type LeaveHost = (failed: boolean) => void;

export class HostPlaces {
  readonly #limit: () => number;
  readonly #taken = new Map<string, number>();
  /** Domains in line for each host, with how to tell them. */
  readonly #lines = new Map<string, Map<string, () => void>>();
  /** Domains that have been told, and for whom a place is kept for a moment: what looks later must not come first. */
  readonly #called = new Map<string, Map<string, NodeJS.Timeout>>();

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** @param place address and port @returns undefined where the host has as many connections as it may */
  take(place: string, domain: string): LeaveHost | undefined {
    if (!this.hasRoom(place, domain)) return undefined;
    this.arrived(place, domain);
    this.#taken.set(place, (this.#taken.get(place) ?? 0) + 1);
    let left = false;
    return (failed) => {
      if (left) return;
      left = true;
      this.#leave(place, failed);
    };
  }

  hasRoom(place: string, domain: string): boolean {
    return (this.#taken.get(place) ?? 0) + this.#placesForOthers(place, domain) < this.#limit();
  }

  /** Calls back, once, when a connection to the host is free, or the host has failed. @param first before all others: a connection is ended for it */
  waitFor(place: string, domain: string, onFree: () => void, first = false): void {
    // Whoever was called has come, and found nothing.
    this.arrived(place, domain);
    const line = this.#lines.get(place) ?? new Map<string, () => void>();
    this.#lines.set(place, first ? new Map([[domain, onFree], ...line]) : line.set(domain, onFree));
  }

  /** A connection to the host has nothing to do. */
  offer(place: string): void {
    const line = this.#lines.get(place);
    const [next] = line ?? [];
    if (line === undefined || next === undefined) return;
    const [domain, onFree] = next;
    line.delete(domain);
    if (line.size === 0) this.#lines.delete(place);
    const called = this.#called.get(place) ?? new Map<string, NodeJS.Timeout>();
    // It may have nothing any more: then it is the turn of the next.
    const timer = setTimeout(() => {
      this.arrived(place, domain);
      this.offer(place);
    }, FIXED_LIMITS.deliveryIdleMilliseconds).unref();
    this.#called.set(place, called.set(domain, timer));
    onFree();
  }

  /** A domain that was told has what it waited for, by whatever way. */
  arrived(place: string, domain: string): void {
    const called = this.#called.get(place);
    clearTimeout(called?.get(domain));
    if (called?.delete(domain) === true && called.size === 0) this.#called.delete(place);
  }

  /** Nobody waits any more: everybody is about to look again. */
  forgetLines(): void {
    for (const called of this.#called.values()) for (const timer of called.values()) clearTimeout(timer);
    this.#lines.clear();
    this.#called.clear();
  }

  #leave(place: string, failed: boolean): void {
    const left = (this.#taken.get(place) ?? 0) - 1;
    if (left > 0) this.#taken.set(place, left);
    else this.#taken.delete(place);
    if (!failed) {
      this.offer(place);
      return;
    }
    const line = this.#lines.get(place);
    this.#lines.delete(place);
    for (const onFree of line?.values() ?? []) onFree();
  }

  #placesForOthers(place: string, domain: string): number {
    const called = this.#called.get(place);
    return called === undefined ? 0 : called.size - (called.has(domain) ? 1 : 0);
  }
}
