/** The outgoing queue and its messages, in memory. */
import type { MessageReader, QueueEntry, QueueStore } from '../../main/store/mail-store.ts';

export class MemoryQueue implements QueueStore {
  entries: QueueEntry[] = [];
  readonly #contents = new Map<number, { content: Buffer; size: number; reversePath: string }>();
  /** Set to let the next `sent` fail with it. */
  failure: Error | undefined;
  #lastId = 0;

  /** @param claimedSize what the store says the message has, if not the truth */
  add(recipients: readonly string[], content = 'Subject: out\r\n\r\nhello\r\n', claimedSize?: number, reversePath = 'anna@local.test'): number {
    const messageId = this.#next();
    const bytes = Buffer.from(content, 'latin1');
    this.#contents.set(messageId, { content: bytes, size: claimedSize ?? bytes.length, reversePath });
    for (const recipient of recipients) {
      this.entries.push({
        id: this.#next(),
        messageId,
        traceId: `trace-${messageId}`,
        reversePath,
        recipient,
        domain: recipient.slice(recipient.lastIndexOf('@') + 1),
        size: bytes.length,
        attempts: 0,
        queuedAt: 0,
        nextAttemptAt: 0,
        state: 'waiting',
        lastError: '',
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
    const { content, size, reversePath } = message;
    return {
      messageId,
      traceId: `trace-${messageId}`,
      reversePath,
      receivedAt: 0,
      bodyType: '7bit',
      smtpUtf8: false,
      size,
      chunks: async function* chunks() {
        for (let start = 0; start < content.length; start += 1000) yield content.subarray(start, start + 1000);
      },
      close: () => undefined,
    };
  }

  async due(now: number, limit: number): Promise<readonly QueueEntry[]> {
    return this.entries.filter((entry) => entry.state === 'waiting' && entry.nextAttemptAt <= now).slice(0, limit);
  }

  async nextDueAt(): Promise<number | undefined> {
    const times = this.entries.filter(({ state }) => state === 'waiting').map(({ nextAttemptAt }) => nextAttemptAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async count(): Promise<number> {
    return this.entries.length;
  }

  async sent(ids: readonly number[]): Promise<void> {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    this.entries = this.entries.filter(({ id }) => !ids.includes(id));
  }

  async deferred(ids: readonly number[], nextAttemptAt: number, error: string): Promise<void> {
    this.#change(ids, (entry) => ({ ...entry, attempts: entry.attempts + 1, nextAttemptAt, lastError: error }));
  }

  async failed(ids: readonly number[], error: string): Promise<void> {
    this.#change(ids, (entry) => ({ ...entry, attempts: entry.attempts + 1, state: 'failed', lastError: error }));
  }

  async list(limit: number): Promise<readonly QueueEntry[]> {
    return this.entries.slice(0, limit);
  }

  #change(ids: readonly number[], change: (entry: QueueEntry) => QueueEntry): void {
    this.entries = this.entries.map((entry) => (ids.includes(entry.id) ? change(entry) : entry));
  }

  #next(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}
