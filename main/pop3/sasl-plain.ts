/** SASL PLAIN (RFC 4616) as POP3 carries it (RFC 5034). */
import { decodeText } from './command.ts';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Takes a response apart: `authzid NUL authcid NUL passwd`, in base64.
 * @returns undefined if it is none, or asks to act as somebody else than who logs in
 */
export function parsePlain(response: string): Credentials | undefined {
  // A single "=" (RFC 5034 section 4: an initial response of no bytes) is no base64 here, and no response of PLAIN either.
  if (!BASE64.test(response)) return undefined;
  const bytes = Buffer.from(response, 'base64');
  const first = bytes.indexOf(0);
  const second = bytes.indexOf(0, first + 1);
  if (first < 0 || second < 0) return undefined;
  const actAs = decodeText(bytes.subarray(0, first));
  const name = decodeText(bytes.subarray(first + 1, second));
  const password = decodeText(bytes.subarray(second + 1));
  if (actAs === undefined || name === undefined || password === undefined) return undefined;
  return actAs === '' || actAs === name ? { name, password } : undefined;
}
