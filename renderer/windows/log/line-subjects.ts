/** What a line of the log, or the text selected in it, is about: an address, a sender, a text to filter by. */
import type { LogEvent } from '../../../shared/events.ts';
import { parseIp } from '../../../shared/net/ip-address.ts';

/** As the filter of the security option takes it. */
const TEXT_LENGTH = 500;
/** What is said and noted of a sender: `MAIL FROM:<a@b.example>`, `from <a@b.example> to …`; some clients leave the brackets out. */
const SENDER = /\bfrom:?\s*<([^<>\s]+@[^<>\s]+)>|^mail\s+from:\s*([^<>\s]+@[^<>\s]+)/i;
/** Of a command what follows its verb: an address, a host name. */
const ADDRESS_IN_COMMAND = /<([^<>\s]+)>/;
const ARGUMENT = /^\S+\s+(\S+)/;
const MAIL_ADDRESS = /^<?([^<>\s]+@[^<>\s]+)>?$/;

export interface LineSubjects {
  /** A client: the one that is selected, else the one of the line. */
  readonly address: string | undefined;
  readonly sender: string | undefined;
  /** The selected text, else whom or what the line names; '' where it says nothing of a message. */
  readonly text: string;
}

export function subjectsOf({ remoteAddress, text, kind }: LogEvent, selection: string): LineSubjects {
  const chosen = selection.trim();
  const address = parseIp(chosen) === undefined ? remoteAddress : chosen;
  const named = SENDER.exec(text);
  const sender = MAIL_ADDRESS.exec(chosen)?.[1] ?? named?.[1] ?? named?.[2];
  return { address, sender, text: (chosen === '' ? (sender ?? namedIn(kind, text)) : chosen).slice(0, TEXT_LENGTH) };
}

/** What a line without a sender may be filtered by. */
function namedIn(kind: LogEvent['kind'], text: string): string {
  switch (kind) {
    // What the server says of itself is in no message.
    case 'server':
    case 'admin':
    case 'reply':
      return '';
    // Nor is a command.
    case 'command':
      return ADDRESS_IN_COMMAND.exec(text)?.[1] ?? (text.includes('<') ? '' : (ARGUMENT.exec(text)?.[1] ?? ''));
    default:
      return text;
  }
}
