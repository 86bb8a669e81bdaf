/** One connection to a destination: message after message, and another connection when the host ends it. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SmtpClient } from '../client/smtp-client.ts';
import type { Attempt } from '../outcome-recorder.ts';
import { type Handed, HostBusy, HostTrouble, NOBODY, NoWay, NoneFit, type Outcome, Stopped } from '../outcome.ts';
import type { Connector } from './connector.ts';
import type { Destination, Job } from './destination.ts';
import type { PutOff } from './failed-hosts.ts';
import { brokenPromise } from './fitness.ts';
import { type HandoverServices, handOver } from './handover.ts';
import type { Place } from './places.ts';
import { type IsMeant, type Tried, isPutOff, isUndecided, only } from './tried.ts';

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
      if (this.#client !== undefined) await this.#unlessOfMany(this.#services.connector.pass(this.#client));
      this.#place.leave();
    }
  }

  /** A host that the administrator has named may take one connection at a time: the next is not begun before the last is gone. Those of others are counted where they stand. */
  async #unlessOfMany(gone: Promise<void>): Promise<void> {
    if (this.#destination.route.kind !== 'mail-hosts' && this.#services.mayGoOn()) await gone;
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
      if (trouble === undefined || trouble === 'again') continue;
      if (troubles < FIXED_LIMITS.deliveryTroubles && (!trouble.hurried || this.#destination.proven)) continue;
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
    void connector.pass(client);
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
    return job.entries[0]?.requireTls === true && brokenPromise(client) !== undefined ? undefined : client;
  }

  /** @returns `no-host` if the host could not be reached; `settled` if the job is done with, since no host can ever take it */
  async #connect(job: Job): Promise<SmtpClient | 'no-host' | 'settled'> {
    if (this.#client !== undefined) await this.#unlessOfMany(this.#services.connector.leave(this.#client));
    this.#client = undefined;
    const began = performance.now();
    return await this.#whileConnecting(async () => {
      try {
        this.#client = await this.#open(job);
        this.#services.reached(this.#destination, this.#client.contact.address);
        return this.#client;
      } catch (error) {
        return await this.#notConnected(job, error, Math.round(performance.now() - began));
      }
    });
  }

  /** @param putOff the host that it has been at @throws as Connector.open */
  async #open({ entries: [first] }: Job, putOff?: PutOff): Promise<SmtpClient> {
    return await this.#services.connector.open(this.#destination.route, { traceId: first?.traceId ?? '', requireTls: first?.requireTls === true, putOff });
  }

  async #whileConnecting<T>(work: () => Promise<T>): Promise<T> {
    this.#place.waitsForAnswer(FIXED_LIMITS.deliveryConnectStallMilliseconds, () => this.#services.stalled(this.#destination));
    try {
      return await work();
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

  /** @returns undefined once it is settled; `again` if some of it goes out again at once; else the trouble with the connection */
  async #deliver(client: SmtpClient, job: Job): Promise<HostTrouble | 'again' | undefined> {
    const changes = this.#services.changes();
    this.#services.sending(job, 1);
    try {
      const tried = await this.#try(client, job);
      const { trouble } = tried.handed;
      if (trouble !== undefined && this.#services.isCut()) {
        this.#services.putBack(job);
        return undefined;
      }
      if (this.#isOver(tried)) {
        await this.#putDown(tried, isUndecided);
        return 'again';
      }
      const isAnothers = trouble?.mayBeTaken === true || this.#destination.route.kind !== 'mail-hosts' ? () => false : isPutOff;
      const left = await this.#putDownBut(tried, isAnothers);
      return left.job.entries.length === 0 ? trouble : await this.#deliverElsewhere(left, changes);
    } finally {
      this.#services.sending(job, -1);
    }
  }

  /**
   * What a host has put off is for another mail host of the domain, if there is one (RFC 5321 section 5.1): a second one, as not to
   * trouble all that a domain has with mail that none of them may want at this time. What that one puts off waits.
   * @param changes how often the administrator had changed the queue when this began @returns the trouble with the last connection
   */
  async #deliverElsewhere(first: Tried, changes: number): Promise<HostTrouble | undefined> {
    const { connector } = this.#services;
    const { host } = first.client.contact;
    // Meanwhile others may have it.
    this.#client = undefined;
    void connector.pass(first.client);
    let left = first;
    let other: SmtpClient | undefined;
    try {
      for (;;) {
        if (other !== undefined) void connector.pass(other);
        // Whatever comes of the next one, that one is not ours any more.
        other = undefined;
        other = await this.#openAnother(left, changes);
        if (other === undefined) {
          await this.#putDown(left);
          return left.handed.trouble;
        }
        const tried = await this.#try(other, left.job);
        const { trouble } = tried.handed;
        if (trouble !== undefined && this.#services.isCut()) {
          this.#services.putBack(left.job);
          return undefined;
        }
        if (!this.#isOver(tried)) {
          await this.#putDown(tried);
          // Where the better host goes on, what is wrong with this one keeps no other mail from it.
          return first.handed.trouble === undefined ? undefined : trouble;
        }
        // It had been kept from another message, and is over: that says nothing of this one, for which the host is called anew.
        const { job } = await this.#putDownBut(tried, isUndecided);
        left = only(left, (_, entry) => job.entries.includes(entry));
      }
    } finally {
      this.#goOnWith(first.client, host, other);
    }
  }

  /** The better host is asked first again for the next message, as long as it can be. */
  #goOnWith(better: SmtpClient, host: string, other: SmtpClient | undefined): void {
    const { connector } = this.#services;
    if (!better.usable) {
      this.#client = other;
      return;
    }
    if (other !== undefined) void connector.pass(other);
    if (!connector.takeBack(better)) return;
    better.continueAs(host);
    this.#client = better;
  }

  /** @returns undefined where there is none, or the message is not to be sent any more */
  async #openAnother(left: Tried, changes: number): Promise<SmtpClient | undefined> {
    const { client, handed, job, milliseconds } = left;
    const mayGoOn = (): boolean => this.#services.mayGoOn() && changes === this.#services.changes() && !this.#services.isWithheld(job);
    if (!mayGoOn()) return undefined;
    const replies = new Set(handed.outcomes.map((outcome) => outcome?.reply ?? handed.trouble?.message));
    try {
      const other = await this.#whileConnecting(async () => await this.#open(job, { contact: client.contact, milliseconds, reply: [...replies].join('; ') }));
      if (mayGoOn()) return other;
      void this.#services.connector.pass(other);
    } catch (error) {
      if (!(error instanceof HostBusy || error instanceof HostTrouble || error instanceof NoWay || error instanceof NoneFit || error instanceof Stopped)) {
        await this.#putDown(left);
        throw error;
      }
    }
    return undefined;
  }

  /** Hands a job over, and notes when the host takes long. */
  async #try(client: SmtpClient, job: Job): Promise<Tried> {
    const began = performance.now();
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
      return { client, job, handed, milliseconds: Math.round(performance.now() - began) };
    } finally {
      this.#place.answered();
      this.#destination.slow -= slow;
      goesOn();
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

  /** Hosts end a connection after some messages or some time, and no message is to blame for that. */
  #isOver({ client, handed: { trouble } }: Tried): boolean {
    return trouble?.beforeContent === true && client.messages > 0 && this.#services.mayGoOn();
  }

  /**
   * Puts down what became of a job. Recipients that were too many for one message go out again at once, as others were taken.
   * @param goesAgain what else does @throws StoreError
   */
  async #putDown(tried: Tried, goesAgain: IsMeant = () => false): Promise<void> {
    const { client, milliseconds, handed } = tried;
    const isAgain: IsMeant = (outcome) => outcome?.kind === 'too-many' || goesAgain(outcome);
    const again = only(tried, isAgain).job;
    if (again.entries.length > 0) this.#destination.jobs.unshift(again);
    const down = only(tried, (outcome) => !isAgain(outcome));
    if (down.job.entries.length === 0) return;
    const putOff: Outcome = { kind: 'deferred', reply: handed.trouble?.message ?? '' };
    await this.#services.record(
      down.job,
      down.handed.outcomes.map((outcome) => outcome ?? putOff),
      { contact: client.contact, milliseconds },
    );
  }

  /** Puts down what is not meant. @returns the rest @throws StoreError where that is put down as well */
  async #putDownBut(tried: Tried, isMeant: IsMeant): Promise<Tried> {
    const left = only(tried, isMeant);
    try {
      await this.#putDown(only(tried, (outcome) => !isMeant(outcome)));
    } catch (error) {
      await this.#putDown(left);
      throw error;
    }
    return left;
  }
}
