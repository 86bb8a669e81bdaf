/**
 * The messages and mailboxes of a store, in memory: can be told to fail, to take its time, and says which readers were
 * left open. The other parts of a store are not here, and say so when they are asked for.
 */

import type {
  AccountServicesStore,
  DkimStore,
  MilestoneStore,
  OutboundStore,
  PolicyStore,
  SecretStore,
  VacationStore,
} from '../../main/store/mail-services.ts';
import type { RevisionStore } from '../../main/settings/revisions.ts';
import type {
  BanStore,
  DirectoryStore,
  HitStore,
  IncomingMessage,
  MailboxEntry,
  MailboxStore,
  MailStore,
  MessageReader,
  MessageStore,
  MessageWriter,
  QuarantineStore,
  StatisticsStore,
} from '../../main/store/mail-store.ts';
import type { QueueStore } from '../../main/store/outgoing-queue.ts';

interface StoredMessage {
  readonly facts: IncomingMessage;
  readonly content: Buffer;
}

/** What can be made to go wrong, by the name of the method; `read` is in the middle of a message. */
type Step = 'list' | 'open' | 'read' | 'remove' | 'commit';

export class MemoryMailStore implements MailStore {
  readonly repairs: readonly string[] = [];
  readonly messages: MessageStore;
  readonly mailboxes: MailboxStore;
  /** Each step that is in here fails with its error. */
  readonly failures = new Map<Step, Error>();
  /** Each step that is in here waits for its promise first. */
  readonly delays = new Map<Step, Promise<void>>();
  readonly logins: { readonly accountId: number; readonly at: number }[] = [];
  openReaders = 0;
  /** Bytes handed out by readers so far. */
  bytesRead = 0;
  pieceBytes = 256 * 1024;
  readonly #stored = new Map<number, StoredMessage>();
  readonly #mailboxes = new Map<number, MailboxEntry[]>();
  #lastMessageId = 0;
  #lastUid = 0;

  keepForCopy(): () => void {
    return () => undefined;
  }

  constructor() {
    this.messages = { writer: () => this.#writer(), open: async (messageId) => await this.#open(messageId), hasRoom: () => true };
    this.mailboxes = {
      list: async (accountId) => {
        await this.#step('list');
        return { uidValidity: 'v1', entries: [...(this.#mailboxes.get(accountId) ?? [])] };
      },
      recipientOf: async () => undefined,
      setRecipient: async () => undefined,
      remove: async (accountId, uids) => {
        await this.#step('remove');
        const gone = new Set(uids);
        this.#mailboxes.set(
          accountId,
          (this.#mailboxes.get(accountId) ?? []).filter((entry) => !gone.has(entry.uid)),
        );
        this.#collect();
      },
      noteLogin: (accountId, at) => {
        this.logins.push({ accountId, at });
      },
    };
  }

  /** Puts a message into a mailbox. Characters are bytes. */
  async deliver(accountId: number, content: string, facts: Partial<IncomingMessage> = {}): Promise<void> {
    const writer = this.messages.writer();
    await writer.write(Buffer.from(content, 'latin1'));
    await writer.commit({
      traceId: `trace-${this.#lastMessageId + 1}`,
      sessionId: 'test',
      receivedAt: 0,
      reversePath: 'sender@example.com',
      bodyType: '8bitmime',
      smtpUtf8: false,
      deliveries: [{ accountId, recipient: 'test' }],
      relays: [],
      ...facts,
    });
  }

  /** How many messages are in a mailbox. */
  countOf(accountId: number): number {
    return this.#mailboxes.get(accountId)?.length ?? 0;
  }

  async #step(step: Step): Promise<void> {
    await this.delays.get(step);
    const failure = this.failures.get(step);
    if (failure !== undefined) throw failure;
  }

  #writer(): MessageWriter {
    let pieces: Buffer[] = [];
    const size = (): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
    return {
      get size() {
        return size();
      },
      copies: true,
      write: (bytes) => {
        pieces.push(Buffer.from(bytes));
        return undefined;
      },
      commit: async (facts, head = Buffer.alloc(0)) => {
        await this.#step('commit');
        return { messageId: this.#keep(facts, Buffer.concat([head, ...pieces])) };
      },
      abort: () => {
        pieces = [];
      },
    };
  }

  #keep(facts: IncomingMessage, content: Buffer): number {
    this.#lastMessageId += 1;
    const messageId = this.#lastMessageId;
    this.#stored.set(messageId, { facts, content });
    for (const { accountId } of facts.deliveries) {
      this.#lastUid += 1;
      const entries = this.#mailboxes.get(accountId) ?? [];
      entries.push({ uid: this.#lastUid, messageId, size: content.length, reversePath: facts.reversePath });
      this.#mailboxes.set(accountId, entries);
    }
    return messageId;
  }

  /** Drops the messages that are in no mailbox any more. */
  #collect(): void {
    const needed = new Set([...this.#mailboxes.values()].flat().map((entry) => entry.messageId));
    for (const messageId of this.#stored.keys()) if (!needed.has(messageId)) this.#stored.delete(messageId);
  }

  async #open(messageId: number): Promise<MessageReader | undefined> {
    await this.#step('open');
    const message = this.#stored.get(messageId);
    if (message === undefined) return undefined;
    this.openReaders += 1;
    let open = true;
    const { traceId, reversePath, receivedAt, bodyType, smtpUtf8, requireTls = false } = message.facts;
    return {
      messageId,
      traceId,
      reversePath,
      receivedAt,
      bodyType,
      smtpUtf8,
      requireTls,
      size: message.content.length,
      chunks: (start = 0) => this.#chunks(message.content.subarray(start)),
      close: () => {
        if (open) this.openReaders -= 1;
        open = false;
      },
    };
  }

  async *#chunks(content: Buffer): AsyncGenerator<Buffer, void, undefined> {
    for (let at = 0; at < content.length; at += this.pieceBytes) {
      if (at > 0) await this.#step('read');
      const piece = content.subarray(at, at + this.pieceBytes);
      this.bytesRead += piece.length;
      yield piece;
    }
  }

  get directory(): DirectoryStore {
    throw new Error('this store has no directory');
  }

  get queue(): QueueStore {
    throw new Error('this store has no queue');
  }

  get quarantine(): QuarantineStore {
    throw new Error('this store has no quarantine');
  }

  get revisions(): RevisionStore {
    throw new Error('this store has no revisions');
  }

  get bans(): BanStore {
    throw new Error('this store has no bans');
  }

  get hits(): HitStore {
    throw new Error('this store has no hits');
  }

  get dkim(): DkimStore {
    throw new Error('this store has no keys');
  }

  get milestones(): MilestoneStore {
    throw new Error('this store has no milestones');
  }

  get secrets(): SecretStore {
    throw new Error('this store has no secrets');
  }

  get accountServices(): AccountServicesStore {
    throw new Error('this store has no services of accounts');
  }

  get vacation(): VacationStore {
    throw new Error('this store has no vacation replies');
  }

  get policies(): PolicyStore {
    throw new Error('this store has no policies');
  }

  get outbound(): OutboundStore {
    throw new Error('this store has no counts of senders');
  }

  get statistics(): StatisticsStore {
    throw new Error('this store has no statistics');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
