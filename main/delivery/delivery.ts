/**
 * Delivery to other servers: works on the outgoing queue, by smart host or mail hosts as the router says. Nothing is lost:
 * what was taken leaves the queue, what cannot be taken now is tried again, and what is refused for good, or could not be
 * delivered for days, goes back to its sender with a report.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { IncomingMessage, MessageStore } from '../store/mail-store.ts';
import type { DeliveryQueue, QueueEntry } from '../store/outgoing-queue.ts';
import type { Patience } from './client/patience.ts';
import type { ContentSigner } from './content/outgoing-content.ts';
import type { Reports } from './dsn/reports.ts';
import { KeptForwards } from './kept-forwards.ts';
import { type LocalDirectory, LocalMail } from './local-mail.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import { NO_POLICIES, type TlsPolicies } from './policy/tls-policies.ts';
import type { MailHostServices } from './routing/mail-hosts.ts';
import { type NamedHostServices, systemAddresses } from './routing/named-host.ts';
import { longestGap } from './retry-schedule.ts';
import { routeFor } from './routing/router.ts';
import { Connector, type ConnectorServices } from './runner/connector.ts';
import { QueueRunner } from './runner/queue-runner.ts';

export interface DeliveryOptions {
  readonly settings: SettingsSource;
  readonly queue: DeliveryQueue;
  readonly messages: Pick<MessageStore, 'open'>;
  readonly reports: Pick<Reports, 'send' | 'reaches'>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly dns: MailHostServices['dns'];
  readonly isPublic: MailHostServices['isPublic'];
  readonly isOurselves: MailHostServices['isOurselves'];
  /** As in NamedHostServices; another one in tests, which ask nobody outside. */
  readonly systemAddresses?: NamedHostServices['systemAddresses'];
  /** Our domains and mailboxes; left out where there are none. */
  readonly accounts?: LocalDirectory;
  readonly policies?: TlsPolicies;
  /** Signs what was changed for its host. */
  readonly signer?: ContentSigner;
  /** Shorter than usual in tests. */
  readonly patience?: Patience;
  /** Begins a connection; another way in tests. */
  readonly connect?: NonNullable<ConnectorServices['connect']>;
  /** From 0 to below 1; fixed in tests. */
  readonly random?: () => number;
  /** What we call ourselves. */
  readonly hostname: () => string;
}

type Ids = Pick<ReadonlySet<number>, 'has'>;

