/** CAPA (RFC 2449 section 5): what a client may use here and now. */
import { isLoopback } from '../client-address.ts';
import type { SessionContext } from './session-context.ts';

type Facts = Pick<SessionContext, 'connection' | 'tls' | 'remoteAddress'>;

/**
 * Whether a password may be sent now: under TLS, from this machine itself, or on a listener that the administrator
 * has set to have no TLS.
 */
export function passwordsAllowed({ connection, tls, remoteAddress }: Facts): boolean {
  return connection.cipher !== undefined || tls === 'none' || isLoopback(remoteAddress);
}

/** RFC 2595 section 4: only before TLS is on. */
export function tlsAvailable({ connection, tls }: Facts): boolean {
  return connection.cipher === undefined && tls === 'starttls';
}

/**
 * The capabilities, one a line. LOGIN-DELAY is not among them, since nobody is made to wait between logins; nor is the
 * version, which would help only those who look for its weak spots.
 */
export function capabilities(facts: Facts, loggedIn: boolean): string[] {
  const passwords = passwordsAllowed(facts) ? ['USER', 'SASL PLAIN'] : [];
  // RFC 2595 section 4: STLS is announced only where it may be used.
  const starttls = tlsAvailable(facts) && !loggedIn ? ['STLS'] : [];
  const always = ['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'UTF8 USER', 'IMPLEMENTATION Gatepost'];
  return [...passwords, ...starttls, ...always];
}
