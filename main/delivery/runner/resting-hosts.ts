/**
 * What happens when a host cannot be reached: it rests, and all that is for it waits, with one step in the queue for each
 * domain. What was in hand for it and has waited for too long is given up at once; all else is looked after by age-sweep.ts.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import type { Clock } from '../../clock.ts';
import type { DeliveryQueue, QueueAttempt, QueueEntry } from '../../store/outgoing-queue.ts';
import type { OutcomeRecorder } from '../outcome-recorder.ts';
import { verbatim } from '../dsn/words.ts';
import { HOST_BUSY, type HostTrouble } from '../outcome.ts';
import { retryGap } from '../retry-schedule.ts';
import { isOneWay } from '../routing/router.ts';
import type { Destination } from './destination.ts';
import type { Sending } from './sending.ts';

const BUSY_TOLD = FIXED_LIMITS.deliveryHostBusyToldSeconds * 1000;
const BUSY_GIVEN_UP = FIXED_LIMITS.deliveryHostBusyGivenUpSeconds * 1000;

export interface RestingServices {
  readonly settings: () => DeliverySettings;
  readonly queue: DeliveryQueue;
  readonly recorder: OutcomeRecorder;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Gives up entries that are in hand, but for those that the administrator is about to remove: he tells of them. @throws StoreError */
export type GiveUp = (entries: readonly QueueEntry[], why?: 'too-old' | 'refused') => Promise<void>;

interface Services extends RestingServices {
  readonly giveUp: GiveUp;
  /** What another connection has begun to hand over is no part of what waits. */
  readonly sending: Pick<Sending, 'entries'>;
}

export class RestingHosts {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Lets a host rest that could not be reached.
   * @param tried what it was tried for: that counts as an attempt @param others what else is for it
   * @throws StoreError; the host rests all the same
   */
  async fail(destination: Destination, tried: readonly QueueEntry[], others: readonly QueueEntry[], trouble: HostTrouble, milliseconds: number): Promise<void> {
    const { clock, settings, random, queue, recorder, sending } = this.#services;
    const now = clock.now();
    // By its own failures: what a message has behind it, for whatever reason, says nothing of the host, and fresh mail waits for it as well.
    const until = now + retryGap(destination.failures + 1, settings(), random());
    // A host that the administrator has named is his own to mend.
    const refuses = trouble.refusesAll && destination.route.kind === 'mail-hosts';
    destination.rest({ since: now, until }, trouble.message, refuses);
    const attempt: QueueAttempt = { ...trouble.contact, at: now, reply: trouble.message, milliseconds };
    if (this.#takesAll(destination)) {
      const counted = new Set(tried.map(({ domain }) => domain));
      for (const domain of new Set([...tried, ...others].map((entry) => entry.domain))) {
        const { entries, count } = await queue.deferDomain(domain, {
          now,
          until,
          why: trouble.message,
          attempt: counted.has(domain) ? attempt : undefined,
          keepReplies: false,
          except: [...sending.entries.keys()],
        });
        for (const entry of entries) recorder.tellDeferred(entry, attempt);
        if (counted.has(domain)) recorder.tellMoreDeferred(domain, count - entries.length, attempt);
      }
    } else {
      await queue.settle({
        deferred: [...Map.groupBy(tried, ({ route }) => route)].map(([route, group]) => ({
          ids: group.map(({ id }) => id),
          route,
          nextAttemptAt: until,
          attempt,
        })),
        postponed: [{ ids: others.map(({ id }) => id), until, why: trouble.message }],
      });
      for (const entry of tried) recorder.tellDeferred(entry, attempt);
    }
    await this.#careForOld(
      [...tried, ...others].map((entry) => ({ ...entry, lastError: trouble.message })),
      refuses,
    );
  }

  /** Lets entries of a domain wait for a host that rests. @throws StoreError */
  async postpone(destination: Destination, domain: string, entries: readonly QueueEntry[], now: number): Promise<void> {
    await this.#putOff(destination, domain, entries, { now, until: destination.restsUntil, why: destination.why });
  }

  /**
   * Entries in hand that wait for a place at a host: they stay due. Once they have waited for a while, or at once where the host takes
   * long over what it has, the queue says why, and senders hear of it as of anything else. What is too old has its turn all the same, if that
   * comes within a few hours: nobody has asked the host yet.
   * @param waited milliseconds for which their domain has found no place @throws StoreError
   */
  async waitForPlace(
    destination: Destination,
    entries: readonly QueueEntry[],
    { why, waited }: { readonly why: string; readonly waited: number },
  ): Promise<void> {
    const { recorder, giveUp } = this.#services;
    // Most have their place within a moment, and need not be written anew.
    if (waited < BUSY_TOLD && why === HOST_BUSY) return;
    const told = await this.explain(destination, entries, why);
    const { old = [], young = [] } = Object.groupBy(told, (entry) => (waited >= BUSY_GIVEN_UP && recorder.isTooOld(entry) ? 'old' : 'young'));
    await giveUp(old);
    await recorder.tellDelays(young);
  }

  /** Says in the queue why entries in hand wait, unless a host has said something of them; they stay due. @returns them as they are now @throws StoreError */
  async explain(destination: Destination, entries: readonly QueueEntry[], why: string): Promise<readonly QueueEntry[]> {
    const now = this.#services.clock.now();
    const told = entries.map((entry) => (verbatim(entry.lastError) === '' ? { ...entry, lastError: why } : entry));
    const untold = entries.filter((entry, place) => entry.lastError !== told[place]?.lastError);
    for (const [domain, some] of Map.groupBy(untold, (entry) => entry.domain)) {
      await this.#putOff(destination, domain, some, { now, until: now, why, keepReplies: true });
    }
    return told;
  }

  async #putOff(
    destination: Destination,
    domain: string,
    entries: readonly QueueEntry[],
    { now, until, why, keepReplies = false }: { readonly now: number; readonly until: number; readonly why: string; readonly keepReplies?: boolean },
  ): Promise<void> {
    const { queue, sending } = this.#services;
    // Where others only say why they wait, those that are being sent say so as well.
    const except = keepReplies ? [] : [...sending.entries.keys()];
    if (this.#takesAll(destination)) await queue.deferDomain(domain, { now, until, why, attempt: undefined, keepReplies, except });
    else await queue.settle({ postponed: [{ ids: entries.map(({ id }) => id), until, why }] });
  }

  /** All mail of a domain that is not routed by hand goes there. */
  #takesAll({ route }: Destination): boolean {
    return route.kind !== 'host' && isOneWay(this.#services.settings());
  }

  /** @param refused the host has said that it takes nothing from us: what is as old as a delay is told at comes back then, instead of a notice */
  async #careForOld(entries: readonly QueueEntry[], refused: boolean): Promise<void> {
    const { recorder, giveUp } = this.#services;
    const {
      old = [],
      late = [],
      young = [],
    } = Object.groupBy(entries, (entry) => (recorder.isTooOld(entry) ? 'old' : refused && recorder.isLate(entry) ? 'late' : 'young'));
    await giveUp(old);
    await giveUp(late, 'refused');
    // Of what it refuses nobody is told before it comes back.
    if (!refused) await recorder.tellDelays(young);
  }
}
