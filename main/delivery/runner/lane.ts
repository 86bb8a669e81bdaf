/** One connection to a destination: message after message, and another connection when the host ends it. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SmtpClient } from '../client/smtp-client.ts';
import type { Attempt } from '../outcome-recorder.ts';
import { type Handed, HostBusy, HostTrouble, NOBODY, NoWay, NoneFit, type Outcome, Stopped } from '../outcome.ts';
import type { Connector } from './connector.ts';
import type { Destination, Job } from './destination.ts';
import { brokenPromise } from './fitness.ts';
import { type HandoverServices, handOver } from './handover.ts';
import type { Place } from './places.ts';

/** What a lane needs of the runner it belongs to. */
export interface LaneServices extends HandoverServices {
  readonly connector: Connector;
  /** False when the server stops, or the queue is paused. */
  mayGoOn(): boolean;
  /** How often the administrator has changed what is in the queue. */
  changes(): number;
  /** There are places for other connections: this one may wait for a next message. */
  mayWait(): boolean;
  /** True once everything has been cut off: then nothing is put down. */
  isCut(): boolean;
  /** The administrator is about to remove some of it. */
  isWithheld(job: Job): boolean;
  /** The host has taken a message. */
  succeeded(destination: Destination): void;
  /** It has a connection, or its hosts have failed: it does not wait for a place. @param at address and port that it is connected with */
  reached(destination: Destination, at?: string): void;
  /** A connection works on this, or no more. */
  sending(job: Job, change: 1 | -1): void;
  /** Puts down what became of a job, which is then in memory no more. @throws StoreError */
  record(job: Job, outcomes: readonly Outcome[], attempt: Attempt): Promise<void>;
  /** The job stays in the queue as it was, and is in memory no more. */
  putBack(job: Job): void;
  /** The host could not be reached: all that is for it waits. @throws StoreError */
  hostFailed(destination: Destination, job: Job | undefined, trouble: HostTrouble, milliseconds: number): Promise<void>;
  /** The host has as many connections as it may, for this and other domains: what is for it waits for one of them. @throws StoreError */
  hostBusy(destination: Destination, job: Job, busy: HostBusy): Promise<void>;
  /** The host takes long over a message: the place was given back, and others do not wait behind it. */
  slow(destination: Destination): void;
  /** A place was given back while the host was waited for to connect. */
  stalled(destination: Destination): void;
  /** The host has answered, or was given up. */
  answered(destination: Destination): void;
}

export class Lane {
  readonly #services: LaneServices;
  readonly #destination: Destination;
  readonly #place: Place;
  #client: SmtpClient | undefined;

  constructor(services: LaneServices, destination: Destination, place: Place) {
    this.#services = services;
    this.#destination = destination;
    this.#place = place;
  }

  /** Ends when there is nothing more to do, or after too much trouble. @throws StoreError */
  async run(): Promise<void> {
    try {
      await this.#work();
    } finally {
      if (this.#client !== undefined) this.#services.connector.pass(this.#client);
      this.#place.leave();
    }
  }

  async #work(): Promise<void> {
    let troubles = 0;
    for (let handled = 0; handled < FIXED_LIMITS.deliveryMessagesPerConnection && this.#services.mayGoOn(); handled += 1) {
      const job = await this.#next();
      if (job === undefined) return;
      if (!this.#services.mayGoOn()) {
        this.#services.putBack(job);
        return;
      }
      const changes = this.#services.changes();
      const client = this.#fitFor(job) ?? (await this.#connect(job));
      if (client === 'no-host') return;
      if (client === 'settled') continue;
      // Connecting may have taken minutes: the administrator has held, removed or re-routed it, perhaps, or paused the queue.
      if (!this.#services.mayGoOn() || changes !== this.#services.changes() || this.#services.isWithheld(job)) {
        this.#services.putBack(job);
        continue;
      }
      const trouble = await this.#deliver(client, job);
      if (trouble === undefined) troubles = 0;
      else if (trouble !== 'again') troubles += 1;
      if (troubles < FIXED_LIMITS.deliveryTroubles || trouble === undefined || trouble === 'again') continue;
      // Others may fare better; but when all have met with trouble, the host is to blame and not the messages.
      if (!this.#hasOthers) await this.#services.hostFailed(this.#destination, undefined, trouble, 0);
      return;
    }
  }

  /** The next job. While there is none, whoever has mail for the same host may take the connection; then this one asks for another. */
  async #next(): Promise<Job | undefined> {
    const { connector } = this.#services;
    const client = this.#client;
    const hasWork = this.#destination.jobs.length > 0;
    if (hasWork || client?.usable !== true || !this.#services.mayWait()) return await this.#destination.next(0);
    const { host } = client.contact;
    this.#client = undefined;
    connector.pass(client);
    const job = await this.#destination.next(FIXED_LIMITS.deliveryIdleMilliseconds);
    if (job !== undefined && connector.takeBack(client)) {
      client.continueAs(host);
      this.#client = client;
    }
    return job;
  }

  /** The connection at hand, if the job may go over it. */
  #fitFor(job: Job): SmtpClient | undefined {
    const client = this.#client;
    if (client?.usable !== true) return undefined;
    return requiresTls(job) && brokenPromise(client) !== undefined ? undefined : client;
  }

  /** @returns `no-host` if the host could not be reached; `settled` if the job is done with, since no host can ever take it */
  async #connect(job: Job): Promise<SmtpClient | 'no-host' | 'settled'> {
    const { connector } = this.#services;
    if (this.#client !== undefined) connector.leave(this.#client);
    this.#client = undefined;
    const began = performance.now();
    this.#place.waitsForAnswer(FIXED_LIMITS.deliveryConnectStallMilliseconds, () => this.#services.stalled(this.#destination));
    try {
      this.#client = await connector.open(this.#destination.route, { traceId: job.entries[0]?.traceId ?? '', requireTls: requiresTls(job) });
      this.#services.reached(this.#destination, this.#client.contact.address);
      return this.#client;
    } catch (error) {
      return await this.#notConnected(job, error, Math.round(performance.now() - began));
    } finally {
      this.#place.answered();
      this.#services.answered(this.#destination);
    }
  }

