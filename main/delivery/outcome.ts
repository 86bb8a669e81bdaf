/** What becomes of an attempt to hand over a message. */

/** Who was talked to. */
export interface Contact {
  /** Name of the host; '' where none was found. */
  readonly host: string;
  /** Its address and port. */
  readonly address: string;
  /** Version, cipher and what vouched for the host; '' without TLS. */
  readonly tls: string;
  /** Why it was called again and not asked for TLS; missing where it was not. */
  readonly tlsFailure?: string;
}

export const NOBODY: Contact = { host: '', address: '', tls: '' };

/** Whom, in words: name, address, and encryption where there was a connection to encrypt. */
export function contactText({ host, address, tls, tlsFailure }: Contact): string {
  const encryption = tls === '' ? `, not encrypted${tlsFailure === undefined ? '' : `: ${tlsFailure}`}` : `, ${tls}`;
  return `${host} [${address}]${encryption}`;
}

/** Without the port; '' where nobody was called. */
export function ipOf({ address }: Contact): string {
  return address.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
}

/** What became of one recipient. `reply` is that of the host, or our own words. */
export type Outcome =
  /** `reportsOn`: the host has promised to send the reports that the sender asked for (RFC 3461 section 5.2.1). */
  | { readonly kind: 'sent'; readonly reply: string; readonly reportsOn?: boolean }
  /** To be tried again. `oursAlone`: no host has said it, and none would say anything else. */
  | { readonly kind: 'deferred'; readonly reply: string; readonly oursAlone?: boolean }
  /** To be tried again at once: the host takes no more recipients with one message (RFC 5321 section 4.5.3.1.10). */
  | { readonly kind: 'too-many'; readonly reply: string }
  /** Refused for good. `enhanced` where the reply does not say it. `oursAlone`: the host was told of nothing, and the reply is all that there is to say. */
  | { readonly kind: 'failed'; readonly reply: string; readonly enhanced?: string; readonly aboutRecipient?: boolean; readonly oursAlone?: boolean };

/** What one host makes of a message: an outcome for each recipient, in their order. */
export interface Handed {
  /** Undefined where the trouble came before the host had decided. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly trouble?: HostTrouble;
}

/** Trouble with the connection, the login or the encryption, and not with a message: what is undecided is tried again. */
export class HostTrouble extends Error {
  override readonly name = 'HostTrouble';
  /** True when the host cannot have the message: not one byte of it was sent. */
  readonly beforeContent: boolean;
  /** The host has been given all of the message, and may have taken it. */
  readonly mayBeTaken: boolean;
  /** It was not waited for any longer, since too many others were. */
  readonly hurried: boolean;
  /** Whom there was trouble with. */
  readonly contact: Contact;
  /** The host has refused all mail of ours with 5yz, at the greeting or at EHLO. */
  readonly refusesAll: boolean;
  constructor(
    message: string,
    beforeContent: boolean,
    options: ErrorOptions & { readonly contact?: Contact; readonly refusesAll?: boolean; readonly mayBeTaken?: boolean; readonly hurried?: boolean } = {},
  ) {
    super(message, options);
    this.beforeContent = beforeContent;
    this.hurried = options.hurried ?? false;
    this.mayBeTaken = options.mayBeTaken ?? false;
    this.contact = options.contact ?? NOBODY;
    this.refusesAll = options.refusesAll ?? false;
  }
}

/** What stands in the queue, and is told to senders, where mail waits for a place at its host. */
export const HOST_BUSY = 'the host has as many connections of this server as it may, and other mail has its turn first';

/** The same, where the host takes long over all that it has been given: true of those messages, and of the others. */
export const HOST_SLOW = 'the host takes long over the messages that it has been given, and others wait for their turn';

/** Addresses of a domain's hosts that had no place for its mail. */
export type BusyPlaces = Pick<HostBusy, 'places' | 'domain'>;

/** The host has as many connections of ours as it may; what is for it waits for one of them, and nothing has gone wrong. */
export class HostBusy extends Error {
  override readonly name = 'HostBusy';
  /** Addresses with their ports; one of them is enough. */
  readonly places: readonly string[];
  /** Whose mail waits. */
  readonly domain: string;
  constructor(places: readonly string[], domain: string, why = HOST_BUSY) {
    super(why);
    this.places = places;
    this.domain = domain;
  }
}

/** This server stops: what was to be sent stays in the queue as it was. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor() {
    super('this server stops');
  }
}

/** Hosts answer, but none of them is fit for this message; others may well be taken. */
export class NoneFit extends Error {
  override readonly name = 'NoneFit';
  readonly outcome: Outcome;
  /** The last of them. */
  readonly contact: Contact;
  constructor(outcome: Outcome, contact: Contact) {
    super(outcome.reply);
    this.outcome = outcome;
    this.contact = contact;
  }
}

/** No host can ever take the mail: the domain does not exist, takes no mail, or leads back to us. */
export class NoWay extends Error {
  override readonly name = 'NoWay';
  /** RFC 3463. */
  readonly enhanced: string;
  constructor(message: string, enhanced: string) {
    super(message);
    this.enhanced = enhanced;
  }
}
