/** What a line of the log, or the text selected in it, is about: an address, a sender, a text to filter by. */
import type { LogEvent } from '../../../shared/events.ts';
import { parseIp } from '../../../shared/net/ip-address.ts';

/** As the filter of the security option takes it. */
const TEXT_LENGTH = 500;
/** What is said and noted of a sender: `MAIL FROM:<a@b.example>`, `from <a@b.example> to …`; some clients leave the brackets out. */
const SENDER = /\bfrom:?\s*<([^<>\s]+@[^<>\s]+)>|^mail\s+from:\s*([^<>\s]+@[^<>\s]+)/i;
/** Whom the client names: an address (RFC 5321 section 4.1.1.2 and 4.1.1.3), itself (section 4.1.1.1), an account (RFC 1939 section 7). */
const RECIPIENT = /^rcpt\s+to:\s*(?:<([^<>\s]+)>|([^<>\s]+@[^<>\s]+))/i;
const GREETING = /^(?:ehlo|helo)\s+(\S+)/i;
const USER = /^user\s+(\S+)/i;
/** Whom a refusal is about. */
const REFUSED = /<([^<>\s]+@[^<>\s]+)>/;
const MAIL_ADDRESS = /^<?([^<>\s]+@[^<>\s]+)>?$/;

/** What the server says of a session by itself. */
const OWN_WORDS: ReadonlySet<LogEvent['kind']> = new Set(['session-opened', 'session-closed', 'tls-started', 'tls-failed']);

export interface LineSubjects {
  /** A client: the one that is selected, else the one of the line. */
  readonly address: string | undefined;
  readonly sender: string | undefined;
  /** The selected text, else whom or what the line names; '' where it says nothing of a message. */
  readonly text: string;
}

export function subjectsOf({ remoteAddress, text, kind, protocol }: LogEvent, selection: string): LineSubjects {
  const chosen = selection.trim();
  const address = parseIp(chosen) === undefined ? remoteAddress : chosen;
  const named = SENDER.exec(text);
  const sender = MAIL_ADDRESS.exec(chosen)?.[1] ?? named?.[1] ?? named?.[2];
  return { address, sender, text: (chosen === '' ? (sender ?? namedIn(kind, protocol, text)) : chosen).slice(0, TEXT_LENGTH) };
}

/**
 * All that a line of a session says, to make a filter of some of it without a mouse.
 * @param proposed what it may be filtered by anyway, or the selected text @returns '' where that is all, or where only the server speaks
 */
export function wholeLine({ kind, text, sessionId }: LogEvent, proposed: string): string {
  const line = text.trim().slice(0, TEXT_LENGTH);
  return sessionId === undefined || line === proposed || OWN_WORDS.has(kind) ? '' : line;
}

/** What a line without a sender may be filtered by: only what a client has said. The server's own words are in no message, nor are commands. */
function namedIn(kind: LogEvent['kind'], protocol: LogEvent['protocol'], text: string): string {
  switch (kind) {
    case 'command': {
      const said = protocol === 'pop3' || protocol === 'pop3s' ? USER.exec(text) : (RECIPIENT.exec(text) ?? GREETING.exec(text));
      return said?.[1] ?? said?.[2] ?? '';
    }
    case 'sender-refused':
    case 'recipient-refused':
      return REFUSED.exec(text)?.[1] ?? '';
    default:
      return '';
  }
}
