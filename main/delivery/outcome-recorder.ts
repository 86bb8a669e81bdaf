/** Puts down what became of each recipient: in the queue, in the log, in the counters, and in reports to the sender. */
import type { DeliverySettings } from '../../shared/settings/delivery.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../log/event-sink.ts';
import type { DeliveryQueue, QueueAttempt, QueueEntry, Settlement } from '../store/outgoing-queue.ts';
import type { Fate, Reports } from './dsn/reports.ts';
import { isAskedFor, mayReport } from './dsn/notify.ts';
import { enhancedOf, enhancedOfDelay, explain, hostTroubleTold, ownWords, verbatim } from './dsn/words.ts';
import type { KeptForwards } from './kept-forwards.ts';
import { type Contact, NOBODY, type Outcome, contactText, ipOf } from './outcome.ts';
import { retryGap } from './retry-schedule.ts';
import { Settlements } from './settlements.ts';

export interface RecorderServices {
  readonly queue: DeliveryQueue;
  readonly reports: Pick<Reports, 'send' | 'reaches'>;
  /** Left out where there are no mailboxes. */
  readonly kept?: Pick<KeptForwards, 'keep'>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly settings: () => DeliverySettings;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Who was asked, and how long it took. */
export interface Attempt {
  readonly contact: Contact;
  readonly milliseconds: number;
}

/** A recipient with what became of it. */
interface Settled {
  readonly entry: QueueEntry;
  readonly outcome: Exclude<Outcome, { kind: 'too-many' }>;
}

const HOUR = 3_600_000;
const UNTRIED = 'This mail server passes no mail on at the moment. Nobody else has been asked yet.';

export class OutcomeRecorder {
  readonly #services: RecorderServices;
  readonly #settlements: Settlements;
  /** Taken by the host, while the queue has not been told: they must not be sent again. */
  readonly #sentButQueued = new Set<number>();
  /** Those of them of which it could not be told (disk full). */
  readonly #untold = new Set<number>();

  constructor(services: RecorderServices) {
    this.#services = services;
    this.#settlements = new Settlements(services.queue);
  }

