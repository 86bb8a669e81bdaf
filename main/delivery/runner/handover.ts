/** Hands one job over an open connection: the content, the envelope, and what the host cannot do. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { MessageLost, type MessageReader, type MessageStore } from '../../store/mail-store.ts';
import type { QueueEntry } from '../../store/outgoing-queue.ts';
import type { Envelope } from '../client/envelope.ts';
import type { SmtpClient } from '../client/smtp-client.ts';
import { openContent } from '../content/outgoing-content.ts';
import { survey } from '../content/recoding.ts';
import type { Handed, Outcome } from '../outcome.ts';
import { needsSmtpUtf8, wireAddress } from '../wire-address.ts';
import type { ContentSigner } from '../content/outgoing-content.ts';
import type { Job } from './destination.ts';

/** Quoted local parts may hold these (RFC 5321 section 4.1.2), but hosts do not agree on where the address ends then. */
const UNSENDABLE = /[\r\n<>]/;

export interface HandoverServices {
  readonly messages: Pick<MessageStore, 'open'>;
  readonly signer?: ContentSigner;
}

const LOST: Outcome = {
  kind: 'failed',
  reply: 'This server has lost the content of the message before it could be sent. Please send it again.',
  enhanced: '5.3.0',
  oursAlone: true,
};
const NO_ADDRESS: Outcome = { kind: 'failed', reply: 'an address has characters that cannot be sent on: < or >', enhanced: '5.1.3' };
const NO_UTF8: Outcome = { kind: 'failed', reply: 'the host takes no addresses or headers beyond ASCII (SMTPUTF8)', enhanced: '5.6.7' };

/**
 * Whether a recipient can be reached with SMTPUTF8 alone. A message that came with it needs it only for its headers: the sender
 * may have declared it for the domain of an address, and that leaves as A-labels (RFC 6531 section 3.2, RFC 5890).
 */
async function utf8Need(client: SmtpClient, message: MessageReader, reversePath: string): Promise<(entry: Job['entries'][number]) => boolean> {
  const offered = client.capabilities.keywords.has('SMTPUTF8');
  const needed = needsSmtpUtf8(reversePath) || (message.smtpUtf8 && (offered || (await survey(message.chunks())).eightBitHeaders));
  return ({ recipient }) => needed || needsSmtpUtf8(recipient);
}

/** @returns what becomes of each entry, in their order @throws StoreError */
export async function handOver(client: SmtpClient, { messageId, entries }: Job, { messages, signer }: HandoverServices): Promise<Handed> {
  const message = await messages.open(messageId).catch((error: unknown): 'lost' => {
    if (error instanceof MessageLost) return 'lost';
    throw error;
  });
  if (message === 'lost') return { outcomes: entries.map(() => LOST) };
  // A message is kept for as long as somebody waits for it: whoever waited for this one is gone from the queue, and nobody is to hear of it.
  if (message === undefined) return { outcomes: entries.map(() => ({ kind: 'deferred', reply: 'the message is no longer in the store', oursAlone: true })) };
  try {
    const { reversePath = message.reversePath } = entries[0] ?? {};
    const reversePathFails = UNSENDABLE.test(reversePath);
    // RFC 6531 section 3.3: never without.
    const needsUtf8 = await utf8Need(client, message, reversePath);
    const unspeakable = new Set(client.capabilities.keywords.has('SMTPUTF8') ? [] : entries.filter(needsUtf8));
    const sendable = reversePathFails ? [] : entries.filter((entry) => !UNSENDABLE.test(entry.recipient) && !unspeakable.has(entry));
    const { outcomes, ...rest } = sendable.length === 0 ? { outcomes: [] } : await sendTo(client, message, sendable, sendable.some(needsUtf8), signer);
    const byEntry = new Map(sendable.map((entry, place) => [entry, outcomes[place]]));
    return { outcomes: entries.map((entry) => (byEntry.has(entry) ? byEntry.get(entry) : unspeakable.has(entry) ? NO_UTF8 : NO_ADDRESS)), ...rest };
  } finally {
    message.close();
  }
}

async function sendTo(
  client: SmtpClient,
  message: MessageReader,
  entries: Job['entries'],
  smtpUtf8: boolean,
  signer: ContentSigner | undefined,
): Promise<Handed> {
  const { size: limit, keywords } = client.capabilities;
  const content = await openContent(message, { eightBit: keywords.has('8BITMIME'), sizeLimit: limit, ...(signer === undefined ? {} : { signer }) });
  if (content.kind === 'impossible') return { outcomes: entries.map(() => ({ kind: 'failed', reply: content.why, enhanced: '5.6.3' })) };
  const { size, eightBit } = content;
  // RFC 1870 section 5: over the SIZE that the host has announced there is no need to ask.
  if (limit !== undefined && size > limit) {
    const reply = `the message of ${size} bytes is larger than allowed ${limit}`;
    return { outcomes: entries.map(() => ({ kind: 'failed', reply, enhanced: '5.3.4' })) };
  }
  const [first] = entries;
  const reversePath = first?.reversePath ?? message.reversePath;
  const envelope: Envelope = {
    reversePath: wireAddress(reversePath),
    recipients: entries.map(({ recipient, notify, originalRecipient }) => ({ address: wireAddress(recipient), notify, originalRecipient })),
    size,
    eightBit,
    smtpUtf8,
    requireTls: first?.requireTls === true,
    returnContent: first?.returnContent ?? '',
    envelopeId: first?.envelopeId ?? '',
  };
  return await client.send(envelope, content);
}

/** What goes to one destination as jobs, new mail before what has been tried already. A forward leaves with another reverse-path than the message. */
export function jobsFor(entries: readonly QueueEntry[]): readonly Job[] {
  const jobs = [...Map.groupBy(entries, ({ messageId, reversePath }) => `${messageId} ${reversePath}`).values()].flatMap(jobsOf);
  return jobs.toSorted((one, other) => Math.sign(one.entries[0]?.attempts ?? 0) - Math.sign(other.entries[0]?.attempts ?? 0));
}

/** Splits recipients of one message, with one reverse-path, into jobs that every host must take. */
function jobsOf(entries: Job['entries']): readonly Job[] {
  const jobs: Job[] = [];
  const messageId = entries[0]?.messageId ?? 0;
  for (let first = 0; first < entries.length; first += FIXED_LIMITS.deliveryRecipients) {
    jobs.push({ messageId, entries: entries.slice(first, first + FIXED_LIMITS.deliveryRecipients) });
  }
  return jobs;
}
