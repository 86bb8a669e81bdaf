/**
 * Takes what is due of a domain out of the queue, a few entries at a time, and gives it to where it goes: one job for each message
 * and way; into mailboxes here where the domain is ours; or back with the next time where its host rests.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import type { LocalMail } from '../local-mail.ts';
import { type Route, routeFor } from '../routing/router.ts';
import type { Agenda } from './agenda.ts';
import type { Destination } from './destination.ts';
import type { Destinations } from './destinations.ts';
import { jobsFor } from './handover.ts';
import type { InHand } from './in-hand.ts';
import type { RestingHosts, RestingServices } from './resting-hosts.ts';
import type { Sending } from './sending.ts';

export interface LoaderServices extends RestingServices {
  /** Mail for domains that have become ours; none where there are no domains. */
  readonly local?: LocalMail;
  /** Something has changed in the queue. */
  readonly onChange: () => void;
}

/** What the runner shares with it. */
export interface LoaderParts {
  readonly agenda: Agenda;
  readonly destinations: Destinations;
  readonly inHand: InHand;
  readonly resting: RestingHosts;
  readonly sending: Sending;
  readonly isStopping: () => boolean;
  /** An entry that has been sent, or is about to be removed, whatever the queue says. */
  readonly isSettled: (entryId: number) => boolean;
  /** How often the administrator has changed what is in the queue. */
  readonly changes: () => number;
  /** They are in memory no more. */
  readonly release: (entries: readonly QueueEntry[]) => void;
  /** There are jobs. */
  readonly work: (destination: Destination) => void;
}

/** One question to the queue. */
interface Load {
  readonly domain: string;
  readonly now: number;
  /** As many as there were then. */
  readonly changes: number;
  /** Nothing else of the domain is due. */
  readonly tookAll: boolean;
}

const LOOK_AGAIN = 1000;
/** No key of a route. */
const HOME = '';

export class Loader {
  readonly #services: LoaderServices;
  readonly #parts: LoaderParts;

  constructor(services: LoaderServices, parts: LoaderParts) {
    this.#services = services;
    this.#parts = parts;
  }

  /** @throws StoreError; what was taken and not given away is in memory no more */
  async load(domain: string): Promise<void> {
    const { queue, recorder, clock } = this.#services;
    const { agenda, destinations, inHand, isStopping, isSettled } = this.#parts;
    if (destinations.ofDomain(domain)?.stalled === true) return;
    await recorder.catchUp();
    const before = inHand.of(domain);
    const batch = this.#batchFor(domain);
    if (before.entries >= batch) {
      before.more = true;
      return;
    }
    const now = clock.now();
    let nextDueAt: number | undefined;
    let lastSender = '';
    const changes = this.#parts.changes();
    try {
      const { taken, outdated } = await inHand.takeFrom(async () => {
        const due = await queue.dueFor(domain, { now, limit: batch + before.entries, afterSender: before.afterSender });
        ({ nextDueAt, lastSender } = due);
        return isStopping() ? [] : due.entries.filter(({ id }) => !isSettled(id));
      });
      const state = inHand.of(domain);
      state.afterSender = lastSender;
      if (nextDueAt !== undefined && nextDueAt > now) agenda.put(domain, nextDueAt);
      else if (nextDueAt !== undefined && state.entries > 0) state.more = true;
      // What was due has been settled while we asked, or could not be told of: not at once, or this would go round and round.
      else if (nextDueAt !== undefined || outdated > 0) agenda.put(domain, now + LOOK_AGAIN);
      await this.#distribute(taken, { domain, now, changes, tookAll: nextDueAt === undefined || nextDueAt > now });
    } finally {
      inHand.forget(domain);
    }
  }

  #batchFor(domain: string): number {
    const { destinations, inHand } = this.#parts;
    // Of one that has taken mail there may be much in hand.
    if (destinations.ofDomain(domain)?.proven === true) return FIXED_LIMITS.deliveryBatch;
    // Hosts that let us wait must not have all of it: as many as are called at one time have room with one entry each.
    return inHand.size < FIXED_LIMITS.deliveryFirstEntries ? FIXED_LIMITS.deliveryFirstBatch : 1;
  }

  async #distribute(entries: readonly QueueEntry[], load: Load): Promise<void> {
    const settings = this.#services.settings();
    const { local } = this.#services;
    const groups = [...Map.groupBy(entries, (entry) => (local?.isHome(entry) === true ? HOME : routeFor(entry, settings).key)).values()];
    for (const [place, group] of groups.entries()) {
      const [first] = group;
      if (first === undefined) continue;
      if (this.#putBack(groups.slice(place).flat(), load)) return;
      try {
        if (local?.isHome(first) === true) await this.#bringHome(local, group);
        else await this.#give(routeFor(first, settings), group, load);
      } catch (error) {
        this.#parts.release(groups.slice(place).flat());
        throw error;
      }
    }
  }

  /** Where the administrator has changed the queue since it was asked, what it said is out of date. */
  #putBack(entries: readonly QueueEntry[], { domain, now, changes }: Load): boolean {
    const { agenda, release, changes: changesNow } = this.#parts;
    if (changes === changesNow()) return false;
    release(entries);
    agenda.put(domain, now);
    return true;
  }

  async #bringHome(local: LocalMail, entries: readonly QueueEntry[]): Promise<void> {
    const { agenda, release, sending } = this.#parts;
    await sending.during(entries, async () => {
      for (const [domain, at] of await local.take(entries)) agenda.put(domain, at);
    });
    release(entries);
    this.#services.onChange();
  }

  async #give(route: Route, group: readonly QueueEntry[], load: Load): Promise<void> {
    const { domain, now } = load;
    const { agenda, destinations, release, resting, work } = this.#parts;
    const destination = destinations.at(route);
    if (destination.rests(now)) {
      await resting.postpone(destination, domain, group, now);
      release(group);
      agenda.put(domain, destination.restsUntil);
      return;
    }
    // Not forgotten before the jobs are there.
    destination.loads += 1;
    try {
      const entries = [...group, ...(await this.#restOf(group, route, load))];
      if (this.#putBack(entries, load)) return;
      destination.push(jobsFor(entries));
    } finally {
      destination.loads -= 1;
    }
    work(destination);
  }

  /** A message goes once to all its recipients at a destination; at one host whatever their domains. */
  async #restOf(entries: readonly QueueEntry[], route: Route, { now, tookAll }: Load): Promise<readonly QueueEntry[]> {
    // To the hosts of its domain goes nothing of another.
    if (tookAll && route.kind === 'mail-hosts') return [];
    const { queue, settings, local } = this.#services;
    const { inHand, isSettled } = this.#parts;
    // What has come home since is taken with its own domain.
    const goesAlong = (entry: QueueEntry): boolean => local?.isHome(entry) !== true && routeFor(entry, settings()).key === route.key;
    const read = async (): Promise<readonly QueueEntry[]> => {
      const others = await queue.dueOf([...new Set(entries.map(({ messageId }) => messageId))], now, route.kind === 'mail-hosts' ? route.domain : undefined);
      return others.filter((entry) => !isSettled(entry.id) && goesAlong(entry));
    };
    return (await inHand.takeFrom(read)).taken;
  }
}
