/** The name servers to ask: those of the settings, else those of the system, the healthy ones first. */
import { getServers } from 'node:dns';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { canonicalAddress } from './ip-text.ts';

export interface NameServer {
  readonly address: string;
  readonly port: number;
  /** For log, trace and as a key. */
  readonly text: string;
}

const DNS_PORT = 53;

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`. @returns undefined if it is none of these */
function parseNameServer(text: string): NameServer | undefined {
  const { address: bracketed, port } = /^(?:\[(?<address>[^\]]*)\]|[\d.]+)(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const address = canonicalAddress(bracketed ?? (port === undefined ? text : text.slice(0, text.lastIndexOf(':'))));
  const number = port === undefined ? DNS_PORT : Number(port);
  if (address === undefined || number < 1 || number > 65_535) return undefined;
  return { address, port: number, text };
}

export class NameServers {
  readonly #configured: () => readonly string[];
  readonly #clock: Clock;
  /** Until when a server counts as ailing, in milliseconds since 1970. */
  readonly #ailing = new Map<string, number>();

  /** @param configured those of the settings; empty for those of the system */
  constructor(configured: () => readonly string[], clock: Clock) {
    this.#configured = configured;
    this.#clock = clock;
  }

  /** In the order in which to ask them. The system's are read each time: a laptop changes networks. */
  inOrder(): readonly NameServer[] {
    const configured = this.#configured();
    const servers = (configured.length > 0 ? configured : getServers()).flatMap((text) => parseNameServer(text) ?? []);
    const now = this.#clock.now();
    const isAiling = (server: NameServer): boolean => (this.#ailing.get(server.text) ?? 0) > now;
    return [...servers.filter((server) => !isAiling(server)), ...servers.filter(isAiling)];
  }

  /** It did not answer, while another did. */
  ails(server: NameServer): void {
    if (this.#ailing.size > 100) this.#ailing.clear(); // Only after many changes of the settings.
    this.#ailing.set(server.text, this.#clock.now() + FIXED_LIMITS.dnsAilingSeconds * 1000);
  }

  recovers(server: NameServer): void {
    this.#ailing.delete(server.text);
  }
}
