/** The AUTHORIZATION state (RFC 1939 section 4): who is it, and may passwords be spoken here at all. */
import type { TlsMode } from '../../shared/settings/server.ts';
import type { AccountIdentity, Accounts } from '../accounts/accounts.ts';
import { isLoopback } from '../client-address.ts';
import { decodeText } from './command.ts';
import { type Reply, err } from './replies.ts';

export interface ChannelFacts {
  readonly secure: boolean;
  readonly remoteAddress: string;
  readonly tlsMode: TlsMode;
}

/**
 * True if a password may be sent now: under TLS, from this computer itself, or where the administrator has chosen a
 * listener without any encryption.
 */
export function passwordsAllowed({ secure, remoteAddress, tlsMode }: ChannelFacts): boolean {
  return secure || tlsMode === 'none' || isLoopback(remoteAddress);
}

export const PASSWORD_IN_CLEAR: Reply = err('passwords are taken on encrypted connections only: use STLS, or port 995', 'SYS/PERM');

export type Login = { readonly ok: true; readonly account: AccountIdentity } | { readonly ok: false; readonly why: string; readonly reply: Reply };

/** Checks name and password. What was wrong is for the log alone. */
export async function logIn(accounts: Accounts, name: string, password: string): Promise<Login> {
  const result = await accounts.login(name, password);
  if (result.ok) return result;
  // RFC 3206 section 4: AUTH says that the credentials are at fault.
  return { ok: false, why: result.why, reply: err('the user name or the password is wrong', 'AUTH') };
}

/** Name and password of a SASL PLAIN response (RFC 4616, RFC 5034); undefined if it is not one. */
export function plainCredentials(base64: string): { name: string; password: string } | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  const fields = Buffer.from(base64, 'base64').toString('latin1').split('\0');
  const [authorization, name, password, ...others] = fields.map((field) => decodeText(Buffer.from(field, 'latin1')));
  if (authorization === undefined || name === undefined || password === undefined || others.length > 0 || name === '') return undefined;
  // An authorization identity other than the own one asks to act for somebody else: nobody may.
  if (authorization !== '' && authorization !== name) return undefined;
  return { name, password };
}
