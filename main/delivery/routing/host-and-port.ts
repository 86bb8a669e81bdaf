/** A host as an administrator writes it: `relay.example.net`, `192.0.2.1:2525`, `[2001:db8::1]:25`. */
import { isIP, isIPv6 } from 'node:net';
import { parseDomain } from '../../../shared/mail/address.ts';

export interface HostAndPort {
  /** A name in lower case, or an address without brackets. */
  readonly host: string;
  /** Undefined where none is given. */
  readonly port: number | undefined;
}

/** @returns undefined if the text is not a host */
export function parseHostAndPort(text: string): HostAndPort | undefined {
  if (isIPv6(text)) return { host: text, port: undefined };
  const { bracketed, plain, port } = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const host = bracketed === undefined ? hostName(plain ?? '') : isIPv6(bracketed) ? bracketed : undefined;
  const number = port === undefined ? undefined : Number(port);
  if (host === undefined || (number !== undefined && (number < 1 || number > 65_535))) return undefined;
  return { host, port: number };
}

function hostName(text: string): string | undefined {
  return isIP(text) === 4 ? text : parseDomain(text);
}

export function formatHostAndPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
