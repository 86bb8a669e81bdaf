/** `--listen smtp=127.0.0.1:2525,pop3=[::1]:0,admin=…`: for one run, these listeners and no others. */
import { isListenAddress } from '../../shared/net/listen-address.ts';
import { PROTOCOLS, type Protocol } from '../../shared/events.ts';
import type { ListenerSettings, TlsMode } from '../../shared/settings/server.ts';

export interface HostAndPort {
  readonly address: string;
  readonly port: number;
}

export interface ListenPlan {
  /** Undefined: those of the settings. */
  readonly listeners: readonly ListenerSettings[] | undefined;
  /** Where the console answers; undefined: nowhere. */
  readonly admin: HostAndPort | undefined;
}

/** Where the console answers unless told otherwise (running.md). */
export const DEFAULT_ADMIN: HostAndPort = { address: '127.0.0.1', port: 8025 };

export class ListenOptionError extends Error {
  override readonly name = 'ListenOptionError';
}

/** Throws ListenOptionError with the part that is wrong and what it should be. */
export function parseListenOption(text: string): ListenPlan {
  const listeners: ListenerSettings[] = [];
  let admin: HostAndPort | undefined;
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, name, where] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    if (name === undefined || where === undefined) throw new ListenOptionError(`"${part}" is not of the form protocol=address:port`);
    const place = parseHostAndPort(where);
    if (place === undefined) throw new ListenOptionError(`"${part}": the address must be such as 127.0.0.1:2525 or [::1]:2525, with a port from 0 to 65535`);
    if (name === 'admin') {
      if (admin !== undefined) throw new ListenOptionError(`"${part}": there is one admin listener at most`);
      admin = place;
    } else if (isProtocol(name)) {
      listeners.push({ protocol: name, ...place, tls: TLS_OF[name] });
    } else {
      throw new ListenOptionError(`"${part}": "${name}" is none of ${PROTOCOLS.join(', ')}, admin`);
    }
  }
  return { listeners, admin };
}

/** Listeners of one run are as the standard ones of their protocol. */
const TLS_OF: Readonly<Record<Protocol, TlsMode>> = { smtp: 'starttls', submission: 'starttls', submissions: 'implicit', pop3: 'starttls', pop3s: 'implicit' };

function isProtocol(name: string): name is Protocol {
  return PROTOCOLS.some((protocol) => protocol === name);
}

function parseHostAndPort(text: string): HostAndPort | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9A-Fa-f:.]+(?:%\w+)?)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const port = Number(digits);
  return address === undefined || !isListenAddress(address) || port > 65_535 ? undefined : { address, port };
}
