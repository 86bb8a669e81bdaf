/**
 * Works on the queue: takes what is due from the store, domain by domain, and has connections hand it over. It holds the
 * next few entries of each destination and never the queue. A host that cannot be reached rests, with all that is for it:
 * it costs one connection an interval, however much waits.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import type { LocalMail } from '../local-mail.ts';
import type { Attempt } from '../outcome-recorder.ts';
import type { HostTrouble, Outcome } from '../outcome.ts';
import { isOneWay } from '../routing/router.ts';
import { AgeSweep } from './age-sweep.ts';
import { Agenda } from './agenda.ts';
import { BusyHosts } from './busy-hosts.ts';
import type { Connector } from './connector.ts';
import type { Destination, Job } from './destination.ts';
import { Destinations } from './destinations.ts';
import type { HandoverServices } from './handover.ts';
import { InHand } from './in-hand.ts';
import { Lane, type LaneServices } from './lane.ts';
import { Loader } from './loader.ts';
import { OwnTrouble } from './own-trouble.ts';
import { Places } from './places.ts';
import { type GiveUp, RestingHosts, type RestingServices } from './resting-hosts.ts';
import { Sending } from './sending.ts';
import { Withheld } from './withheld.ts';

export interface RunnerServices extends HandoverServices, RestingServices {
  readonly connector: Connector;
  /** Mail for domains that have become ours; none where there are no domains. */
  readonly local?: LocalMail;
  /** Something of our own has failed, such as the disk. */
  readonly onTrouble: (error: unknown) => void;
  /** Something has changed in the queue. */
  readonly onChange: () => void;
}

/** A timer of Node holds at most 2^31 - 1 ms; an hour is short enough and no burden. */
const LONGEST_REST = 3_600_000;

export class QueueRunner {
  readonly #services: RunnerServices;
  readonly #agenda = new Agenda();
  readonly #destinations: Destinations;
  readonly #inHand = new InHand((domain) => this.#agenda.put(domain, this.#services.clock.now()));
  readonly #resting: RestingHosts;
  readonly #busyHosts: BusyHosts;
  readonly #sweep: AgeSweep;
  readonly #places: Places;
  readonly #lanes = new Set<Promise<void>>();
  readonly #loader: Loader;
  /** What asks the queue, or changes it, at this moment. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #laneServices: LaneServices;
  readonly sending = new Sending();
  readonly #withheld = new Withheld();
  #loads = 0;
  /** Before that nothing is delivered: a command line opens the folder only to look and to change. */
  #started = false;
  #stopping = false;
  #cut = false;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  readonly #trouble: OwnTrouble;
  /** How often the administrator has changed what is in the queue. */
  #changes = 0;

