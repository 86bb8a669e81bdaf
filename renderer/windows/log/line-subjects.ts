/** What a line of the log, or the text selected in it, is about: an address, a sender, a text to filter by. */
import type { LogEvent } from '../../../shared/events.ts';
import { parseIp } from '../../../shared/net/ip-address.ts';

/** As the filter of the security option takes it. */
const TEXT_LENGTH = 500;
/** What is said and noted of a sender: `MAIL FROM:<a@b.example>`, `from <a@b.example> to …`. */
const SENDER = /\bfrom:?\s*<([^<>\s]+@[^<>\s]+)>/i;
const MAIL_ADDRESS = /^<?([^<>\s]+@[^<>\s]+)>?$/;

export interface LineSubjects {
  /** A client: the one that is selected, else the one of the line. */
  readonly address: string | undefined;
  readonly sender: string | undefined;
  /** The selected text, else what the line says; '' where it says nothing of a message. */
  readonly text: string;
}

export function subjectsOf({ remoteAddress, text, kind }: LogEvent, selection: string): LineSubjects {
  const chosen = selection.trim();
  const address = parseIp(chosen) === undefined ? remoteAddress : chosen;
  const sender = MAIL_ADDRESS.exec(chosen)?.[1] ?? SENDER.exec(text)?.[1];
  // What the server says of itself is in no message.
  const own = kind === 'server' || kind === 'admin' || kind === 'reply' ? '' : (sender ?? text);
  return { address, sender, text: (chosen === '' ? own : chosen).slice(0, TEXT_LENGTH) };
}
