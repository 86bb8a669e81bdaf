/** Where mail goes that can share connections: what waits for it in memory, its connections, and whether its host rests. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { Route } from '../routing/router.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import type { BusyPlaces } from '../outcome.ts';

/** Recipients of one message that take one way, in one transaction. */
export interface Job {
  readonly messageId: number;
  readonly entries: readonly QueueEntry[];
}

export class Destination {
  route: Route;
  /** In the order in which they are to go. */
  readonly jobs: Job[] = [];
  /** Connections, made or in the making. */
  lanes = 0;
  /** Those of them on which the host takes long over a message. */
  slow = 0;
  /** The host has taken a message: only then it gets more than one connection, besides those on which it takes long. */
  proven = false;
  /** Attempts to reach it that have failed, since the last that has not. */
  failures = 0;
  /** Not tried before that time, in milliseconds since 1970; 0 while it is tried. */
  restsUntil = 0;
  /** When that was decided. */
  #restsSince = 0;
  /** Why it rests. */
  why = '';
  /** When it was last called, it said that it takes no mail of ours at all. */
  refuses = false;
  /** Its host lets us wait for the connection: what waits for it meanwhile waits in the queue, and not in memory. */
  stalled = false;
  /** Its host has as many connections as it may: what is here waits for one of them, until this is over. */
  waitsForPlace: NodeJS.Timeout | undefined;
  /** What it heard when it last found no place at its host. */
  foundBusy: BusyPlaces | undefined;
  /** Loads that are about to bring jobs. */
  loads = 0;
  readonly #waiting: ((job: Job | undefined) => void)[] = [];
  #mostLanes = Infinity;
  /** Messages taken since the last change of that. */
  #takenMessages = 0;
  readonly #withIdle: Set<Destination>;

  /** @param withIdle has this one in it while connections wait for a job */
  constructor(route: Route, withIdle: Set<Destination> = new Set()) {
    this.route = route;
    this.#withIdle = withIdle;
  }

  push(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.jobs.push(job);
      else waiting(job);
    }
  }

  /** Takes away those that are meant. */
  takeJobs(isMeant: (job: Job) => boolean): readonly Job[] {
    const taken = this.jobs.filter(isMeant);
    if (taken.length > 0) this.jobs.splice(0, Infinity, ...this.jobs.filter((job) => !taken.includes(job)));
    return taken;
  }

  /** The next job; waits for one to come. @returns undefined when none has come in time @param patience milliseconds */
  async next(patience: number): Promise<Job | undefined> {
    const job = this.jobs.shift();
    if (job !== undefined || patience === 0) return job;
    const { promise, resolve } = Promise.withResolvers<Job | undefined>();
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      resolve(undefined);
    }, patience);
    this.#waiting.push(resolve);
    this.#withIdle.add(this);
    const came = await promise;
    clearTimeout(timer);
    if (this.#waiting.length === 0) this.#withIdle.delete(this);
    return came;
  }

  /**
   * Connections that are of use: each has a few messages to hand over, since making one takes as long. Nobody waits behind a message
   * that the host takes long for.
   */
  get wantedLanes(): number {
    const busy = this.lanes - this.idle;
    if (this.jobs.length === 0) return busy;
    const slow = Math.min(this.slow, busy);
    return slow + Math.ceil((busy - slow + this.jobs.length) / FIXED_LIMITS.deliveryMessagesForConnection);
  }

  /** Connections that it takes at one time, as far as that has been seen. */
  get mostLanes(): number {
    return this.#mostLanes;
  }

  /** One connection was too many, while it goes on with the others. */
  takesNoMore(): void {
    this.#mostLanes = Math.max(1, this.lanes - 1);
    this.#takenMessages = 0;
  }

  /** One of them takes long: another is tried in its place. */
  mayTakeOneMore(): void {
    this.#mostLanes += 1;
  }

  /** Connections that wait for a job. */
  get idle(): number {
    return this.#waiting.length;
  }

  /** Lets connections that wait for a job end. */
  endIdle(): void {
    for (const waiting of this.#waiting.splice(0)) waiting(undefined);
  }

  /** Where the clock was set back to before it began to, nobody knows for how long it is to rest: it is tried. */
  rests(now: number): boolean {
    return this.#restsSince <= now && now < this.restsUntil;
  }

  rest({ since, until }: { readonly since: number; readonly until: number }, why: string, refuses = false): void {
    this.#restsSince = since;
    this.restsUntil = until;
    this.why = why;
    this.refuses = refuses;
    this.failures += 1;
    this.proven = false;
    this.#mostLanes = Infinity;
  }

  /** The host has taken a message. After some of them it may take one connection more again. */
  succeed(): void {
    this.proven = true;
    this.refuses = false;
    this.failures = 0;
    this.restsUntil = 0;
    this.#takenMessages += 1;
    if (this.#takenMessages < FIXED_LIMITS.deliveryMessagesForLane) return;
    this.#takenMessages = 0;
    this.#mostLanes += 1;
  }

  /** Nothing about it needs to be remembered. @param now or a while ago */
  isForgettable(now: number): boolean {
    return this.lanes === 0 && this.loads === 0 && this.waitsForPlace === undefined && this.jobs.length === 0 && this.restsUntil <= now;
  }
}