  /** Tells the queue what it could not be told before. Call it before asking the queue what is due. */
  async catchUp(): Promise<void> {
    if (this.#untold.size === 0) return;
    const ids = [...this.#untold];
    await this.#services.queue.settle({ done: ids });
    this.#told(ids);
  }

  #told(ids: readonly number[]): void {
    for (const id of ids) {
      this.#untold.delete(id);
      this.#sentButQueued.delete(id);
    }
  }

  /** It has been sent, and stands in the queue only because that has not been told, or could not be. */
  isSent(entryId: number): boolean {
    return this.#sentButQueued.has(entryId);
  }

  /**
   * @param outcomes one for each entry, in their order
   * @param underWay messages that are handed over or put down at this moment, with this one: those that come now are put down together
   * @returns when those that were put off are tried again, by domain @throws StoreError
   */
  async record(entries: readonly QueueEntry[], outcomes: readonly Settled['outcome'][], attempt: Attempt, underWay = 1): Promise<ReadonlyMap<string, number>> {
    const settled = entries.flatMap((entry, place) => {
      const outcome = outcomes[place];
      return outcome === undefined ? [] : [{ entry, outcome: this.#inTime(entry, outcome) }];
    });
    const of = <Kind extends Settled['outcome']['kind']>(wanted: Kind): readonly QueueEntry[] =>
      settled.filter(({ outcome }) => outcome.kind === wanted).map(({ entry }) => entry);
    // Before anything can fail: whatever happens now, these must not be sent again.
    const sent = of('sent');
    for (const { id } of sent) this.#sentButQueued.add(id);
    const { deferred, next } = this.#deferrals(settled, attempt);
    // What fails here must not keep the others from being recorded, nor have anything told twice; the caller hears of it all the same.
    const failures: Error[] = [];
    const trying = async (work: () => Promise<void>): Promise<void> => {
      await work().catch((error: unknown) => void failures.push(asError(error)));
    };
    const done = sent.map(({ id }) => id);
    const kept = new Set<QueueEntry>();
    const over: Settled[] = [];
    for (const one of settled) {
      if (one.outcome.kind !== 'failed') continue;
      await trying(async () => {
        if (await this.#keep(one)) kept.add(one.entry);
        over.push(one);
      });
    }
    await trying(async () => {
      await this.#reportFailed(over, attempt);
      done.push(...over.map(({ entry }) => entry.id));
    });
    await trying(async () => await this.#reportRelayed(settled, attempt));
    try {
      await this.#settlements.put({ done, deferred }, underWay);
      this.#told(done);
    } catch (error) {
      for (const { id } of sent) this.#untold.add(id);
      failures.push(asError(error));
    }
    for (const one of settled) if (one.outcome.kind !== 'failed' || over.includes(one)) this.#tellLog(one, attempt, kept.has(one.entry));
    const [failure] = failures;
    if (failure !== undefined) throw failure;
    // As they are after this attempt: what is told is what has just been said.
    await this.tellDelays(
      settled.flatMap(({ entry, outcome }) => (outcome.kind === 'deferred' ? [{ ...entry, attempts: entry.attempts + 1, lastError: outcome.reply }] : [])),
    );
    return next;
  }

  /** A recipient that was put off for too long is given up. */
  #inTime(entry: QueueEntry, outcome: Settled['outcome']): Settled['outcome'] {
    if (outcome.kind !== 'deferred' || !this.isTooOld(entry)) return outcome;
    return { kind: 'failed', reply: outcome.reply, enhanced: '4.4.7' };
  }

  isTooOld({ queuedAt }: QueueEntry): boolean {
    return this.#services.clock.now() - queuedAt >= this.#services.settings().giveUpHours * HOUR;
  }

  /** It has waited for so long that its sender is told. */
  isLate({ queuedAt }: QueueEntry): boolean {
    const { delayNoticeHours } = this.#services.settings();
    return delayNoticeHours > 0 && this.#services.clock.now() - queuedAt >= delayNoticeHours * HOUR;
  }

  #deferrals(settled: readonly Settled[], { contact, milliseconds }: Attempt): { deferred: NonNullable<Settlement['deferred']>; next: Map<string, number> } {
    const { clock, settings, random } = this.#services;
    const now = clock.now();
    const next = new Map<string, number>();
    const groups = Map.groupBy(
      settled.filter(({ outcome }) => outcome.kind === 'deferred'),
      ({ entry, outcome }) => JSON.stringify([entry.attempts, entry.route, outcome.reply]),
    );
    const deferred = [...groups.values()].map((group) => {
      const nextAttemptAt = now + retryGap((group[0]?.entry.attempts ?? 0) + 1, settings(), random());
      for (const { entry } of group) next.set(entry.domain, Math.min(next.get(entry.domain) ?? Infinity, nextAttemptAt));
      const attempt = { ...contact, at: now, reply: group[0]?.outcome.reply ?? '', milliseconds };
      return { ids: group.map(({ entry }) => entry.id), route: group[0]?.entry.route ?? '', nextAttemptAt, attempt };
    });
    return { deferred, next };
  }

  async #reportFailed(failed: readonly Settled[], { contact }: Attempt): Promise<void> {
    await this.#services.reports.send(
      'failed',
      failed.map(({ entry, outcome }) => fateOf(entry, outcome, contact)),
    );
  }

  /** Reports on what was passed on to a host that sends no reports itself. */
  async #reportRelayed(settled: readonly Settled[], { contact }: Attempt): Promise<void> {
    const relayed = settled.filter(({ entry, outcome }) => outcome.kind === 'sent' && outcome.reportsOn !== true && isAskedFor(entry.notify, 'relayed'));
    await this.#services.reports.send(
      'relayed',
      relayed.map(({ entry }) => ({ entry, enhanced: '2.0.0', reason: '', remoteHost: contact.host })),
    );
  }

