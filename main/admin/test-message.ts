/** A message from the server to one of its mailboxes, through its own SMTP listener: shows that mail arrives, or says where it stops. */
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
  if (parsed === undefined || admin.accounts.accountOf(parsed) === undefined) {
    throw new Refusal('NOT_FOUND', 'address', `there is no enabled account ${address}`);
  }
  const listener = admin.listeners.states.find(({ protocol, state }) => protocol === 'smtp' && state === 'listening');
  if (listener === undefined) throw new Refusal('CONFLICT', '', 'no SMTP listener is running: start one first');
  const message = await new MailComposer({ from: `postmaster@${parsed.domain}`, to: address, subject, text }).compile().build();
  const everywhere = ['', '0.0.0.0', '::'].includes(listener.address);
  return { port: listener.port, ...(await submit(everywhere ? '127.0.0.1' : listener.address, listener.port, admin.hostname(), address, message)) };
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
