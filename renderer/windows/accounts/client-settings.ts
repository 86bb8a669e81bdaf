/** What a person's mail program should be set to: the best of the listeners that run, by the name that the server gives itself. */
import type { ListenerState, Status } from '../../../shared/admin-api/server.ts';
import type { Protocol } from '../../../shared/events.ts';

export interface ClientServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
}

export interface ClientSettings {
  /** The login name is the address. */
  readonly address: string;
  readonly name: string;
  /** POP3; undefined where no such listener runs. */
  readonly incoming: ClientServer | undefined;
  /** SMTP; likewise. */
  readonly outgoing: ClientServer | undefined;
  /** Of a certificate that mail programs ask about, to be compared; undefined for one that they trust. */
  readonly fingerprint: string | undefined;
}

const INCOMING: readonly Protocol[] = ['pop3s', 'pop3'];
const OUTGOING: readonly Protocol[] = ['submissions', 'submission', 'smtp'];

export function clientSettings(
  status: Pick<Status, 'hostname' | 'listeners' | 'certificate'>,
  account: { readonly address: string; readonly name: string },
): ClientSettings {
  return {
    address: account.address,
    name: account.name,
    incoming: best(status, INCOMING),
    outgoing: best(status, OUTGOING),
    fingerprint: status.certificate.selfSigned ? status.certificate.fingerprint : undefined,
  };
}

function best(status: Pick<Status, 'hostname' | 'listeners'>, protocols: readonly Protocol[]): ClientServer | undefined {
  const running = status.listeners.filter(({ state }) => state === 'listening');
  for (const protocol of protocols) {
    const listener = running.find((one) => one.protocol === protocol);
    if (listener !== undefined) return serverOf(listener, status.hostname);
  }
  return undefined;
}

function serverOf({ address, port, tls }: ListenerState, hostname: string): ClientServer {
  // One that listens on this computer alone is reached by no other name.
  const host = address === '127.0.0.1' || address === '::1' ? address : hostname;
  return { host, port, security: tls === 'implicit' ? 'tls' : tls };
}
