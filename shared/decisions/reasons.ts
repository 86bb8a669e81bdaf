/**
 * The closed list of reasons. Every refusal of the server has one of these, and nothing else: the sender gets
 * `reply`, vague enough to help nobody but a legitimate sender; log and windows show `explanation`.
 *
 * Basic codes are RFC 5321 section 4.2, enhanced codes RFC 3463 and the IANA registry.
 */
export interface Reason {
  /** SMTP reply code. */
  readonly code: number;
  /** Enhanced status code. */
  readonly enhanced: `${2 | 4 | 5}.${number}.${number}`;
  /** What the client is told: one line, no list entry, no address of ours it did not name itself. */
  readonly reply: string;
  /** What the administrator is told, in a sentence. */
  readonly explanation: string;
}

export const REASONS = {
  accepted: { code: 250, enhanced: '2.6.0', reply: 'Message accepted', explanation: 'The message is on disk and will be delivered.' },
  'unknown-recipient': {
    code: 550,
    enhanced: '5.1.1',
    reply: 'No such mailbox here. Check the spelling of the address',
    explanation: 'The recipient is in a local domain, but there is no account or alias of that name.',
  },
  'recipient-disabled': {
    code: 550,
    enhanced: '5.2.1',
    reply: 'This mailbox is disabled and accepts no mail',
    explanation: 'The account of the recipient is disabled.',
  },
  'mailbox-full': {
    code: 452,
    enhanced: '4.2.2',
    reply: 'The mailbox is full. Try again later',
    explanation: 'The account of the recipient has used up its quota.',
  },
  'no-mailbox-yet': {
    code: 450,
    enhanced: '4.2.1',
    reply: 'This server has no mailbox for that address yet. Try again later',
    explanation: 'Mail for postmaster or abuse must reach somebody (RFC 2142), but there is no account yet.',
  },
  'alias-loop': {
    code: 451,
    enhanced: '4.4.6',
    reply: 'The address is forwarded in a circle here. The administrator has been told',
    explanation: 'The aliases of this address lead back to themselves, or to too many addresses.',
  },
  'may-not-post': {
    code: 550,
    enhanced: '5.7.2',
    reply: 'You may not post to this mailing list. Join it first, or ask its owner',
    explanation: 'The recipient is a mailing list, and the sender is none of those who may post to it.',
  },
  'poster-unproven': {
    code: 550,
    enhanced: '5.7.2',
    reply: 'Nothing proves to this mailing list that the message is from you: no login of that address, and neither SPF nor DKIM of its domain speaks for it',
    explanation:
      'The recipient is a mailing list. Either it is for certain senders, of whom this is one, or the From header names a domain of this server, in whose name the list sends. But nobody has logged in who has that address, and neither SPF nor DKIM of its domain has passed: anybody could have written it. None of the other recipients has got the message either.',
  },
  'author-unproven': {
    code: 550,
    enhanced: '5.7.1',
    reply:
      'The message would be forwarded from here to another server, which would believe its From header because of us. Nothing proves that header: no login, and neither SPF nor DKIM of its domain speaks for it',
    explanation:
      'An alias or forward leads the message to another server, and its From header names a domain for which SPF of this server speaks there. But nobody has logged in, and neither SPF nor DKIM of that domain has passed: anybody could have written it. It cannot be forwarded with the sender that it came with, either: that is one of this server, or none. None of the recipients has got the message.',
  },
  'reports-only': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'This address takes delivery reports only, which have a null sender',
    explanation: 'The recipient is the sender of a forwarded message, rewritten so that reports come back; it takes no other mail.',
  },
  'relaying-denied': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Relaying denied. If you have an account here, log in first (SMTP authentication)',
    explanation: 'The recipient is not local and the client may not relay: it is not authenticated.',
  },
  'authentication-required': {
    code: 530,
    enhanced: '5.7.0',
    reply: 'Authentication required: log in first',
    explanation: 'The submission ports take mail only from clients that have logged in (RFC 6409 section 4.3).',
  },
  'authentication-failed': {
    code: 535,
    enhanced: '5.7.8',
    reply: 'The user name or the password is wrong',
    explanation: 'Login refused: unknown name, wrong password, or the account is disabled.',
  },
  'authentication-needs-tls': {
    code: 538,
    enhanced: '5.7.11',
    reply: 'Passwords are taken on encrypted connections only: use STARTTLS first',
    explanation: 'Login refused on a clear-text connection, because "require TLS" is on.',
  },
  'pop3-needs-tls': {
    code: 538,
    enhanced: '5.7.11',
    reply: 'Passwords are taken on encrypted connections only',
    explanation: 'POP3 login refused in the clear: passwords are taken under TLS alone, except from this computer. Use STARTTLS, or SSL/TLS on port 995.',
  },
  'authentication-off': { code: 502, enhanced: '5.5.1', reply: 'Authentication is not offered here', explanation: 'SMTP authentication is switched off.' },
  'bad-address': { code: 501, enhanced: '5.1.3', reply: 'That is not a mail address', explanation: 'The address in MAIL or RCPT does not follow RFC 5321.' },
  'unknown-parameter': {
    code: 555,
    enhanced: '5.5.4',
    reply: 'A parameter of that command is not supported here',
    explanation: 'MAIL or RCPT carried a parameter that was not offered in the reply to EHLO.',
  },
  'line-too-long': {
    code: 500,
    enhanced: '5.5.6',
    reply: 'Command line too long',
    explanation: 'A command line was longer than the limit; the session was closed.',
  },
  'utf8-needed': {
    code: 553,
    enhanced: '5.6.7',
    reply: 'The address has non-ASCII characters: say SMTPUTF8 in MAIL FROM',
    explanation: 'A non-ASCII address was used without the SMTPUTF8 parameter (RFC 6531 section 3.5).',
  },
  'bare-line-ending': {
    code: 521,
    enhanced: '5.5.2',
    reply: 'Lines must end with CR LF; a bare CR or bare LF is not allowed (RFC 5321 section 2.3.8)',
    explanation: 'A command contained a bare CR or LF. Such lines are how mails are smuggled past other servers; the session was closed.',
  },
  'bare-line-ending-in-message': {
    code: 550,
    enhanced: '5.6.11',
    reply: 'The message has a bare CR or bare LF, which is not allowed (RFC 5321 section 2.3.8)',
    explanation: 'The message contained a bare CR or LF, which other servers may take for the end of a message (SMTP smuggling).',
  },
  'message-too-big': {
    code: 552,
    enhanced: '5.3.4',
    reply: 'The message is bigger than this server accepts',
    explanation: 'The message is over the message size limit.',
  },
  'headers-too-big': {
    code: 552,
    enhanced: '5.3.4',
    reply: 'The header section of the message is too big',
    explanation: 'The header section is over its fixed limit.',
  },
  'mail-loop': {
    code: 554,
    enhanced: '5.4.6',
    reply: 'The message has passed through too many servers: mail loop',
    explanation: 'The message carries more Received headers than the limit (RFC 5321 section 6.3).',
  },
  'too-many-recipients': {
    code: 452,
    enhanced: '4.5.3',
    reply: 'Too many recipients in one message: send the rest in another',
    explanation: 'The message has more recipients than the limit.',
  },
  'list-in-two-ways': {
    code: 452,
    enhanced: '4.5.3',
    reply: 'Send this recipient a message of its own: it is the same mailing list as another one',
    explanation: 'The message is for a mailing list and for another address of the same list, such as the one to leave it. Each gets a message of its own.',
  },
  'too-many-connections': {
    code: 421,
    enhanced: '4.7.0',
    reply: 'Too many open connections. Try again later',
    explanation: 'The limit on open connections, in all or from this address, is reached.',
  },
  'too-many-errors': {
    code: 421,
    enhanced: '4.7.0',
    reply: 'Too many errors',
    explanation: 'The client made more mistakes than the limit; the session was closed.',
  },
  'idle-too-long': {
    code: 421,
    enhanced: '4.4.2',
    reply: 'Idle for too long',
    explanation: 'The client sent nothing for longer than the limit; the session was closed.',
  },
  'transaction-too-long': {
    code: 421,
    enhanced: '4.4.2',
    reply: 'The message took too long to arrive',
    explanation: 'One message took longer to arrive than the limit; the session was closed.',
  },
  'disk-full': {
    code: 452,
    enhanced: '4.3.1',
    reply: 'Not enough disk space. Try again later',
    explanation: 'The disk of the data folder is full, or below the space to keep free.',
  },
  'storage-error': {
    code: 451,
    enhanced: '4.3.0',
    reply: 'The message could not be stored. Try again later',
    explanation: 'The database or the spool could not be written; the server log names the error.',
  },
  'bad-sequence': {
    code: 503,
    enhanced: '5.5.1',
    reply: 'Bad sequence of commands',
    explanation: 'The client sent a command where it does not belong (RFC 5321 section 4.1.4), such as RCPT without MAIL.',
  },
  'transaction-open': {
    code: 503,
    enhanced: '5.5.1',
    reply: 'Not within a mail transaction: finish it, or say RSET',
    explanation: 'AUTH came within a mail transaction, where RFC 4954 section 4 forbids it.',
  },
  'login-ended': {
    code: 421,
    enhanced: '4.7.0',
    reply: 'Your login is no longer valid',
    explanation: 'The account was disabled or removed, or got another password; its sessions were closed.',
  },
  'login-trouble': {
    code: 454,
    enhanced: '4.7.0',
    reply: 'The login cannot be checked just now. Try again later',
    explanation: 'A fault of the server kept it from checking a password; the server log names it.',
  },
  'shutting-down': {
    code: 421,
    enhanced: '4.3.2',
    reply: 'The server is stopping. Try again later',
    explanation: 'The server was stopped; open transactions were finished first.',
  },
  'sender-not-yours': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'You may not send with that sender address: use one that belongs to your login',
    explanation: 'MAIL FROM is not an address of the login, and "sender must match login" is on.',
  },
  'header-from-not-yours': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'The From header does not belong to your login: use an address that does',
    explanation: 'The From header is not an address of the login, and "sender must match login" is on.',
  },
  'local-sender-needs-login': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Senders of this domain must log in first (SMTP authentication)',
    explanation: 'The sender is in a local domain, but the client has neither logged in nor is it trusted.',
  },
  'sender-domain-not-local': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Mail to other domains is taken only from senders of this domain',
    explanation: "Sender rules: the sender's domain is not local.",
  },
  'sender-without-account': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Mail to other domains is taken only from senders that have an account here',
    explanation: 'Sender rules: the sender is no account or alias.',
  },
  'text-filtered': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'The message was refused because of its content. If it was wanted, ask the recipient by other means',
    explanation: 'A filter matched the text of the message.',
  },
  'attachment-filtered': {
    code: 552,
    enhanced: '5.7.0',
    reply: 'The message was refused because of a kind of file attached to it. Send the file in another form',
    explanation: 'An attachment filter matched.',
  },
  'archive-unreadable': {
    code: 552,
    enhanced: '5.7.0',
    reply: 'The message was refused because an attached archive cannot be read',
    explanation: 'An attached archive is damaged, too deep or too big to be looked into, and such archives are refused.',
  },
  'archive-unseen': {
    code: 552,
    enhanced: '5.7.0',
    reply: 'Refused because an attached archive has too much in it to be looked through, or its lists of files differ. Pack it anew, with less in it',
    explanation: 'An attached archive has too much in it to be looked through, or its lists of files differ: any file could be in it.',
  },
  'message-too-complex': {
    code: 554,
    enhanced: '5.6.0',
    reply: 'The message is built too deep or of too many parts to be looked through',
    explanation: 'The message has more parts, levels, header bytes or file names than real mail has; it could hide anything.',
  },
  'blank-sender': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Mail with a blank sender is not taken here',
    explanation: 'The sender is blank, and "assume blank MAIL FROM address is valid" is off.',
  },
  'sender-domain-null-mx': {
    code: 550,
    enhanced: '5.7.27',
    reply: 'The domain of the sender takes no mail (null MX, RFC 7505)',
    explanation: "The sender's domain says in the DNS that it takes no mail.",
  },
  'sender-domain-unknown': {
    code: 550,
    enhanced: '5.1.8',
    reply: 'The domain of the sender does not exist, or has no mail server',
    explanation: "The sender's domain is not in the DNS, or has neither MX nor address records.",
  },
  'sender-address-literal': {
    code: 550,
    enhanced: '5.1.8',
    reply: 'A sender address with an IP address in place of a domain is not taken',
    explanation: 'The sender is an address literal.',
  },
  'dns-trouble': {
    code: 451,
    enhanced: '4.4.3',
    reply: 'A name server did not answer. Try again later',
    explanation: 'The DNS could not be asked, or answered with an error.',
  },
  'unknown-local-sender': {
    code: 550,
    enhanced: '5.1.8',
    reply: 'The sender has no account here. Check the spelling of your own address',
    explanation: 'The sender is in a local domain, but there is no account or alias of that name.',
  },
  'sender-refused-by-callout': {
    code: 550,
    enhanced: '5.1.8',
    reply: 'The mail server of the sender says that the sender address does not exist',
    explanation: "The mail server of the sender's domain refuses mail to the sender.",
  },
  'bad-helo': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'Give your own full host name with HELO or EHLO',
    explanation: 'The client gave itself a name that is malformed, or is ours.',
  },
  'helo-unknown': {
    code: 550,
    enhanced: '5.7.1',
    reply: 'The host name given with HELO or EHLO does not exist',
    explanation: 'The name that the client gave itself is not in the DNS.',
  },
  'no-reverse-dns': {
    code: 550,
    enhanced: '5.7.25',
    reply: 'Your IP address has no name in the DNS that leads back to it (reverse DNS)',
    explanation: 'The client address has no PTR record, or the name does not lead back to it.',
  },
  'harvest-guard': {
    code: 421,
    enhanced: '4.7.0',
    reply: 'Too many unknown recipients',
    explanation: 'The client tried more recipients that do not exist than the limit; the session was closed.',
  },
  'account-guarded': {
    code: 454,
    enhanced: '4.7.0',
    reply: 'Too many failed logins to this account. Try again later',
    explanation: 'Too many wrong passwords were tried for this account; addresses that have not logged in to it before have to wait.',
  },
  'address-banned': {
    code: 421,
    enhanced: '4.7.0',
    reply: 'Disconnected',
    explanation: 'The client address is banned.',
  },
  'closed-by-administrator': {
    code: 421,
    enhanced: '4.3.0',
    reply: 'This session was closed. Try again later',
    explanation: 'The administrator has closed the session.',
  },
  'address-trusted': { code: 250, enhanced: '2.1.5', reply: 'OK', explanation: 'The client address is trusted: it may relay.' },
  'logged-in': { code: 250, enhanced: '2.1.5', reply: 'OK', explanation: 'The client has logged in: it may relay.' },
  'popped-before': { code: 250, enhanced: '2.1.5', reply: 'OK', explanation: 'The client address holds a live SMTP-after-POP grant: it may relay.' },
  'outbound-limit': {
    code: 250,
    enhanced: '2.6.0',
    reply: 'Message accepted',
    explanation: 'The sender has sent more messages, or to more new recipients, than the limit; the message is held until somebody looks at it.',
  },
  'nothing-wrong': { code: 250, enhanced: '2.0.0', reply: 'OK', explanation: 'The check found nothing against it.' },
  'check-failed': {
    code: 451,
    enhanced: '4.3.0',
    reply: 'A check could not be finished. Try again later',
    explanation: 'A check of the server failed or took too long; the server log names the fault.',
  },
} as const satisfies Record<string, Reason>;

export type ReasonId = keyof typeof REASONS;
