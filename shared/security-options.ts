/**
 * THE catalogue of the security options: menu, pipeline, windows, command line and documentation read it. For each id
 * there is `shared/settings/security/<id>.ts`, `main/security/options/<id>.ts` and `test/security/<id>.test.ts`; an
 * architecture test holds that true.
 */

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
}

/** In the order of the menu. Within a stage, options run in the order of `STAGE_ORDER`. */
export const SECURITY_OPTIONS = [
  {
    id: 'smtp-authentication',
    title: 'SMTP Authentication',
    summary: 'Who may log in to send mail, and which sender addresses a login may use.',
    stages: ['auth', 'rcpt', 'data'],
  },
  {
    id: 'smtp-after-pop',
    title: 'SMTP After POP',
    summary: 'For a few minutes after a POP3 login, lets the same address send mail without another login.',
    stages: ['rcpt'],
  },
  {
    id: 'sender-rules',
    title: 'Sender Rules',
    summary: 'Narrows who may send to other domains, by the sender address.',
    stages: ['rcpt'],
  },
  {
    id: 'filters',
    title: 'Filters',
    summary: 'Refuses, holds or marks messages that contain certain texts.',
    stages: ['data'],
  },
  {
    id: 'attachment-filters',
    title: 'Attachment Filters',
    summary: 'Refuses, holds or marks messages with certain kinds of files, and limits the size of messages.',
    stages: ['data'],
  },
  {
    id: 'address-verification',
    title: 'Address Verification',
    summary: 'Verifies host names, senders and recipients.',
    stages: ['helo', 'mail', 'rcpt'],
  },
  {
    id: 'banned-addresses',
    title: 'Banned Addresses',
    summary: 'Disconnects clients with certain IP addresses at once.',
    stages: ['connect'],
  },
  {
    id: 'trusted-addresses',
    title: 'Trusted IP Addresses',
    summary: 'Lets clients with certain IP addresses send mail to other domains without logging in.',
    stages: ['rcpt'],
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
