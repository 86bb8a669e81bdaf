/**
 * What happens when a host cannot be reached: it rests, and all that is for it waits, with one step in the queue for each
 * domain. What was in hand for it and has waited for too long is given up at once; all else is looked after by age-sweep.ts.
 */
import type { DeliverySettings } from '../../../shared/settings/delivery.ts';
import type { Clock } from '../../clock.ts';
import type { DeliveryQueue, QueueAttempt, QueueEntry } from '../../store/outgoing-queue.ts';
import type { OutcomeRecorder } from '../outcome-recorder.ts';
import type { HostTrouble } from '../outcome.ts';
import { retryGap } from '../retry-schedule.ts';
import { isOneWay } from '../routing/router.ts';
import type { Destination } from './destination.ts';

export interface RestingServices {
  readonly settings: () => DeliverySettings;
  readonly queue: DeliveryQueue;
  readonly recorder: OutcomeRecorder;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export class RestingHosts {
  readonly #services: RestingServices;

  constructor(services: RestingServices) {
    this.#services = services;
  }

  /**
   * Lets a host rest that could not be reached.
   * @param tried what it was tried for: that counts as an attempt @param others what else is for it
   * @throws StoreError; the host rests all the same
   */
  async fail(destination: Destination, tried: readonly QueueEntry[], others: readonly QueueEntry[], trouble: HostTrouble, milliseconds: number): Promise<void> {
    const { clock, settings, random, queue, recorder } = this.#services;
    const now = clock.now();
    const attempts = Math.max(destination.failures, ...tried.map((entry) => entry.attempts)) + 1;
    const until = now + retryGap(attempts, settings(), random());
    destination.rest(until, trouble.message);
    const attempt: QueueAttempt = { ...trouble.contact, at: now, reply: trouble.message, milliseconds };
    if (this.#takesAll(destination)) {
      const counted = new Set(tried.map(({ domain }) => domain));
      for (const domain of new Set([...tried, ...others].map((entry) => entry.domain))) {
        const { entries, count } = await queue.deferDomain(domain, { now, until, why: trouble.message, attempt: counted.has(domain) ? attempt : undefined });
        for (const entry of entries) recorder.tellDeferred(entry, attempt);
        if (counted.has(domain)) recorder.tellMoreDeferred(domain, count - entries.length, attempt);
      }
    } else {
      await queue.settle({
        deferred: tried.length === 0 ? [] : [{ ids: tried.map(({ id }) => id), nextAttemptAt: until, attempt }],
        postponed: [{ ids: others.map(({ id }) => id), until, why: trouble.message }],
      });
      for (const entry of tried) recorder.tellDeferred(entry, attempt);
    }
    await this.#careForOld(
      [...tried, ...others].map((entry) => ({ ...entry, lastError: trouble.message })),
      // A host that the administrator has named is his own to mend.
      trouble.refusesAll && destination.route.kind === 'mail-hosts',
    );
  }

  /** Lets entries of a domain wait for a host that rests. @throws StoreError */
  async postpone(destination: Destination, domain: string, entries: readonly QueueEntry[], now: number): Promise<void> {
    const { restsUntil: until, why } = destination;
    const { queue } = this.#services;
    if (this.#takesAll(destination)) await queue.deferDomain(domain, { now, until, why, attempt: undefined });
    else await queue.settle({ postponed: [{ ids: entries.map(({ id }) => id), until, why }] });
  }

  /** All mail of a domain that is not routed by hand goes there. */
  #takesAll({ route }: Destination): boolean {
    return route.kind !== 'host' && isOneWay(this.#services.settings());
  }

  /** @param refused the host has said that it takes nothing from us: what is as old as a delay is told at comes back then, instead of a notice */
  async #careForOld(entries: readonly QueueEntry[], refused: boolean): Promise<void> {
    const { recorder } = this.#services;
    const {
      old = [],
      late = [],
      young = [],
    } = Object.groupBy(entries, (entry) => (recorder.isTooOld(entry) ? 'old' : refused && recorder.isLate(entry) ? 'late' : 'young'));
    await recorder.giveUp(old);
    await recorder.giveUp(late, 'refused');
    await recorder.tellDelays(young);
  }
}