  async #notConnected(job: Job, error: unknown, milliseconds: number): Promise<'no-host' | 'settled'> {
    if (error instanceof Stopped) {
      this.#services.putBack(job);
      return 'no-host';
    }
    if (!(error instanceof HostBusy)) this.#services.reached(this.#destination);
    else {
      this.#destination.foundBusy = { places: error.places, domain: error.domain };
      if (this.#hasOthers) this.#leaveToOthers(job);
      else await this.#services.hostBusy(this.#destination, job, error);
      return 'no-host';
    }
    if (this.#services.isCut() || !(error instanceof HostTrouble || error instanceof NoWay || error instanceof NoneFit)) {
      this.#services.putBack(job);
      if (this.#services.isCut()) return 'no-host';
      throw error;
    }
    if (error instanceof NoWay || error instanceof NoneFit) {
      // The administrator tells of what he removes.
      if (this.#services.isWithheld(job)) {
        this.#services.putBack(job);
        return 'settled';
      }
      const outcome: Outcome = error instanceof NoneFit ? error.outcome : { kind: 'failed', reply: error.message, enhanced: error.enhanced };
      await this.#services.record(
        job,
        job.entries.map(() => outcome),
        { contact: error instanceof NoneFit ? error.contact : NOBODY, milliseconds },
      );
      return 'settled';
    }
    // A host that the administrator has named has no other beside it: what it is slow with is waited for.
    const goesOn = this.#destination.route.kind === 'mail-hosts' ? this.#hasOthers : this.#destination.lanes > 1;
    if (goesOn) this.#leaveToOthers(job);
    else await this.#services.hostFailed(this.#destination, job, error, milliseconds);
    return 'no-host';
  }

  /** There are other connections that come back to what waits: not those that the host takes long with. */
  get #hasOthers(): boolean {
    return this.#destination.lanes - this.#destination.slow > 1;
  }

  /** The host takes no more connections, while it goes on with those that it has. */
  #leaveToOthers(job: Job): void {
    this.#destination.takesNoMore();
    this.#destination.jobs.unshift(job);
  }

  /** @returns undefined once it is settled; `again` if the job goes out again at once; else the trouble with the connection */
  async #deliver(client: SmtpClient, job: Job): Promise<HostTrouble | 'again' | undefined> {
    const began = performance.now();
    const milliseconds = (): number => Math.round(performance.now() - began);
    this.#services.sending(job, 1);
    let slow = 0;
    let goesOn = (): void => undefined;
    this.#place.waitsForAnswer(FIXED_LIMITS.deliveryStallMilliseconds, () => {
      slow = 1;
      this.#destination.slow += slow;
      this.#destination.mayTakeOneMore();
      goesOn = this.#services.connector.takesLong(client);
      this.#services.slow(this.#destination);
    });
    try {
      const handed = await this.#handOver(client, job);
      if (handed.outcomes.some((outcome) => outcome?.kind === 'sent')) this.#services.succeeded(this.#destination);
      return await this.#settle(client, job, handed, milliseconds());
    } finally {
      this.#place.answered();
      this.#destination.slow -= slow;
      goesOn();
      this.#services.sending(job, -1);
    }
  }

  async #handOver(client: SmtpClient, job: Job): Promise<Handed> {
    try {
      return await handOver(client, job, this.#services);
    } catch (error) {
      if (this.#services.isCut()) this.#services.putBack(job);
      else await this.#putOff(job, { kind: 'deferred', reply: 'the message could not be read from the store' });
      throw error;
    }
  }

  /** As an attempt: what can never be read is to be tried ever more seldom, and given up in time, since each time holds up all else. */
  async #putOff(job: Job, outcome: Outcome): Promise<void> {
    await this.#services.record(
      job,
      job.entries.map(() => outcome),
      { contact: NOBODY, milliseconds: 0 },
    );
  }

  /** Puts down what became of a job; recipients that were too many for one message go out again at once, as others were taken. @returns as `#deliver` */
  async #settle(client: SmtpClient, job: Job, { outcomes, trouble }: Handed, milliseconds: number): Promise<HostTrouble | 'again' | undefined> {
    if (trouble !== undefined && this.#services.isCut()) {
      this.#services.putBack(job);
      return undefined;
    }
    // Hosts end a connection after some messages or some time, and no message is to blame for that.
    const isOver = trouble?.beforeContent === true && client.messages > 0 && this.#services.mayGoOn();
    const goesAgain = (outcome: Outcome | undefined): boolean => (outcome === undefined ? isOver : outcome.kind === 'too-many');
    const again = job.entries.filter((_, place) => goesAgain(outcomes[place]));
    if (again.length > 0) this.#destination.jobs.unshift({ ...job, entries: again });
    if (again.length < job.entries.length) {
      const putOff: Outcome = { kind: 'deferred', reply: trouble?.message ?? '' };
      await this.#services.record(
        { ...job, entries: job.entries.filter((entry) => !again.includes(entry)) },
        outcomes.filter((outcome) => !goesAgain(outcome)).map((outcome) => outcome ?? putOff),
        { contact: client.contact, milliseconds },
      );
    }
    return isOver ? 'again' : trouble;
  }
}

/** All recipients of a job are of one message. */
function requiresTls({ entries: [first] }: Job): boolean {
  return first?.requireTls === true;
}
