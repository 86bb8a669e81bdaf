/**
 * The Sender Rewriting Scheme: a forwarded message leaves with a sender of ours, so that SPF (RFC 7208) speaks for it, and
 * with the original sender in it, so that a report finds its way back. The address is signed with a secret of this
 * installation and good for three weeks: nobody can make one up to send mail through us.
 *
 *   SRS0=<signature>=<day>=<original domain>=<original local part>@<our domain>
 *   SRS1=<signature>=<domain of the first forwarder>=<the rest of its SRS0>@<our domain>
 */
import { createHmac } from 'node:crypto';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type MailAddress, formatAddress, parseAddress } from '../../shared/mail/address.ts';

const DAY = 86_400_000;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Two characters of base 32: the days count round in 1,024. */
const DAYS_ROUND = 1024;
/** 40 bits: guessing one takes longer than the address is good for. */
const SIGNATURE_CHARACTERS = 8;
/** RFC 5321 section 4.5.3.1.1: others need not take a longer local part. */
const LOCAL_PART_OCTETS = 64;

/** The separator after `SRS0` and `SRS1` may be one of three. */
const SRS0 = /^srs0[=+-]/i;
const SRS1 = /^srs1[=+-]/i;

export class Srs {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @param by the address that forwards: its domain will be the sender's; itself, where the sender does not fit */
  rewrite(sender: MailAddress, by: MailAddress, now: number): string {
    const localPart = this.#localPart(sender, now);
    const fits = Buffer.byteLength(localPart) <= LOCAL_PART_OCTETS;
    // What comes back then goes to whoever has set up the forward, and a report is never forwarded with another sender.
    return formatAddress(fits ? { localPart, domain: by.domain } : by);
  }

  #localPart({ localPart, domain }: MailAddress, now: number): string {
    if (SRS0.test(localPart)) return this.#srs1(domain, localPart.slice('SRS0'.length));
    if (SRS1.test(localPart)) {
      // The first forwarder stays, and nobody in between: reports go straight to it.
      const [, , first, rest] = /^srs1[=+-]([^=]*)=([^=]+)=(.+)$/i.exec(localPart) ?? [];
      if (first !== undefined && rest !== undefined) return this.#srs1(first, rest);
    }
    const day = dayText(Math.floor(now / DAY));
    return `SRS0=${this.#sign(day, domain, localPart)}=${day}=${domain}=${localPart}`;
  }

  /** @param rest of the local part, its separator first */
  #srs1(first: string, rest: string): string {
    return `SRS1=${this.#sign(first, rest)}=${first}=${rest}`;
  }

  /** The sender that was rewritten. @returns undefined if the address is none of ours, or too old */
  restore({ localPart }: MailAddress, now: number): MailAddress | undefined {
    const [, signature0, day = '', domain = '', user = ''] = /^srs0[=+-]([^=]+)=([a-z2-7]{2})=([^=]+)=(.+)$/i.exec(localPart) ?? [];
    if (signature0 !== undefined) {
      const right = signature0.toLowerCase() === this.#sign(day, domain, user) && age(day, now) <= FIXED_LIMITS.srsDays;
      return right ? parseAddress(`${user}@${domain}`) : undefined;
    }
    const [, signature1, first = '', rest = ''] = /^srs1[=+-]([^=]+)=([^=]+)=(.+)$/i.exec(localPart) ?? [];
    // The first forwarder judges whether it is too old.
    return signature1?.toLowerCase() === this.#sign(first, rest) ? parseAddress(`SRS0${rest}@${first}`) : undefined;
  }

  /** Hosts on the way may change the case of a local part. */
  #sign(...parts: readonly string[]): string {
    const bytes = createHmac('sha256', this.#secret).update(parts.join('\0').toLowerCase()).digest();
    return [...bytes.subarray(0, SIGNATURE_CHARACTERS)].map((byte) => BASE32[byte % BASE32.length]).join('');
  }
}

/** True for a local part that only this scheme makes. */
export function looksLikeSrs(localPart: string): boolean {
  return SRS0.test(localPart) || SRS1.test(localPart);
}

function dayText(day: number): string {
  const round = day % DAYS_ROUND;
  return `${BASE32[Math.floor(round / 32)] ?? ''}${BASE32[round % 32] ?? ''}`;
}

/** Days since then. */
function age(text: string, now: number): number {
  const [high = '', low = ''] = text.toLowerCase();
  const day = BASE32.indexOf(high) * 32 + BASE32.indexOf(low);
  return (Math.floor(now / DAY) - day + 2 * DAYS_ROUND) % DAYS_ROUND;
}
