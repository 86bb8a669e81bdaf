/** Messages to put into a store, and the way to look at what came of them. Needs no test runner: the crash test's child uses it too. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, MailStore } from '../../main/store/mail-store.ts';

/** Adds the account `name`@example.org, and its domain if need be. */
export async function addAccount(store: MailStore, name: string): Promise<number> {
  const { domains } = await store.directory.load();
  const domain = domains.find((one) => one.name === 'example.org') ?? (await store.directory.addDomain('example.org', 1));
  const address = `${name}@example.org`;
  const account = await store.directory.addAccount({ domainId: domain.id, address, key: address, name, passwordHash: 'hash', quotaBytes: null, at: 1 });
  return account.id;
}

export function incoming(change: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    traceId: 'trace',
    sessionId: 'session',
    receivedAt: 1_700_000_000_000,
    reversePath: 'sender@elsewhere.example',
    bodyType: '8bitmime',
    smtpUtf8: false,
    deliveries: [],
    relays: [],
    ...change,
  };
}

export function deliveredTo(...accountIds: readonly number[]): Pick<IncomingMessage, 'deliveries'> {
  return { deliveries: accountIds.map((accountId) => ({ accountId, recipient: `account-${accountId}@example.org` })) };
}

/** Takes in a message as a session does: in pieces. */
export async function accept(store: MailStore, content: Buffer, message: IncomingMessage, pieceBytes = 60_000): Promise<number> {
  const writer = store.messages.writer();
  try {
    for (let at = 0; at < content.length; at += pieceBytes) {
      await writer.write(content.subarray(at, at + pieceBytes));
    }
    const { messageId } = await writer.commit(message);
    return messageId;
  } finally {
    writer.abort();
  }
}

/** The whole content of a message from byte `start`; undefined if there is no such message. */
export async function contentOf(store: MailStore, messageId: number, start?: number): Promise<Buffer | undefined> {
  const reader = await store.messages.open(messageId);
  if (reader === undefined) return undefined;
  try {
    const pieces: Buffer[] = [];
    for await (const piece of reader.chunks(start)) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    reader.close();
  }
}

/** Bytes that differ from one seed to the next and at every place. */
export function bytes(length: number, seed: string): Buffer {
  const block = createHash('sha512').update(seed).digest();
  const content = Buffer.alloc(length);
  for (let at = 0; at < length; at += block.length) {
    block.writeUInt32LE(at, 0);
    block.copy(content, at);
  }
  return content;
}
