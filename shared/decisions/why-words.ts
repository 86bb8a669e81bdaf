/** What the sentences of why.ts are made of, in each language, and what a sender can do about each reason. */
import type { ReasonId } from './reasons.ts';
import type { CheckId, Verdict } from './verdicts.ts';

/** What whoever sent something can do about it; null: nothing. */
export const ADVICE = {
  accepted: null,
  'nothing-wrong': null,
  'address-trusted': null,
  'logged-in': null,
  'popped-before': null,
  'unknown-recipient': 'recipient',
  'recipient-disabled': 'recipient',
  'bad-address': 'recipient',
  'utf8-needed': 'recipient',
  'may-not-post': 'recipient',
  'poster-unproven': 'log-in',
  'author-unproven': 'log-in',
  'reports-only': 'recipient',
  'mailbox-full': 'later',
  'no-mailbox-yet': 'later',
  'alias-loop': 'later',
  'too-many-connections': 'later',
  'idle-too-long': 'later',
  'transaction-too-long': 'later',
  'disk-full': 'later',
  'storage-error': 'later',
  'shutting-down': 'later',
  'closed-by-administrator': 'later',
  'outbound-limit': 'later',
  'dns-trouble': 'later',
  'check-failed': 'later',
  'login-trouble': 'later',
  'account-guarded': 'later',
  'relaying-denied': 'log-in',
  'authentication-required': 'log-in',
  'authentication-failed': 'log-in',
  'authentication-needs-tls': 'log-in',
  'pop3-needs-tls': 'fetch-mail',
  'authentication-off': 'log-in',
  'login-ended': 'log-in',
  'local-sender-needs-login': 'log-in',
  'sender-not-yours': 'own-sender',
  'header-from-not-yours': 'own-sender',
  'sender-domain-not-local': 'own-sender',
  'sender-without-account': 'own-sender',
  'unknown-local-sender': 'own-sender',
  'message-too-big': 'smaller',
  'headers-too-big': 'smaller',
  'too-many-recipients': 'fewer',
  'list-in-two-ways': 'fewer',
  'text-filtered': 'content',
  'message-too-complex': 'content',
  'attachment-filtered': 'attachment',
  'archive-unreadable': 'attachment',
  'archive-unseen': 'attachment',
  'blank-sender': 'sender-domain',
  'sender-domain-null-mx': 'sender-domain',
  'sender-domain-unknown': 'sender-domain',
  'sender-address-literal': 'sender-domain',
  'sender-refused-by-callout': 'sender-domain',
  'bad-helo': 'their-server',
  'helo-unknown': 'their-server',
  'no-reverse-dns': 'their-server',
  'unknown-parameter': 'their-server',
  'line-too-long': 'their-server',
  'bare-line-ending': 'their-server',
  'bare-line-ending-in-message': 'their-server',
  'mail-loop': 'their-server',
  'too-many-errors': 'their-server',
  'bad-sequence': 'their-server',
  'transaction-open': 'their-server',
  'harvest-guard': 'their-server',
  'address-banned': 'banned',
} as const satisfies Record<ReasonId, string | null>;
export type AdviceId = NonNullable<(typeof ADVICE)[ReasonId]>;

export interface WhyWords {
  readonly check: (check: CheckId) => string;
  readonly client: (address: string, login: string | undefined) => string;
  readonly session: (client: string) => string;
  /** `to`: the first recipient, and how many others there are. */
  readonly message: (from: string, to: { readonly first: string; readonly others: number } | undefined, client: string) => string;
  /** What happened, after the message. */
  readonly happened: Readonly<Record<Verdict, string>>;
  /** Of a session that brought no message. */
  readonly sessionClosed: string;
  readonly noMessage: string;
  /** Of a message that was announced and never sent. */
  readonly gaveUp: string;
  /** The stage at which POP3 asks for a password: it has no AUTH of its own kind, as SMTP has. */
  readonly pop3Login: string;
  readonly by: (stage: string, check: string) => string;
  readonly entry: (entry: string) => string;
  readonly lookedAt: (input: string) => string;
  /** An explanation as a part of a sentence, without a full stop. */
  readonly clause: (reason: ReasonId) => string;
  readonly relayed: (check: string) => string;
  readonly otherRefused: (recipient: string, reason: ReasonId, more: number) => string;
  /** For the person who asks. */
  readonly told: {
    readonly connection: (address: string) => string;
    readonly message: (from: string | undefined, to: { readonly first: string; readonly more: boolean } | undefined) => string;
    /** Milliseconds since 1970, in UTC: whoever reads it may be anywhere. */
    readonly when: (at: number) => string;
    readonly whole: (what: string, when: string, outcome: string) => string;
    /** `reply`: what the sending side was told. */
    readonly outcomes: Readonly<Record<Exclude<Verdict, 'pass' | 'grant-relay' | 'tag'>, (answered: string) => string>>;
    readonly accepted: string;
    readonly noMessage: string;
    readonly gaveUp: string;
    readonly banned: string;
    /** A login to fetch mail was refused. */
    readonly notLetIn: (answered: string) => string;
    readonly answered: (reply: string) => string;
    readonly notFor: (recipients: string, answered: string) => string;
    readonly advice: Readonly<Record<AdviceId, string>>;
  };
}