  /** What nobody can be told of stays with whoever has it forwarded; but not what this server has lost itself. */
  async #keep({ entry, outcome }: Settled): Promise<boolean> {
    if (isOursAlone(outcome) || (mayReport(entry, 'failed') && this.#services.reports.reaches(entry.reversePath))) return false;
    return (await this.#services.kept?.keep(entry)) ?? false;
  }

  /** Gives up recipients that have been in the queue for too long, or whose host takes nothing from us. @throws StoreError */
  async giveUp(entries: readonly QueueEntry[], why: 'too-old' | 'refused' = 'too-old'): Promise<void> {
    const status = why === 'too-old' ? { enhanced: '4.4.7' } : {};
    const outcomes = new Map(entries.map((entry) => [entry, { kind: 'failed', reply: entry.lastError, ...status } as const]));
    for (const group of Map.groupBy(entries, ({ messageId }) => messageId).values()) {
      await this.record(
        group,
        group.map((entry) => outcomes.get(entry) ?? { kind: 'deferred', reply: entry.lastError }),
        { contact: NOBODY, milliseconds: 0 },
      );
    }
  }

  /** Tells senders, once, of recipients that have waited for long. @throws StoreError */
  async tellDelays(entries: readonly QueueEntry[]): Promise<void> {
    const { queue, reports, settings } = this.#services;
    const { giveUpHours } = settings();
    const late = entries.filter((entry) => !entry.delayTold && this.isLate(entry));
    for (const group of Map.groupBy(late, ({ messageId }) => messageId).values()) {
      const fates = group.map((entry) => delayOf(entry, settings().paused));
      await reports.send('delayed', fates, Math.min(...group.map(({ queuedAt }) => queuedAt)) + giveUpHours * HOUR);
      await queue.delayTold(group.map(({ id }) => id));
    }
  }

  /** @param attempt what has put the entry off */
  tellDeferred(entry: QueueEntry, attempt: QueueAttempt): void {
    this.#tellLog({ entry, outcome: { kind: 'deferred', reply: attempt.reply } }, { contact: attempt, milliseconds: attempt.milliseconds });
  }

  /** @param count recipients at a domain that an attempt has put off, too, and that nobody tells of one by one */
  tellMoreDeferred(domain: string, count: number, { host, address, tls, reply, milliseconds }: QueueAttempt): void {
    if (count <= 0) return;
    const { events } = this.#services;
    events.count('relayDeferred', count);
    const who = host === '' && address === '' ? '' : ` by ${contactText({ host, address, tls })}, ${milliseconds} ms`;
    const text = `${count} more recipients at ${domain}${who}: ${reply}`;
    events.emit({ kind: 'relay-deferred', level: 'warning', protocol: 'delivery', text });
  }

  #tellLog({ entry, outcome }: Settled, { contact: asked, milliseconds }: Attempt, isKept = false): void {
    const { events } = this.#services;
    const contact = isOursAlone(outcome) ? NOBODY : asked;
    const { host, address } = contact;
    const who = host === '' && address === '' ? '' : ` by ${contactText(contact)}, ${milliseconds} ms`;
    const event = {
      protocol: 'delivery',
      traceId: entry.traceId,
      text: `from <${entry.reversePath}> to <${entry.recipient}>${who}: ${outcome.reply}`,
      ...(address === '' ? {} : { remoteAddress: ipOf(contact) }),
    } as const;
    switch (outcome.kind) {
      case 'sent':
        events.count('relayed');
        events.emit({ kind: 'relay-sent', level: 'info', ...event });
        break;
      case 'deferred':
        events.count('relayDeferred');
        events.emit({ kind: 'relay-deferred', level: 'warning', ...event });
        break;
      case 'failed': {
        events.count('relayFailed');
        events.emit({ kind: 'relay-failed', level: 'error', ...event, text: `${event.text}${this.#untoldWords(entry, isKept)}` });
        break;
      }
    }
  }

  /** What the log says where a failure is told to nobody, although its sender may want to know. */
  #untoldWords(entry: QueueEntry, isKept: boolean): string {
    if (!isAskedFor(entry.notify, 'failed')) return '';
    if (!mayReport(entry, 'failed')) {
      return isKept
        ? '; nobody is told, since the sender is none, or may be forged: whoever has it forwarded gets it here'
        : '; nobody is told, since the sender is none, or may be forged, and for this recipient it is lost';
    }
    if (this.#services.reports.reaches(entry.reversePath)) return '';
    return isKept
      ? '; nobody is told, since the sender takes no mail here any more: whoever has it forwarded gets it here'
      : '; nobody is told, since the sender takes no mail here any more, and for this recipient it is lost';
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function isOursAlone(outcome: Settled['outcome']): boolean {
  return outcome.kind === 'failed' && outcome.oursAlone === true;
}

function fateOf(entry: QueueEntry, outcome: Settled['outcome'], { host }: Contact): Fate {
  const given = outcome.kind === 'failed' ? outcome.enhanced : undefined;
  // Given up, too, it is of the class 4 (RFC 3463 section 2): a wrong password of ours is no refusal, which would count against members of lists.
  const trouble = hostTroubleTold(outcome.reply, entry.domain);
  const own = trouble === undefined ? given : `4.${trouble.detail}`;
  const enhanced = own ?? enhancedOf(outcome.reply, outcome.kind === 'failed' && outcome.aboutRecipient === true);
  if (isOursAlone(outcome)) return { entry, enhanced, reason: outcome.reply };
  return { ...fateWith(entry, enhanced, outcome.reply), ...(host === '' ? {} : { remoteHost: host }) };
}

function delayOf(entry: QueueEntry, paused: boolean): Fate {
  if (entry.attempts === 0 && entry.lastError === '') {
    return paused ? { entry, enhanced: '4.3.2', reason: UNTRIED } : { entry, enhanced: '4.4.5', reason: explain('4.4.5', entry.domain) };
  }
  return fateWith(entry, enhancedOfDelay(entry.lastError), entry.lastError);
}

function fateWith(entry: QueueEntry, enhanced: string, reply: string): Fate {
  const remoteReply = verbatim(reply);
  // Our own words tell what the sentence for the status cannot, such as that nobody took the connection.
  const { status = enhanced, text } = ownWords(reply);
  const detail = remoteReply === '' && text !== '' ? ` (${text})` : '';
  const trouble = hostTroubleTold(reply, entry.domain);
  const asked = trouble?.asked === undefined ? {} : { remoteHost: trouble.asked };
  return { entry, enhanced, reason: `${trouble?.sentence ?? explain(status, entry.domain)}${detail}`, remoteReply, ...asked };
}
