/** One command line, taken apart (RFC 1939 section 3, RFC 2449 section 4). */

/**
 * APOP is not among them: the digest it compares is made from the password itself, so the server would have to keep
 * every password in a form it can read back. TLS does what APOP was for.
 */
const VERBS = ['USER', 'PASS', 'AUTH', 'STLS', 'UTF8', 'CAPA', 'QUIT', 'STAT', 'LIST', 'RETR', 'DELE', 'NOOP', 'RSET', 'TOP', 'UIDL'] as const;
export type Verb = (typeof VERBS)[number];

export type Command =
  | { readonly kind: 'command'; readonly verb: Verb; readonly argument: string }
  | { readonly kind: 'unknown' }
  /** Not text: control characters, or bytes that are no UTF-8. */
  | { readonly kind: 'garbage' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const CONTROL = /\p{Cc}/u;
const NON_ASCII = /[^\x20-\x7e]/;

/** Only these arguments may be UTF-8: names and passwords (RFC 6856 section 2.2). */
const MAY_BE_UTF8: ReadonlySet<Verb> = new Set<Verb>(['USER', 'PASS']);

function isVerb(text: string): text is Verb {
  return VERBS.some((verb) => verb === text);
}

/** Bytes as text, if they are UTF-8 (RFC 3629) without control characters. */
export function decodeText(bytes: Buffer): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined; // What a strict decoder throws says no more than this.
  }
}

export function parseCommand(line: Buffer): Command {
  const text = decodeText(line);
  if (text === undefined) return { kind: 'garbage' };
  const space = text.indexOf(' ');
  const verb = (space < 0 ? text : text.slice(0, space)).toUpperCase();
  const rest = space < 0 ? '' : text.slice(space + 1);
  if (!isVerb(verb)) return { kind: NON_ASCII.test(text) ? 'garbage' : 'unknown' };
  if (NON_ASCII.test(rest) && !MAY_BE_UTF8.has(verb)) return { kind: 'garbage' };
  // RFC 1939 section 7: PASS has a single argument, so spaces in it are part of the password.
  return { kind: 'command', verb, argument: verb === 'PASS' ? rest : rest.trim() };
}

/** The command as the log may show it: no password, and nothing of a line that may be a password out of place. */
export function loggableCommand(command: Command, bytes: number): string {
  switch (command.kind) {
    case 'command':
      return command.verb === 'PASS' || command.verb === 'AUTH' || command.argument === '' ? command.verb : `${command.verb} ${command.argument}`;
    case 'unknown':
      return `unknown command, ${bytes} bytes`;
    case 'garbage':
      return `not a command, ${bytes} bytes`;
  }
}

/** A message number or line count: digits, no more than fit any maildrop. */
export function parseNumber(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
