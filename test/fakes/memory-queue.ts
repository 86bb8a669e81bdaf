/** The outgoing queue and its messages, in memory, as far as delivery needs it; and the reports that were sent. */
import type { Fate } from '../../main/delivery/dsn/reports.ts';
import { type ReportAction, mayReport } from '../../main/delivery/dsn/notify.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { MessageReader } from '../../main/store/mail-store.ts';
import type { DeferredDomain, DeliveryQueue, QueueAttempt, QueueChange, QueueEntry, Settlement } from '../../main/store/outgoing-queue.ts';

export interface AddedMessage {
  readonly content?: string;
  /** What the store says the message has, if not the truth. */
  readonly claimedSize?: number;
  readonly bodyType?: '7bit' | '8bitmime';
  readonly smtpUtf8?: boolean;
  readonly entry?: Partial<QueueEntry>;
}

interface Kept extends AddedMessage {
  readonly bytes: Buffer;
  readonly reversePath: string;
}

export class MemoryQueue implements DeliveryQueue {
  entries: QueueEntry[] = [];
  readonly attempts: (QueueAttempt & { readonly entryId?: number; readonly domain?: string })[] = [];
  readonly reports: { readonly action: ReportAction; readonly fates: readonly Fate[] }[] = [];
  readonly #contents = new Map<number, Kept>();
  /** Set to let the next settlement fail with it. */
  failure: Error | undefined;
  #lastId = 0;

  add(recipients: readonly string[], message: AddedMessage = {}): number {
    const { content = 'Subject: out\r\n\r\nhello\r\n', entry = {} } = message;
    const messageId = this.#next();
    const bytes = Buffer.from(content, 'latin1');
    const { reversePath = 'anna@local.test' } = entry;
    this.#contents.set(messageId, { ...message, bytes, reversePath });
    for (const recipient of recipients) {
      this.entries.push({
        id: this.#next(),
        messageId,
        traceId: `trace-${messageId}`,
        reversePath,
        recipient,
        domain: recipient.slice(recipient.lastIndexOf('@') + 1),
        size: message.claimedSize ?? bytes.length,
        attempts: 0,
        queuedAt: 0,
        nextAttemptAt: 0,
        state: 'waiting',
        lastError: '',
        holdNote: '',
        route: '',
        notify: '',
        originalRecipient: '',
        forwardedFor: '',
        delayTold: false,
        returnable: true,
        returnContent: '',
        envelopeId: '',
        requireTls: false,
        ...entry,
      });
    }
    return messageId;
  }

  /** Lets the content of a message be gone. */
  lose(messageId: number): void {
    this.#contents.delete(messageId);
  }

  async open(messageId: number): Promise<MessageReader | undefined> {
    const message = this.#contents.get(messageId);
    if (message === undefined) return undefined;
    const { bytes, reversePath, bodyType = '7bit', smtpUtf8 = false, claimedSize = bytes.length } = message;
    return {
      messageId,
      traceId: `trace-${messageId}`,
      reversePath,
      receivedAt: 0,
      bodyType,
      smtpUtf8,
      requireTls: false,
      size: claimedSize,
      chunks: async function* chunks() {
        for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
      },
      close: () => undefined,
    };
  }

  async domains(): Promise<readonly { domain: string; dueAt: number }[]> {
    const waiting = this.entries.filter(({ state }) => state === 'waiting');
    return [...Map.groupBy(waiting, ({ domain }) => domain)].map(([domain, entries]) => ({
      domain,
      dueAt: Math.min(...entries.map(({ nextAttemptAt }) => nextAttemptAt)),
    }));
  }

  async dueFor(domain: string, { now, limit }: { now: number; limit: number }): ReturnType<DeliveryQueue['dueFor']> {
    const all = this.entries.filter((entry) => entry.state === 'waiting' && entry.domain === domain);
    const entries = all.filter(({ nextAttemptAt }) => nextAttemptAt <= now).slice(0, limit);
    const rest = all.filter((entry) => !entries.includes(entry)).map(({ nextAttemptAt }) => nextAttemptAt);
    return { entries, nextDueAt: rest.length === 0 ? undefined : Math.min(...rest), lastSender: entries.at(-1)?.reversePath ?? '' };
  }

  async dueOf(messageIds: readonly number[], now: number, domain?: string): Promise<readonly QueueEntry[]> {
    const due = this.entries.filter((entry) => messageIds.includes(entry.messageId) && entry.state === 'waiting' && entry.nextAttemptAt <= now);
    return due.filter((entry) => domain === undefined || entry.domain === domain);
  }

