/** Why a message was not delivered, in words that whoever wrote it understands and can act on. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { HOST_BUSY, HOST_SLOW } from '../outcome.ts';

/** A sentence for each status of RFC 3463 that tells more than "refused"; `example.com` stands for the recipient's domain. */
const SENTENCES: Readonly<Record<string, string>> = {
  '1.1': 'The address does not exist at example.com. Check the spelling.',
  '1.2': 'The domain example.com does not exist. Check the spelling.',
  '1.3': 'The address is not written as an address must be. Check the spelling.',
  '1.6': 'The mailbox has moved, and example.com does not say where to.',
  '1.10': 'The domain example.com takes no mail.',
  '2.1': 'The mailbox at example.com is switched off.',
  '2.2': 'The mailbox at example.com is full. Try again in a few days, or tell the recipient by other means.',
  '2.3': 'The message is too large for the mailbox at example.com. Send it in smaller pieces, or a link.',
  '3.4': 'The message is too large for the mail server of example.com. Send it in smaller pieces, or a link.',
  '4.1': 'The mail server of example.com did not answer.',
  '4.2': 'The mail server of example.com took the connection, and then closed it or did not answer any more.',
  '4.3': 'The name servers of example.com did not answer.',
  '4.4': 'The mail server of example.com could not be found.',
  '4.5': 'There is much mail for the mail server of example.com, and this server passes on only some of it at one time.',
  '4.6': 'The message would go in a circle: the mail servers named for example.com lead back to this one.',
  '4.7': 'The mail server of example.com could not be reached, or put the message off, for as long as this server tries.',
  '6.3': 'The mail server of example.com cannot take a message with such characters.',
  '6.7': 'The address, or the headers of the message, have characters that the mail server of example.com cannot handle.',
  '7.1': 'The mail server of example.com refuses the message by its own rules. Its words below may tell why.',
  '7.30': 'The message may only travel encrypted, and the mail server of example.com does not promise that.',
};
const DEFAULT = 'The mail server of example.com refused the message.';
/** The same for what is only put off, where the sentence above would sound final. */
const PUT_OFF: Readonly<Record<string, string>> = {
  '1.1': 'The mail server of example.com cannot say yet whether the address exists.',
  '2.1': 'The mailbox at example.com takes no mail at the moment.',
  '2.2': 'The mailbox at example.com is full at the moment.',
  '3.4': 'The mail server of example.com has no room for the message at the moment.',
  '7.1': 'The mail server of example.com puts the message off by its own rules, as many do with the first message of a sender. Its words below may tell why.',
};
const PUT_OFF_DEFAULT = 'The mail server of example.com has put the message off.';

/** @param enhanced such as `5.1.1` @param domain of the recipient, or the host that was asked */
export function explain(enhanced: string, domain: string): string {
  const detail = enhanced.slice(2);
  const sentence = enhanced.startsWith('4') ? (PUT_OFF[detail] ?? SENTENCES[detail] ?? PUT_OFF_DEFAULT) : (SENTENCES[detail] ?? DEFAULT);
  return sentence.replaceAll('example.com', () => domain);
}

