/**
 * What becomes of mail whose host has as many connections of ours as it may. It waits in memory at first, for a place is mostly free
 * within a moment; then, or where too much waits in this way, in the queue, with nothing but the name of its domain in line.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import { type BusyPlaces, HOST_SLOW, type HostBusy } from '../outcome.ts';
import type { OutcomeRecorder } from '../outcome-recorder.ts';
import type { Agenda } from './agenda.ts';
import type { Connector } from './connector.ts';
import type { Destination, Job } from './destination.ts';
import type { InHand } from './in-hand.ts';
import type { RestingHosts } from './resting-hosts.ts';

export interface BusyHostsServices {
  readonly connector: Pick<Connector, 'placePatience' | 'whenFree' | 'mayFindOne'>;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly resting: Pick<RestingHosts, 'waitForPlace' | 'explain'>;
  readonly recorder: Pick<OutcomeRecorder, 'isLate' | 'tellDelays'>;
  readonly inHand: Pick<InHand, 'expectNoMore'>;
  /** They are in memory no more. */
  readonly release: (entries: readonly QueueEntry[]) => void;
  /** A domain may be looked at. */
  readonly fillSoon: () => void;
  /** A place is free, or the destination has nothing any more. */
  readonly work: (destination: Destination) => void;
  /** Does work on the queue later, and reports its trouble. */
  readonly track: (work: () => Promise<void>) => void;
}

interface Wait {
  readonly milliseconds: number;
  /** When it last found none, in milliseconds since 1970. */
  readonly looked: number;
  readonly busy: BusyPlaces;
}

const A_DAY = 86_400_000;
/** Milliseconds: it looks for itself after one half of them at the latest. */
const LONGEST_LOOK = 2 * FIXED_LIMITS.deliveryHostPlaceSeconds * 1000;

export class BusyHosts {
  readonly #services: BusyHostsServices;
  /** Destinations that wait in memory, and with how many entries they began to. */
  readonly #waiting = new Map<Destination, number>();
  #entries = 0;
  /** For how long each domain has found no place. */
  readonly #waits = new Map<string, Wait>();
  /** Those that wait behind messages that their host takes long over, and say so in the queue. */
  readonly #explained = new WeakSet<Job>();

  constructor(services: BusyHostsServices) {
    this.#services = services;
  }

  /** @param job found no place @throws StoreError */
  async wait(destination: Destination, job: Job, busy: HostBusy): Promise<void> {
    destination.jobs.unshift(job);
    this.#noteWait(busy);
    const count = destination.jobs.reduce((sum, { entries }) => sum + entries.length, 0);
    if (this.#entries + count > FIXED_LIMITS.deliveryPlaceEntries) await this.#waitInQueue(destination, busy);
    else this.#waitInMemory(destination, busy, count);
  }

  /** What waits where the host takes long over messages on all connections says so in the queue, and to its sender once it is late: nobody knows for how long. */
  explain(destination: Destination): void {
    const { jobs, lanes, slow, waitsForPlace } = destination;
    if (slow === 0 || slow < lanes || waitsForPlace !== undefined) return;
    const { recorder, resting, track } = this.#services;
    const isLate = (entry: QueueEntry): boolean => !entry.delayTold && recorder.isLate(entry);
    const entries = jobs.filter((job) => !this.#explained.has(job) || job.entries.some(isLate)).flatMap((job) => job.entries);
    if (entries.length === 0) return;
    const late = new Set(entries.filter(isLate).map(({ id }) => id));
    for (const [place, job] of jobs.entries()) {
      // Whoever takes it up meanwhile is not to tell of it once more.
      const explained = { ...job, entries: job.entries.map((entry) => (late.has(entry.id) ? { ...entry, delayTold: true } : entry)) };
      jobs[place] = explained;
      this.#explained.add(explained);
    }
    track(async () => {
      const told = await resting.explain(destination, entries, HOST_SLOW);
      await recorder.tellDelays(told.filter(({ id }) => late.has(id)));
    });
  }

  /** One more connection would find no place, as the last one did: what is for it goes on over those it has. Looking for one asks the DNS again. */
  keepsOut({ foundBusy, lanes, slow }: Destination): boolean {
    return foundBusy !== undefined && lanes > slow && !this.#services.connector.mayFindOne(foundBusy);
  }

  /** Nobody is called any more: everything is about to be looked at anew. @param destinations all that something is known of */
  forget(destinations: Iterable<Destination>): void {
    for (const destination of destinations) destination.foundBusy = undefined;
    for (const destination of this.#waiting.keys()) this.#goOn(destination);
    this.#waits.clear();
  }

  /** A host has been reached, or has failed: nothing of this waits for a place any more. @param at address and port that it is connected with */
  reached(destination: Destination, at?: string): void {
    const { route } = destination;
    if (route.kind !== 'mail-hosts') return;
    // It may have been forgotten, with what it had found, while its mail waited in the queue.
    const busy = destination.foundBusy ?? this.#waits.get(route.domain)?.busy;
    // Its mail goes elsewhere now: there are other places than those.
    destination.foundBusy = at === undefined || busy?.places.includes(at) === true ? busy : undefined;
    this.#waits.delete(route.domain);
  }

  #waitInMemory(destination: Destination, busy: HostBusy, count: number): void {
    const { connector, work, track } = this.#services;
    this.#waiting.set(destination, count);
    this.#entries += count;
    const giveBack = async (): Promise<void> => {
      this.#goOn(destination);
      await this.#waitInQueue(destination, busy);
      work(destination);
    };
    destination.waitsForPlace = setTimeout(() => track(giveBack), connector.placePatience).unref();
    connector.whenFree(busy, () => {
      this.#goOn(destination);
      work(destination);
    });
  }

  /** Only as much as can pass between two looks counts, and nothing where the clock was set back: a computer that sleeps does not wait. */
  #noteWait({ domain, places }: HostBusy): void {
    const now = this.#services.clock.now();
    const { milliseconds, looked } = this.#waits.get(domain) ?? { milliseconds: 0, looked: now };
    // What waited so long ago has left by another way, or was given up.
    const waited = now - looked > A_DAY ? 0 : milliseconds + Math.max(0, Math.min(now - looked, LONGEST_LOOK));
    this.#waits.set(domain, { milliseconds: waited, looked: now, busy: { domain, places } });
  }

  #goOn(destination: Destination): void {
    clearTimeout(destination.waitsForPlace);
    destination.waitsForPlace = undefined;
    this.#entries -= this.#waiting.get(destination) ?? 0;
    this.#waiting.delete(destination);
  }

  /** It looks for itself after a while, as whoever is called may have nothing any more. */
  async #waitInQueue(destination: Destination, busy: HostBusy): Promise<void> {
    const { agenda, clock, connector, fillSoon, inHand, release, resting } = this.#services;
    const { domain } = busy;
    const entries = destination.jobs.splice(0).flatMap((job) => job.entries);
    if (entries.length === 0) return;
    try {
      await resting.waitForPlace(destination, entries, { why: busy.message, waited: this.#waits.get(domain)?.milliseconds ?? 0 });
    } finally {
      // It is looked at when it is called, and not over and over again before.
      inHand.expectNoMore(domain);
      release(entries);
      agenda.put(domain, clock.now() + FIXED_LIMITS.deliveryHostPlaceSeconds * 1000);
      connector.whenFree(busy, () => {
        agenda.put(domain, clock.now());
        fillSoon();
      });
    }
  }
}
