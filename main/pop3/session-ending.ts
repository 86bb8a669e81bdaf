/** Every way a session can end. All but `quit` leave the maildrop as it was (RFC 1939 section 6). */
import type { ReasonId } from '../../shared/decisions/reasons.ts';

interface Ending {
  /** For the log. */
  readonly how: string;
  readonly reason?: ReasonId;
  /** The last line to the client, where it is owed one. */
  readonly farewell?: string;
  /** Said to nobody and closed at once: the client could take more bytes for something else. */
  readonly abrupt?: true;
}

export const ENDINGS = {
  quit: { how: 'the client said QUIT' },
  'client-gone': { how: 'the client closed the connection without QUIT' },
  // RFC 1939 section 3: the autologout timer closes "without removing any messages or sending any response".
  idle: { how: 'idle for too long', reason: 'idle-too-long' },
  'not-reading': { how: 'the client stopped reading', reason: 'idle-too-long', abrupt: true },
  'bare-line-ending': {
    how: 'a command line with a bare CR or bare LF',
    reason: 'bare-line-ending',
    farewell: '-ERR command lines end with CR LF; a bare CR or LF is not allowed\r\n',
  },
  'line-too-long': { how: 'a command line over the limit', reason: 'line-too-long', farewell: '-ERR command line too long\r\n' },
  'too-many-errors': { how: 'too many errors', reason: 'too-many-errors', farewell: '-ERR too many errors\r\n' },
  'tls-failed': { how: 'the TLS handshake failed', abrupt: true },
  // In the middle of a message: an ending dot would make the client take a part for the whole.
  'storage-error': { how: 'a message could not be read to its end', reason: 'storage-error', abrupt: true },
  'login-ended': { how: 'the login is no longer valid', reason: 'login-ended', farewell: '-ERR [AUTH] your login is no longer valid\r\n' },
  'closed-by-administrator': {
    how: 'closed by the administrator',
    reason: 'closed-by-administrator',
    farewell: '-ERR [SYS/TEMP] this session was closed; try again later\r\n',
  },
  banned: { how: 'the client address has been banned', reason: 'address-banned', abrupt: true },
  stopping: { how: 'the server is stopping', reason: 'shutting-down' },
} as const satisfies Record<string, Ending>;

export type SessionEnding = keyof typeof ENDINGS;

export function endingFacts(ending: SessionEnding): Ending {
  return ENDINGS[ending];
}

/** Thrown through whatever the session is doing, to the one place that closes it. */
export class SessionEnded extends Error {
  readonly ending: SessionEnding;
  constructor(ending: SessionEnding, options?: ErrorOptions) {
    super(ENDINGS[ending].how, options);
    this.name = 'SessionEnded';
    this.ending = ending;
  }
}