  constructor(services: RunnerServices) {
    this.#services = services;
    this.#trouble = new OwnTrouble(services.clock);
    this.#destinations = new Destinations(services.settings);
    this.#places = new Places(
      () => services.settings().connections,
      () => services.connector.hurry(),
    );
    const isSettled = (id: number): boolean => services.recorder.isSent(id) || this.#withheld.has(id);
    const release = (entries: readonly QueueEntry[]): void => this.#release(entries);
    const giveUp: GiveUp = async (entries, why) => {
      const ours = entries.filter(({ id }) => !isSettled(id));
      await this.sending.during(ours, async () => await services.recorder.giveUp(ours, why));
    };
    this.#resting = new RestingHosts({ ...services, giveUp, sending: this.sending });
    this.#busyHosts = new BusyHosts({
      ...services,
      agenda: this.#agenda,
      resting: this.#resting,
      inHand: this.#inHand,
      release,
      fillSoon: () => this.#fillSoon(),
      work: (destination) => this.#goOn(destination),
      track: (work) => void this.#track(work),
    });
    this.#sweep = new AgeSweep({
      ...services,
      giveUp,
      inHand: this.#inHand,
      refusedDomains: () => this.#destinations.refusedDomains(),
      isStopping: () => this.#stopping,
      release,
      isSettled,
    });
    this.#loader = new Loader(services, {
      agenda: this.#agenda,
      destinations: this.#destinations,
      inHand: this.#inHand,
      resting: this.#resting,
      sending: this.sending,
      isStopping: () => this.#stopping,
      isSettled,
      changes: () => this.#changes,
      release,
      // While nothing may be sent it is given back, and not kept in memory.
      work: (destination) => this.#goOn(destination),
    });
    this.#laneServices = {
      ...services,
      mayGoOn: () => this.#mayGoOn(),
      changes: () => this.#changes,
      mayWait: () => this.#places.free,
      isCut: () => this.#cut,
      succeeded: (destination) => {
        destination.succeed();
        this.#work(destination);
      },
      reached: (destination, at) => this.#busyHosts.reached(destination, at),
      sending: (job, change) => this.sending.note(job, change),
      record: async (job, outcomes, attempt) => await this.#record(job, outcomes, attempt),
      isWithheld: ({ entries }) => this.#withheld.hasAny(entries),
      putBack: ({ entries }) => this.#putBack(entries),
      hostBusy: async (destination, job, busy) => await this.#busyHosts.wait(destination, job, busy),
      hostFailed: async (destination, job, trouble, milliseconds) => await this.#hostFailed(destination, job, trouble, milliseconds),
      slow: (destination) => {
        this.#work(destination);
        this.fill();
      },
      stalled: (destination) => this.#stalled(destination),
      answered: (destination) => this.#answered(destination),
    };
  }

  /** Domains with mail that waits for its time. */
  get waitingDomains(): number {
    return this.#agenda.size;
  }

  start(): void {
    this.#started = true;
  }

  get connections(): number {
    return this.#places.taken;
  }

  destination(key: string): Destination | undefined {
    return this.#destinations.get(key);
  }

  /** Begins anew: what was taken from the queue and has not begun is put back, and hosts that rest are tried. */
  async reload(): Promise<void> {
    this.#changes += 1;
    for (const destination of this.#destinations) {
      for (const { entries } of destination.jobs.splice(0)) this.#release(entries);
      // What it has said is remembered until it is asked again.
      destination.restsUntil = Math.min(destination.restsUntil, this.#services.clock.now());
      destination.stalled = false;
    }
    this.#inHand.noteChange();
    this.#busyHosts.forget(this.#destinations);
    this.#services.connector.forgetDead();
    this.#agenda.clear();
    await this.refresh();
  }

  /** Reads from the queue what waits and when. */
  async refresh(): Promise<void> {
    this.#trouble.readAgain();
    await this.#track(async () => {
      for (const { domain, dueAt } of await this.#services.queue.domains()) this.#agenda.put(domain, dueAt);
    });
    this.fill();
  }

  /** Something of this domain waits for its time. */
  waitsFor(domain: string): boolean {
    return this.#agenda.has(domain);
  }

  /**
   * Keeps entries from being sent until `done` is called, since they are about to be removed.
   * @returns those of them that are not being sent at this moment, and have not been sent
   */
  withhold(ids: readonly number[]): { readonly ids: readonly number[]; readonly done: () => void } {
    // Whoever has one of them in hand looks again before it is sent.
    this.#changes += 1;
    this.#withheld.add(ids);
    const putBack = [...this.#destinations].flatMap((destination) => destination.takeJobs((one) => this.#withheld.hasAny(one.entries)));
    const entries = putBack.flatMap((job) => job.entries);
    this.#release(entries);
    return {
      ids: ids.filter((id) => !this.sending.entries.has(id) && !this.#services.recorder.isSent(id)),
      done: () => {
        // What the queue says now may be older than that.
        this.#inHand.noteReleased(ids);
        this.#withheld.remove(ids);
        // Others of the same messages, or all of them if the removal has failed, go on.
        this.#putBack(entries);
      },
    };
  }

  /** There is new mail. */
  fresh(sender: string, domains: Iterable<string>): void {
    for (const domain of domains) this.#agenda.addFresh(sender, domain);
    this.#trouble.tryAgain();
    this.#fillSoon();
  }

  /** Begins no other message; connections that wait for one end. */
  stop(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#destinations.endIdle();
    this.#services.connector.stop();
  }

  /** Ends what is under way; it stays in the queue as it was. */
  cut(): void {
    this.#cut = true;
    this.#services.connector.cut();
  }

  /** Resolves once nothing is under way. */
  async ended(): Promise<void> {
    while (this.#lanes.size + this.#underWay.size > 0) await Promise.allSettled([...this.#lanes, ...this.#underWay]);
  }

  /** Takes work from the queue as long as there are places for it. */
  fill(): void {
    clearTimeout(this.#timer);
    if (this.#stopping || !this.#started) return;
    const now = this.#services.clock.now();
    if (this.#trouble.isOver && this.#sweep.dueAt <= now) this.#lookAtAge();
    if (this.#mayGoOn() && this.#trouble.isOver) {
      if (this.#trouble.isStale) void this.refresh();
      while (this.#loads < this.#loadsAtOnce() && this.#mayTakeMore()) {
        const domain = this.#agenda.take(now);
        if (domain === undefined) break;
        this.#loads += 1;
        void this.#track(async () => await this.#loader.load(domain)).finally(() => {
          this.#loads -= 1;
          this.fill();
        });
      }
    }
    this.#rest(now);
  }

  /** Looks again, once, when what is being done now is done. */
  #fillSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.fill();
    });
  }

  #lookAtAge(): void {
    this.#destinations.sweep(this.#services.clock.now());
    void this.#track(async () => await this.#sweep.run()).finally(() => this.fill());
  }

  /** Sleeps until something is due. Whatever ends, or comes, looks again by itself. */
  #rest(now: number): void {
    const next = this.#loads > 0 ? undefined : this.#agenda.nextAt();
    const times = [next ?? Infinity, this.#trouble.isStale ? now : Infinity, this.#sweep.dueAt].map((at) => Math.max(at, this.#trouble.until));
    const delay = Math.min(LONGEST_REST, ...times.filter((at) => at > now).map((at) => at - now));
    this.#timer = setTimeout(() => this.fill(), delay).unref();
  }

  #mayGoOn(): boolean {
    return !this.#stopping && !this.#services.settings().paused && this.#trouble.maySend;
  }

  /** Where domains share a host, one after the other: a message that is for several of them is to go there once. */
  #loadsAtOnce(): number {
    const { smartHost, senderRoutes } = this.#services.settings();
    return smartHost === null && senderRoutes.length === 0 ? FIXED_LIMITS.deliveryLoads : 1;
  }

  #mayTakeMore(): boolean {
    if (this.#inHand.size >= FIXED_LIMITS.deliveryEntriesInHand) return false;
    if (this.#places.free) return true;
    // A connection that waits for a next message makes room for one that has work.
    this.#destinations.endIdle();
    return false;
  }

  /** Work on the queue, which is waited for when the server stops. */
  async #track(work: () => Promise<void>): Promise<void> {
    const tracked: Promise<void> = this.#guarded(work).finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    await tracked;
  }

  /** Trouble of our own store must not be swallowed, nor make a full disk busier, nor let anything be forgotten that was under way. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#services.onTrouble(error);
      this.#trouble.note();
    }
  }

  /** Opens connections, as many as are of use and allowed. */
  #work(destination: Destination): void {
    const most = destination.route.kind === 'smart-host' ? FIXED_LIMITS.smartHostConnections : this.#services.settings().connectionsPerDestination;
    // Nobody waits behind a message that the host takes long over, although it has taken none yet: but not where many hosts are like that.
    const limit = Math.min(most, destination.mostLanes, destination.proven ? Infinity : this.#places.crowded ? 1 : 1 + destination.slow);
    while (destination.waitsForPlace === undefined && destination.lanes < Math.min(limit, destination.wantedLanes) && this.#mayGoOn()) {
      // The first connection of a destination always gets its place: its work is in hand.
      if (destination.lanes > 0 && (!this.#places.free || this.#busyHosts.keepsOut(destination))) break;
      destination.lanes += 1;
      const lane: Promise<void> = this.#guarded(async () => await new Lane(this.#laneServices, destination, this.#places.take()).run()).finally(() => {
        destination.lanes -= 1;
        this.#lanes.delete(lane);
        this.#laneEnded(destination);
      });
      this.#lanes.add(lane);
    }
    this.#busyHosts.explain(destination);
  }

  /** A host that does not answer may cost a connection, but no memory beyond that: a thousand of them are nothing unusual. */
  #stalled(destination: Destination): void {
    // Where senders have routes of their own, some mail of the domain goes another way, and does not wait.
    if (destination.route.kind === 'mail-hosts' && destination.lanes === 1 && isOneWay(this.#services.settings())) {
      destination.stalled = true;
      for (const { entries } of destination.jobs.splice(0)) this.#release(entries);
    }
    this.fill();
  }

  #answered(destination: Destination): void {
    if (!destination.stalled) return;
    destination.stalled = false;
    if (destination.route.kind === 'mail-hosts') this.#agenda.put(destination.route.domain, Math.max(destination.restsUntil, this.#services.clock.now()));
  }

  #laneEnded(destination: Destination): void {
    this.#goOn(destination);
    this.fill();
  }

  #goOn(destination: Destination): void {
    if (!this.#mayGoOn()) for (const { entries } of destination.jobs.splice(0)) this.#release(entries);
    if (destination.jobs.length > 0) this.#work(destination);
    else this.#destinations.settle(destination, this.#services.clock.now());
  }

  async #record(job: Job, outcomes: readonly Outcome[], attempt: Attempt): Promise<void> {
    const final = outcomes.map((outcome) => (outcome.kind === 'too-many' ? ({ kind: 'deferred', reply: outcome.reply } as const) : outcome));
    try {
      await this.sending.during(job.entries, async () => {
        await this.#trouble.whileRecording(async () => {
          const next = await this.#services.recorder.record(job.entries, final, attempt, this.sending.messages.size);
          for (const [domain, at] of next) this.#agenda.put(domain, at);
        });
      });
    } finally {
      this.#release(job.entries);
      this.#services.onChange();
    }
  }

  async #hostFailed(destination: Destination, job: Job | undefined, trouble: HostTrouble, milliseconds: number): Promise<void> {
    const tried = job?.entries ?? [];
    const others = destination.jobs.splice(0).flatMap(({ entries }) => entries);
    try {
      await this.#resting.fail(destination, tried, others, trouble, milliseconds);
      if (destination.refuses) void this.#track(async () => await this.#sweep.returnRefused(destination));
    } finally {
      this.#release([...tried, ...others]);
      for (const { domain } of [...tried, ...others]) this.#agenda.put(domain, destination.restsUntil);
      this.#services.onChange();
    }
  }

  /** They are to be looked at again as soon as anything may be done. */
  #putBack(entries: readonly QueueEntry[]): void {
    for (const { domain } of entries) this.#agenda.put(domain, this.#services.clock.now());
    this.#release(entries);
  }

  /** They are in memory no more. */
  #release(entries: readonly QueueEntry[]): void {
    this.#inHand.release(entries);
    this.#fillSoon();
  }
}
