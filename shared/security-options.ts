/**
 * THE catalogue of the security options: menu, pipeline, windows, command line and documentation read it. For each id
 * there is `shared/settings/security/<id>.ts`, `main/security/options/<id>.ts` and `test/security/<id>.test.ts`; an
 * architecture test holds that true.
 */

import type { ReasonId } from './decisions/reasons.ts';

/** The moments of a session at which options decide, in the order in which a message passes them. */
export const STAGES = ['connect', 'helo', 'auth', 'mail', 'rcpt', 'data'] as const;
export type Stage = (typeof STAGES)[number];

interface SecurityOptionEntry {
  readonly id: string;
  /** As in the Security menu. */
  readonly title: string;
  /** What it does, in a sentence for administrators. */
  readonly summary: string;
  /** Where it acts. */
  readonly stages: readonly Stage[];
  /** What else it acts on, that is no stage of an SMTP session. */
  readonly elsewhere?: string;
  /** How it differs from the option of that name in ArgoSoft Mail Server Pro, and why. */
  readonly differs: string;
  /** Why it refuses. */
  readonly reasons: readonly ReasonId[];
}

/** In the order of the menu. Within a stage, options run in the order of `STAGE_ORDER`. */
export const SECURITY_OPTIONS = [
  {
    id: 'smtp-authentication',
    title: 'SMTP Authentication',
    summary: 'Who may log in to send mail, and which sender addresses a login may use.',
    stages: ['auth', 'rcpt', 'data'],
    differs:
      'There it was off, and a server whose administrator forgot it was an open relay; here it is on. Passwords are taken on encrypted connections only, kept as scrypt hashes, and guessing is answered with bans. New: logins for sending alone, and senders that must belong to the login, so that nobody can send in the name of a colleague. That holds for clients with a trusted address, too, once they log in: without a login they may use any sender.',
    reasons: [
      'authentication-off',
      'authentication-needs-tls',
      'authentication-failed',
      'account-guarded',
      'login-trouble',
      'login-ended',
      'local-sender-needs-login',
      'sender-not-yours',
      'header-from-not-yours',
    ],
  },
  {
    id: 'smtp-after-pop',
    title: 'SMTP After POP',
    summary: 'For a few minutes after a POP3 login, lets the same address send mail without another login.',
    stages: ['rcpt'],
    elsewhere: 'on each login by POP3',
    differs:
      'The same, for mail programs that cannot log in to send. The grant is for the one address and shown while it lasts; it ends when the option is switched off, the account is changed or the address is banned. Whoever sends by it may use the addresses of the accounts that hold it, and no others.',
    reasons: ['sender-not-yours'],
  },
  {
    id: 'sender-rules',
    title: 'Sender Rules',
    summary: 'Narrows who may send to other domains, by the sender address.',
    stages: ['rcpt'],
    differs:
      'There a rule could open the server to whoever forged a local sender. Here rules only narrow what a login, a trusted address or a POP3 login has opened: a sender is whatever the client says.',
    reasons: ['sender-domain-not-local', 'sender-without-account'],
  },
  {
    id: 'filters',
    title: 'Filters',
    summary: 'Refuses, holds or marks messages that contain certain texts.',
    stages: ['data'],
    differs:
      'There a message was bounced, which hits whoever was forged as its sender. Here it is refused while the client is still there; to hold, to mark or to throw away are choices, and "bounce" returns a report only where the sender is known not to be forged. Texts are found as a person would read them, however the message encodes them, and in attached HTML files under any type, and text files (.txt, .csv, .log, .md, .ini, .json, .ics, .vcf and the like) that are sent as binary data. A message in the envelope of its S/MIME signature (smime.p7m) is read as any other; one that is encrypted or compressed there cannot be. Not searched are the bytes of other attachments, among them rich text (.rtf) and the text that Outlook puts into a winmail.dat, a multipart that is encoded as a whole, which the standards forbid, and what stands before the first part of a message in parts or behind the last, since no mail program shows it. Style sheets are not applied: a word with text in it that a rule in a <style> element hides, or that such a rule turns round, is not found; of the attributes of an element itself, those are followed that say so plainly: the attribute hidden, and as styles display, visibility, opacity and a font of at most one pixel, but not places outside of the page, boxes without size, or sizes to be calculated. In links, the scope urls knows what is written in them and in the text with its scheme or www.; not links that are relative to another address, addresses in header fields or that a page goes on to by itself, nor ports and dots that mean nothing.',
    reasons: ['text-filtered'],
  },
  {
    id: 'attachment-filters',
    title: 'Attachment Filters',
    summary: 'Refuses, holds or marks messages with certain kinds of files, and limits the size of messages.',
    stages: ['data'],
    differs:
      'There the list was ignored when the message size was unlimited; here it is not, unless a switch says so. Names are judged in all the ways that mail programs may read them, files in ZIP archives too (of which kind documents of office programs and .jar files are), and programs are known by their content. What is attached to a message in the envelope of its S/MIME signature (smime.p7m) is looked at; what is encrypted or compressed there cannot be. Other archives, such as .tar, .gz, .7z and .rar, and disk images (.iso, .img) are not opened: the names of the files in them are not looked at, and where they are not wanted, the list has to name their own types. The list starts with the types that run when they are opened.',
    reasons: ['attachment-filtered', 'archive-unreadable', 'archive-unseen', 'message-too-complex', 'message-too-big'],
  },
  {
    id: 'address-verification',
    title: 'Address Verification',
    summary: 'Verifies host names, senders and recipients.',
    stages: ['helo', 'mail', 'rcpt'],
    differs:
      'There verification was said to overload the server. Here every look-up has a time budget, a memory and a limit on how many run at once, so that the checks that cost little are on from the start. A name server that does not answer puts mail off and never refuses it for good. New: the guard against those who try out addresses.',
    reasons: [
      'bad-helo',
      'helo-unknown',
      'no-reverse-dns',
      'blank-sender',
      'sender-domain-null-mx',
      'sender-domain-unknown',
      'sender-address-literal',
      'unknown-local-sender',
      'sender-refused-by-callout',
      'dns-trouble',
      'unknown-recipient',
      'recipient-disabled',
      'mailbox-full',
      'harvest-guard',
    ],
  },
  {
    id: 'banned-addresses',
    title: 'Banned Addresses',
    summary: 'Disconnects clients with certain IP addresses at once.',
    stages: ['connect'],
    differs:
      'There single addresses; here networks, ranges and patterns, IPv6, notes and ends of bans, too, and a hundred thousand entries cost no time. Open sessions of an address that is banned are closed as well. The server bans by itself who guesses passwords or recipients, for a time that grows.',
    reasons: ['address-banned'],
  },
  {
    id: 'trusted-addresses',
    title: 'Trusted IP Addresses',
    summary: 'Lets clients with certain IP addresses send mail to other domains without logging in.',
    stages: ['rcpt'],
    differs: 'The same. From the start only this computer is trusted, by ordinary entries that can be removed, and very wide networks are asked about first.',
    reasons: ['relaying-denied'],
  },
] as const satisfies readonly SecurityOptionEntry[];

export type SecurityOptionId = (typeof SECURITY_OPTIONS)[number]['id'];

/**
 * The order of the checks within each stage, `relay-control` included: cheap and certain before slow and doubtful, and at
 * RCPT the gates before what narrows them.
 */
export const STAGE_ORDER = {
  connect: ['banned-addresses'],
  helo: ['address-verification'],
  auth: ['smtp-authentication'],
  mail: ['address-verification'],
  rcpt: ['trusted-addresses', 'smtp-authentication', 'smtp-after-pop', 'relay-control', 'sender-rules', 'address-verification'],
  data: ['smtp-authentication', 'filters', 'attachment-filters'],
} as const satisfies Record<Stage, readonly (SecurityOptionId | 'relay-control')[]>;
