/** A message from the server to one of its mailboxes, through its own SMTP listener: shows that mail arrives, or says where it stops. */
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { TestMessage } from '../../shared/admin-api/overview.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { parseAddress } from '../../shared/mail/address.ts';
import { escapeAndCut } from '../../shared/text/escape.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';

export interface TestMessageRequest {
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

const SHOWN_CHARACTERS = 300;

export async function sendTestMessage(admin: AdminContext, { address, subject, text }: TestMessageRequest): Promise<TestMessage> {
  const parsed = parseAddress(address);
  const account = parsed === undefined ? undefined : admin.accounts.accountOf(parsed);
  if (parsed === undefined || account === undefined) {
    throw new Refusal('NOT_FOUND', 'address', `there is no enabled account ${address}`);
  }
  const listener = admin.listeners.states.find(({ protocol, state }) => protocol === 'smtp' && state === 'listening');
  if (listener === undefined) throw new Refusal('CONFLICT', '', 'no SMTP listener is running: start one first');
  const messageId = `<${randomUUID()}@${parsed.domain}>`;
  const message = await new MailComposer({ from: `postmaster@${parsed.domain}`, to: address, subject, text, messageId }).compile().build();
  const everywhere = ['', '0.0.0.0', '::'].includes(listener.address);
  const last = (await admin.store.mailboxes.list(account.id)).entries.at(-1)?.uid ?? 0;
  const answer = await submit(everywhere ? '127.0.0.1' : listener.address, listener.port, admin.hostname(), address, message);
  return { port: listener.port, ...answer, arrived: answer.accepted && (await isInMailbox(admin, account.id, last, messageId)) };
}

/** What was taken is durable when the listener says so (RFC 5321 section 6.1), but may be somewhere else: a filter holds it, a forward has led it away. */
async function isInMailbox({ store }: AdminContext, accountId: number, last: number, messageId: string): Promise<boolean> {
  const { entries } = await store.mailboxes.list(accountId);
  for (const entry of entries.filter(({ uid }) => uid > last)) {
    const reader = await store.messages.open(entry.messageId);
    if (reader === undefined) continue;
    try {
      // Ours is short, and its head stands in the first piece.
      for await (const chunk of reader.chunks()) {
        if (chunk.includes(messageId)) return true;
        break;
      }
    } finally {
      reader.close();
    }
  }
  return false;
}

/** With the null reverse-path: nobody is to be told of a test that fails but whoever has asked for it. */
async function submit(host: string, port: number, name: string, to: string, message: Buffer): Promise<Pick<TestMessage, 'accepted' | 'reply'>> {
  const patience = FIXED_LIMITS.testMessageSeconds * 1000;
  const connection = new SMTPConnection({
    host,
    port,
    name,
    ignoreTLS: true,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    allowInternalNetworkInterfaces: true,
    logger: false,
  });
  try {
    const reply = await new Promise<string>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((failure) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        connection.send({ from: '', to: [to] }, message, (error, info) => {
          if (error === null) resolve(info.response);
          else reject(error);
        });
      });
    });
    return { accepted: true, reply: escapeAndCut(reply, SHOWN_CHARACTERS) };
  } catch (error) {
    return { accepted: false, reply: escapeAndCut(replyIn(error), SHOWN_CHARACTERS) };
  } finally {
    connection.quit();
  }
}

/** What the listener said, or why it could not be asked. */
function replyIn(error: unknown): string {
  if (error instanceof Error && 'response' in error && typeof error.response === 'string') return error.response;
  return error instanceof Error ? error.message : String(error);
}
