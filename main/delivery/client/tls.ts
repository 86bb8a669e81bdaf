/** TLS with another mail server: what is demanded of it, and what came of that. */
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { type TlsaRecord, matchesTlsa } from '../policy/tlsa.ts';

export interface TlsDemand {
  /** `if-offered`: opportunistic (RFC 7435); `required`: STARTTLS or nothing; `at-once`: TLS from the first byte. */
  readonly when: 'never' | 'if-offered' | 'required' | 'at-once';
  /** `none`: whoever answers; `certificate`: one that is valid for the host; `tlsa`: one that fits these records (RFC 7672). */
  readonly proof:
    | { readonly kind: 'none' }
    /** `by`: who demands it, for the trace. */
    | { readonly kind: 'certificate'; readonly by: string }
    /** `names`: the one to ask for first. */
    | { readonly kind: 'tlsa'; readonly records: readonly TlsaRecord[]; readonly names: readonly string[] };
}

/** Encrypted where the host can, whoever it is. */
export const OPPORTUNISTIC: TlsDemand = { when: 'if-offered', proof: { kind: 'none' } };
export const WITHOUT: TlsDemand = { when: 'never', proof: { kind: 'none' } };

/** The handshake has failed, or has shown somebody else. Where TLS is not required the host may be tried without it. */
export class TlsFailed extends Error {
  override readonly name = 'TlsFailed';
}

interface Started {
  readonly socket: tls.TLSSocket;
  readonly verified: boolean;
  readonly vouched: string;
}

/** @param patience milliseconds @throws TlsFailed */
export async function startTls(socket: Socket, host: string, { proof }: TlsDemand, patience: number): Promise<Started> {
  const [name = host] = proof.kind === 'tlsa' ? proof.names : [];
  const encrypted = tls.connect({
    socket,
    host: name,
    // RFC 6066 section 3: no addresses in SNI.
    ...(isIP(name) === 0 && name !== '' ? { servername: name } : {}),
    minVersion: 'TLSv1.2',
    // Opportunistic TLS keeps out those who only listen, and takes any certificate (RFC 7435).
    rejectUnauthorized: proof.kind === 'certificate',
  });
  await handshake(encrypted, host, patience);
  switch (proof.kind) {
    case 'none':
      return { socket: encrypted, verified: false, vouched: 'certificate not checked' };
    case 'certificate':
      return { socket: encrypted, verified: true, vouched: `certificate valid, as ${proof.by} demands` };
    case 'tlsa': {
      const why = matchesTlsa(encrypted.getPeerX509Certificate(), proof.records, proof.names);
      if (why === undefined) return { socket: encrypted, verified: true, vouched: 'certificate fits DANE' };
      encrypted.destroy();
      throw new TlsFailed(`the certificate of ${host} does not fit its TLSA records: ${why}`);
    }
  }
}

/** What OpenSSL found wrong, such as `wrong version number`, without the places in its sources; undefined where it was not OpenSSL. */
export function openSslReason(error: Error): string | undefined {
  const isOpenSsl = ('code' in error && String(error.code).startsWith('ERR_SSL_')) || error.message.includes(':error:');
  return isOpenSsl && 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
}

/** Node's advice on an unknown issuer: whoever reads of it does not run Node. */
const FOR_DEVELOPERS = /; if the root CA is installed locally, .*/;
const CLOSED = 'the host has closed the connection';
/** Node's own words for that. */
const NODE_CLOSED = /^Client network socket disconnected .*/;

function plainWords(error: Error): string {
  return openSslReason(error) ?? error.message.replace(FOR_DEVELOPERS, '').replace(NODE_CLOSED, CLOSED);
}

async function handshake(socket: tls.TLSSocket, host: string, patience: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: Error): void => reject(new TlsFailed(`TLS with ${host} has failed: ${plainWords(error)}`, { cause: error }));
  const closed = (): void => fail(new Error(CLOSED));
  const timer = setTimeout(() => fail(new Error('the host did not finish the handshake in time')), patience);
  socket.once('secureConnect', resolve);
  socket.once('error', fail);
  socket.once('close', closed);
  try {
    await promise;
  } catch (error) {
    socket.on('error', () => undefined); // It has been told.
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    socket.removeListener('error', fail);
    socket.removeListener('close', closed);
  }
}

/** Such as `TLSv1.3 TLS_AES_256_GCM_SHA384 (certificate not checked)`. */
export function tlsText(socket: tls.TLSSocket, vouched: string): string {
  return `${socket.getProtocol() ?? 'TLS'} ${socket.getCipher().name} (${vouched})`;
}