const ENHANCED = /^([245])\d\d[ -][245](\.\d{1,3}\.\d{1,3})\b/;
/** Basic codes that say more than their first digit (RFC 5321 section 4.2.3), for hosts without enhanced ones. */
const BASIC: Readonly<Record<string, string>> = { '551': '5.1.6', '552': '5.2.2', '553': '5.1.3', '556': '5.1.10' };
/** These three are said of a mailbox that is not there, and as often of a sender that is not wanted: only the words tell. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['550', '553', '554']);
const ADDRESSES = /<[^>]*>|\S+@\S+/g;
/** What does not speak of the recipient, although it may speak of an address. */
const OF_US = /\b(?:sender|from|helo|ehlo|client|your)\b/i;
const MAILBOX = /\b(?:user|mailbox|recipient|addressee?|account)\b/i;
const NOT_THERE =
  /\b(?:unknown|no such|no mailbox|not (?:found|known|here|valid|exist|have)|invalid|unavailable|unrouteable|unroutable)\b|n['\u2019]t (?:exist|have)\b/i;
const BY_RULES = /block|spam|polic|denied|blacklist|denylist|reputation|not permitted|not allowed|prohibited/i;

/**
 * The enhanced code of a reply, in the class of the reply (RFC 3463 section 2); or one that its basic code and its words stand for.
 * @param aboutRecipient the reply was to RCPT, so that 550 may speak of the mailbox
 */
export function enhancedOf(reply: string, aboutRecipient: boolean): string {
  const [, kind, detail] = ENHANCED.exec(reply) ?? [];
  if (kind !== undefined && detail !== undefined) return `${kind}${detail}`;
  const code = reply.slice(0, 3);
  const words = reply.slice(4).replaceAll(ADDRESSES, '');
  if (aboutRecipient && code === '550' && !OF_US.test(words) && MAILBOX.test(words) && NOT_THERE.test(words)) return '5.1.1';
  if (AMBIGUOUS.has(code) && BY_RULES.test(words)) return '5.7.1';
  const basic = aboutRecipient ? BASIC[code] : undefined;
  return basic ?? (reply.startsWith('4') ? '4.0.0' : '5.0.0');
}

/** Words of our own that are not about a connection begin with a status, as those of another server would, and without its first code. */
const OWN_STATUS = /^(4\.\d{1,3}\.\d{1,3}) /;
/** What a mail host says to nobody: there was none to ask. */
const NO_NAMES = /\bcould not be looked up: /;
/** A connection that was made, and broke or fell silent later (RFC 3463 section 3.5): in the words of main/delivery/client, or of the system. */
const BROKEN =
  /(?:^|\()(?:the host (?:has closed the connection|did not answer in time|takes no more data|is too slow: )|TLS has failed: |(?:read|write) E[A-Z]+\b)/;

/** What stands in the queue in place of a reply, and the status that it begins with. */
export function ownWords(reply: string): { readonly status?: string; readonly text: string } {
  const [start = '', status] = OWN_STATUS.exec(reply) ?? [];
  return status === undefined ? { text: reply } : { status, text: reply.slice(start.length) };
}

/** Trouble at a host, in our own words, that is none of not answering. */
interface HostTroubleTold {
  /** RFC 3463, RFC 4954 section 6: without the class. */
  readonly detail: string;
  /** For whoever sent the message. */
  readonly sentence: string;
  /** The name of the host; missing where it was not called. */
  readonly asked?: string;
}

/**
 * How the words begin, with the name of the host; some are quoted by others
 * (main/delivery/runner/dead-hosts.ts). The host may be the smart host, of which the domain of the recipient says nothing.
 */
const HOST_TROUBLES: readonly { readonly words: RegExp; readonly detail: string; readonly isAsked: boolean; readonly sentence: string }[] = [
  {
    words: /(?:^|\()the login at (\S+) was refused: /,
    detail: '7.8',
    isAsked: true,
    sentence: 'The mail server HOST, by which this server sends mail for example.com, refused its login.',
  },
  {
    words: /(?:^|\()(\S+) offers no login on this connection/,
    detail: '7.4',
    isAsked: true,
    sentence: 'The mail server HOST, by which this server sends mail for example.com, does not let it log in.',
  },
  {
    words: /^the password for (\S+) cannot be read on this computer: /,
    detail: '3.5',
    isAsked: false,
    sentence: 'This server cannot log in at HOST, by which it sends mail for example.com. Its administrator has to type in the password again.',
  },
  {
    words: /(?:^|\()TLS with (\S+) has failed(?: after the handshake)?: /,
    detail: '7.5',
    isAsked: true,
    sentence: 'The connection to HOST, which is to take mail for example.com, could not be encrypted as it has to be.',
  },
  {
    words: /(?:^|\()(\S+) does not encrypt the connection, which is required: /,
    detail: '7.4',
    isAsked: true,
    sentence: 'The mail server HOST, which is to take mail for example.com, does not encrypt the connection as it has to.',
  },
  {
    words: /(?:^|\()the certificate of (\S+) does not fit its TLSA records: /,
    detail: '7.5',
    isAsked: true,
    sentence: 'Nothing proves that what answers as HOST, which is to take mail for example.com, is that mail server.',
  },
  {
    words: /^the MTA-STS policy of \S+ does not name the host (\S+)$/,
    detail: '7.5',
    isAsked: false,
    sentence: 'The rules of example.com for encryption do not allow its mail server HOST, so that it was not asked.',
  },
];

/** @param lastError what stands in the queue @param domain of the recipient @returns undefined for all else, replies above all */
export function hostTroubleTold(lastError: string, domain: string): HostTroubleTold | undefined {
  if (verbatim(lastError) !== '') return undefined;
  for (const { words, detail, isAsked, sentence } of HOST_TROUBLES) {
    const [, host] = words.exec(lastError) ?? [];
    if (host === undefined) continue;
    const told = sentence.replaceAll(/HOST|example\.com/g, (name) => (name === 'HOST' ? host : domain));
    return { detail, sentence: told, ...(isAsked ? { asked: host } : {}) };
  }
  return undefined;
}

/** The code for a notice that something takes longer: nothing has failed yet, whatever the last reply was (RFC 3464 section 2.3.3). */
export function enhancedOfDelay(lastError: string): string {
  if (verbatim(lastError) !== '') return `4${enhancedOf(lastError, true).slice(1)}`;
  if (lastError === HOST_BUSY || lastError === HOST_SLOW) return '4.4.5';
  const trouble = hostTroubleTold(lastError, '');
  if (trouble !== undefined) return `4.${trouble.detail}`;
  const { status } = ownWords(lastError);
  if (status !== undefined) return status;
  return NO_NAMES.test(lastError) ? '4.4.3' : BROKEN.test(lastError) ? '4.4.2' : '4.4.1';
}

/** A reply of SMTP, as it was, for people; '' where our own words stand in its place. */
export function verbatim(reply: string): string {
  return /^[245]\d\d[ -]/.test(reply) ? reply.slice(0, FIXED_LIMITS.reportTextCharacters) : '';
}