export interface Delivery {
  start(): void;
  /** There is new mail in the queue: this, or whatever it is. */
  nudge(message?: Pick<IncomingMessage, 'reversePath' | 'relays'>): void;
  /** The administrator has changed what is in the queue: what was taken from it and has not begun is put back, and hosts that rest are tried again. */
  changed(): void;
  /** A domain, or an address in it, is ours from now on: mail that waits to go there may be at home. */
  cameHome(domain: string): void;
  /** What is going on at this moment: connections, and the ids of messages and entries that they work on. */
  readonly activity: { readonly connections: number; readonly messages: Ids; readonly entries: Ids };
  /** The same for one domain; `restsUntil` in milliseconds since 1970, null while it is tried. */
  destination(domain: string): { readonly connections: number; readonly restsUntil: number | null };
  /** Domains with mail that waits for its time. */
  readonly waitingDomains: number;
  /** Where an entry goes as things stand, in words. */
  routed(entry: QueueEntry): string;
  /** Reports to the senders that the administrator has removed these entries. @returns how many entries were reported on */
  returnToSenders(entries: readonly QueueEntry[]): Promise<number>;
  /**
   * Keeps entries from being sent until `done` is called, since they are about to be removed.
   * @returns those of them that are not being sent at this moment, and have not been sent
   */
  withhold(ids: readonly number[]): { readonly ids: readonly number[]; readonly done: () => void };
  /** Calls back when something has changed in the queue; returns the way to stop that. */
  onChange(listener: () => void): () => void;
  /** Lets messages on their way finish for `graceSeconds`, then cuts them off; they stay in the queue. */
  stop(graceSeconds: number): Promise<void>;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const PATIENCE: Patience = {
  connect: FIXED_LIMITS.deliveryConnectSeconds * SECOND,
  reply: FIXED_LIMITS.deliveryReplySeconds * SECOND,
  quit: FIXED_LIMITS.deliveryQuitSeconds * SECOND,
};

export function createDelivery(options: DeliveryOptions): Delivery {
  return new RunningDelivery(options);
}

class RunningDelivery implements Delivery {
  readonly #options: DeliveryOptions;
  readonly #runner: QueueRunner;
  readonly #watchers = new Set<() => void>();
  #stopSettings: () => void = () => undefined;
  #hourly: NodeJS.Timeout | undefined;
  /** Since when the queue is paused, in milliseconds since 1970; undefined once what waits has had that time back. */
  #pausedSince: number | undefined;
  #givingBack: Promise<void> | undefined;
  /** What changes the queue besides the runner; waited for when the server stops. */
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { patience = PATIENCE, policies = NO_POLICIES, random = Math.random, settings, messages, signer, clock, accounts } = options;
    const delivery = (): typeof settings.current.delivery =>
      // Nothing is looked at, and found too old, before it has its time back.
      this.#pausedSince === undefined ? settings.current.delivery : { ...settings.current.delivery, paused: true };
    const kept = accounts === undefined ? {} : { kept: new KeptForwards({ ...options, accounts }) };
    const recorder = new OutcomeRecorder({ ...options, ...kept, settings: delivery, random });
    this.#runner = new QueueRunner({
      settings: delivery,
      queue: options.queue,
      messages,
      ...(signer === undefined ? {} : { signer }),
      recorder,
      ...(accounts === undefined ? {} : { local: new LocalMail({ ...options, accounts, recorder }) }),
      connector: new Connector({ systemAddresses, ...options, settings: delivery, patience, policies, random }),
      clock,
      random,
      onTrouble: (error) => this.#tell(`the queue could not be worked on: ${error instanceof Error ? error.message : String(error)}`),
      onChange: () => this.#changed(),
    });
  }

  start(): void {
    this.#notePause();
    this.#runner.start();
    this.#stopSettings = this.#options.settings.onChange((now, before) => {
      const [{ paused: _paused, ...rules }, { paused: _before, ...rulesBefore }] = [now.delivery, before.delivery];
      this.#notePause();
      if (JSON.stringify(rules) !== JSON.stringify(rulesBefore)) this.#track(this.#begin(true));
      else if (now.delivery.paused !== before.delivery.paused) this.#track(this.#begin(false));
    });
    this.#track(this.#begin(false));
    this.#hourly = setInterval(() => this.#track(this.#lookAfterTimes()), HOUR).unref();
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** @param hurry what waits for its next attempt is tried now */
  async #begin(hurry: boolean): Promise<void> {
    if (hurry) {
      const { queue, clock } = this.#options;
      await queue.retry({}, clock.now()).catch((error: unknown) => this.#tell(`the queue could not be tried again: ${String(error)}`));
    }
    if (!this.#options.settings.current.delivery.paused) await this.#giveTimeBack();
    await this.#bringForward();
    await this.#runner.reload();
  }

  async #lookAfterTimes(): Promise<void> {
    await this.#forgetAttempts();
    await this.#bringForward();
    await this.#runner.refresh();
  }

  /** Nothing waits for longer than the longest gap. Whatever seems to has its time from a clock that was wrong: it was set back by a day, perhaps. */
  async #bringForward(): Promise<void> {
    const { queue, clock, settings } = this.#options;
    const now = clock.now();
    try {
      await queue.bringForward({ now, latest: now + longestGap(settings.current.delivery) });
    } catch (error) {
      this.#tell(`what waits for too late a time could not be tried again: ${String(error)}`);
    }
  }

  #notePause(): void {
    if (this.#options.settings.current.delivery.paused) this.#pausedSince ??= this.#options.clock.now();
  }

  /** While the queue was paused nobody was asked, so that the time does not count: else mail would come back after one more attempt. */
  async #giveTimeBack(): Promise<void> {
    const { queue, clock } = this.#options;
    const now = clock.now();
    if (this.#pausedSince === undefined) return;
    const since = Math.min(this.#pausedSince, now);
    this.#givingBack ??= queue
      .giveTimeBack({ since, now })
      .catch((error: unknown) => this.#tell(`the time for which the queue was paused counts as age of what waits: ${String(error)}`))
      .finally(() => {
        this.#givingBack = undefined;
        this.#pausedSince = undefined;
        // It may have been paused again meanwhile.
        this.#notePause();
      });
    await this.#givingBack;
  }

  /** Attempts for whole domains are kept as long as a message may wait. */
  async #forgetAttempts(): Promise<void> {
    const { queue, clock, settings } = this.#options;
    try {
      await queue.forgetAttempts(clock.now() - settings.current.delivery.giveUpHours * HOUR);
    } catch (error) {
      this.#tell(`old attempts could not be removed: ${String(error)}`);
    }
  }

  nudge(message?: Pick<IncomingMessage, 'reversePath' | 'relays'>): void {
    this.#changed();
    if (message === undefined) this.#track(this.#runner.refresh());
    else this.#runner.fresh(message.reversePath, new Set(message.relays.map(({ domain }) => domain)));
  }

  changed(): void {
    this.#track(this.#runner.reload());
    this.#changed();
  }

  cameHome(domain: string): void {
    if (this.#runner.waitsFor(domain)) this.#track(this.#bringHome(domain));
  }

  async #bringHome(destination: string): Promise<void> {
    const { queue, clock } = this.#options;
    try {
      await queue.retry({ destination }, clock.now());
      this.changed();
    } catch (error) {
      this.#tell(`what waits for ${destination} could not be brought into mailboxes here at once: ${String(error)}`);
    }
  }

  get waitingDomains(): number {
    return this.#runner.waitingDomains;
  }

  get activity(): Delivery['activity'] {
    const { connections, sending } = this.#runner;
    return { connections, messages: sending.messages, entries: sending.entries };
  }

  destination(domain: string): { connections: number; restsUntil: number | null } {
    const { key } = routeFor({ domain, route: '', reversePath: '' }, this.#options.settings.current.delivery);
    const found = this.#runner.destination(key);
    const rests = found?.rests(this.#options.clock.now()) === true;
    return { connections: found?.lanes ?? 0, restsUntil: rests ? found.restsUntil : null };
  }

  routed(entry: QueueEntry): string {
    return routeFor(entry, this.#options.settings.current.delivery).text;
  }

  async returnToSenders(entries: readonly QueueEntry[]): Promise<number> {
    let reported = 0;
    for (const group of Map.groupBy(entries, ({ messageId }) => messageId).values()) {
      const fates = group.map((entry) => ({ entry, enhanced: '5.0.0', reason: 'The administrator has removed it from the queue.' }));
      reported += await this.#options.reports.send('failed', fates);
    }
    return reported;
  }

  withhold(ids: readonly number[]): { readonly ids: readonly number[]; readonly done: () => void } {
    return this.#runner.withhold(ids);
  }

  onChange(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#stopSettings();
    clearInterval(this.#hourly);
    this.#runner.stop();
    const deadline = setTimeout(() => this.#runner.cut(), graceSeconds * SECOND);
    await Promise.all(this.#underWay);
    await this.#runner.ended();
    clearTimeout(deadline);
    // Nobody else knows for how long it has been paused.
    await this.#giveTimeBack();
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #tell(text: string): void {
    this.#options.events.emit({ kind: 'server', level: 'error', protocol: 'delivery', text });
  }
}
