/** The destinations that something is known of: those that are worked for, and those whose hosts rest. */
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import { type Route, routeFor } from '../routing/router.ts';
import { Destination } from './destination.ts';

/** Milliseconds for which a host that nobody has mail for is remembered; then it is met as a stranger again. */
const REMEMBERED = 86_400_000;

export class Destinations {
  readonly #settings: () => DeliverySettings;
  readonly #byKey = new Map<string, Destination>();
  /** Those with connections that wait for a job: few, where thousands rest. */
  readonly #withIdle = new Set<Destination>();

  constructor(settings: () => DeliverySettings) {
    this.#settings = settings;
  }

  [Symbol.iterator](): Iterator<Destination> {
    return this.#byKey.values();
  }

  get(key: string): Destination | undefined {
    return this.#byKey.get(key);
  }

  /** Most mail goes to the hosts of its domain. */
  ofDomain(domain: string): Destination | undefined {
    return this.#byKey.get(routeFor({ domain, route: '', reversePath: '' }, this.#settings()).key);
  }

  at(route: Route): Destination {
    let destination = this.#byKey.get(route.key);
    if (destination === undefined) {
      destination = new Destination(route, this.#withIdle);
      this.#byKey.set(route.key, destination);
    }
    // Settings that the key does not tell, such as the port of mail hosts, may have changed.
    destination.route = route;
    return destination;
  }

  /** Domains whose hosts have said, when they were last called, that they take no mail of ours. */
  refusedDomains(): readonly string[] {
    return [...this.#byKey.values()].flatMap(({ route, refuses }) => (refuses && route.kind === 'mail-hosts' ? [route.domain] : []));
  }

  /** Forgets one of which nothing needs to be remembered. */
  settle(destination: Destination, now: number): void {
    if (destination.isForgettable(now)) this.#byKey.delete(destination.route.key);
  }

  /** Forgets those that nobody has had mail for in a long time: what waited for them was removed, or went another way. */
  sweep(now: number): void {
    for (const destination of this.#byKey.values()) this.settle(destination, now - REMEMBERED);
  }

  /** Lets connections that wait for a job end. */
  endIdle(): void {
    for (const destination of this.#withIdle) destination.endIdle();
  }
}