  async settle({ done = [], postponed = [], deferred = [] }: Settlement): Promise<void> {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    this.entries = this.entries.filter(({ id }) => !done.includes(id));
    for (const { ids, until, why } of postponed) this.#change(ids, (entry) => ({ ...entry, nextAttemptAt: until, lastError: why }));
    for (const { ids, route, nextAttemptAt, attempt } of deferred) {
      for (const entryId of ids) this.attempts.push({ ...attempt, entryId });
      this.#change(ids, (entry) => ({
        ...entry,
        attempts: entry.attempts + 1,
        nextAttemptAt: entry.route === route ? nextAttemptAt : entry.nextAttemptAt,
        lastError: attempt.reply,
      }));
    }
  }

  async deferDomain(domain: string, { now, until, why, attempt, keepReplies, except }: Parameters<DeliveryQueue['deferDomain']>[1]): Promise<DeferredDomain> {
    if (attempt !== undefined) this.attempts.push({ ...attempt, domain });
    const mayChange = ({ id, lastError }: QueueEntry): boolean => !except.includes(id) && (!keepReplies || !/^[245]\d\d[ -]/.test(lastError));
    const due = this.entries.filter(
      (entry) => entry.domain === domain && entry.state === 'waiting' && entry.nextAttemptAt <= now && entry.route === '' && mayChange(entry),
    );
    const counted = attempt === undefined ? 0 : 1;
    this.#change(
      due.map(({ id }) => id),
      (entry) => ({ ...entry, attempts: entry.attempts + counted, nextAttemptAt: until, lastError: why }),
    );
    return { count: due.length, entries: attempt === undefined ? [] : due.slice(0, FIXED_LIMITS.deliveryDeferralsTold) };
  }

  async retry(_selection: object, now: number): Promise<QueueChange> {
    this.#change(
      this.entries.map(({ id }) => id),
      (entry) => ({ ...entry, nextAttemptAt: Math.min(entry.nextAttemptAt, now) }),
    );
    return { recipients: this.entries.length, messages: 0 };
  }

  async aged({ now, dueBefore, queuedBefore, untold, except, inHand, limit }: Parameters<DeliveryQueue['aged']>[0]): Promise<readonly QueueEntry[]> {
    return this.entries
      .filter((entry) => entry.state === 'waiting' && entry.queuedAt <= queuedBefore && !(untold && entry.delayTold))
      .filter(({ nextAttemptAt }) => nextAttemptAt > now || nextAttemptAt <= dueBefore)
      .filter(({ id, domain }) => !except.includes(domain) && !inHand.includes(id))
      .slice(0, limit);
  }

  async lateFor(domain: string, { queuedBefore, limit }: Parameters<DeliveryQueue['lateFor']>[1]): Promise<readonly QueueEntry[]> {
    const waiting = this.entries.filter((entry) => entry.state === 'waiting' && entry.domain === domain && entry.route === '');
    return waiting.filter(({ queuedAt }) => queuedAt <= queuedBefore).slice(0, limit);
  }

  async bringHome(entryId: number, { deliveries }: Parameters<DeliveryQueue['bringHome']>[1]): Promise<readonly number[]> {
    this.entries = this.entries.filter(({ id }) => id !== entryId);
    return deliveries.map(({ accountId }) => accountId);
  }

  async delayTold(ids: readonly number[]): Promise<void> {
    this.#change(ids, (entry) => ({ ...entry, delayTold: true }));
  }

  async bringForward({ now, latest }: { now: number; latest: number }): Promise<void> {
    this.entries = this.entries.map((entry) => (entry.state === 'waiting' && entry.nextAttemptAt > latest ? { ...entry, nextAttemptAt: now } : entry));
  }

  async giveTimeBack({ since, now }: { since: number; now: number }): Promise<void> {
    this.entries = this.entries.map((entry) => (entry.state === 'held' ? entry : { ...entry, queuedAt: Math.min(entry.queuedAt + now - since, now) }));
  }

  async forgetAttempts(): Promise<void> {
    // Kept: tests look at them.
  }

  /** Stands for the sending of reports. */
  reaches(): boolean {
    return true;
  }

  async send(action: ReportAction, fates: readonly Fate[]): Promise<number> {
    const wanted = fates.filter(({ entry }) => mayReport(entry, action));
    if (wanted.length > 0) this.reports.push({ action, fates: wanted });
    return wanted.length;
  }

  #change(ids: readonly number[], change: (entry: QueueEntry) => QueueEntry): void {
    this.entries = this.entries.map((entry) => (ids.includes(entry.id) ? change(entry) : entry));
  }

  #next(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}
