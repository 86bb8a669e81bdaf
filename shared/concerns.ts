/**
 * The closed list of what the security summary of the main window can say: each with how much it matters, the words, and what
 * mends it. `{detail}` in the words stands for what the server names, such as a port or an address.
 */
import type { PlainCommand } from './menu.ts';
import type { SwitchPath } from './settings/switches.ts';
import type { WindowId } from './windows.ts';

export const CONCERN_LEVELS = ['error', 'warning', 'info'] as const;
export type ConcernLevel = (typeof CONCERN_LEVELS)[number];

/** What the button beside a concern does. */
export type Fix =
  /** Sets a switch; the change can be undone. */
  | { readonly do: 'set'; readonly path: SwitchPath; readonly value: boolean }
  | { readonly do: 'show'; readonly window: WindowId; readonly field?: string; readonly create?: true }
  | { readonly do: 'command'; readonly command: PlainCommand }
  | { readonly do: 'test-relaying' }
  | { readonly do: 'set-console-password' };

export interface Concern {
  readonly level: ConcernLevel;
  readonly text: string;
  /** On the button. */
  readonly fixLabel: string;
  readonly fix: Fix;
}

const setting = (window: WindowId, field: string): Fix => ({ do: 'show', window, field });

/** The gravest first. */
export const CONCERNS = {
  'relays-for-strangers': {
    level: 'error',
    text: 'This server passes on mail for strangers: it is an open relay, and will be used for spam within hours',
    fixLabel: 'Show the test',
    fix: { do: 'show', window: 'relay-test' },
  },
  'trusts-everybody': {
    level: 'error',
    text: 'Nearly the whole internet is on the list of trusted addresses: everybody may send to everybody through this server',
    fixLabel: 'Trusted addresses',
    fix: { do: 'show', window: 'security/trusted-addresses' },
  },
  'login-without-tls': {
    level: 'error',
    text: 'Anyone on this network can log in without TLS: passwords can be read on the way',
    fixLabel: 'Require TLS',
    fix: { do: 'set', path: 'security.smtp-authentication.requireTls', value: true },
  },
  'listener-failed': {
    level: 'error',
    text: 'A listener does not work. {detail}',
    fixLabel: 'Listeners',
    fix: setting('server-settings', 'server.listeners'),
  },
  'nothing-listens': {
    level: 'error',
    text: 'No listener is running: the server takes no mail',
    fixLabel: 'Start all',
    fix: { do: 'command', command: 'start-all-listeners' },
  },
  'certificate-expired': {
    level: 'error',
    text: 'The TLS certificate has ended: mail programs refuse to connect, and other servers may',
    fixLabel: 'Certificate',
    fix: setting('server-settings', 'server.tls.certificateFile'),
  },
  'smart-host-password': {
    level: 'error',
    text: 'The password for the smart host {detail} cannot be read on this computer: mail that leaves through it waits until the password is typed in again',
    fixLabel: 'Delivery settings',
    fix: setting('delivery-settings', 'delivery.smartHost'),
  },
  'disk-low': {
    level: 'error',
    text: 'The disk is nearly full: messages are put off until there is room',
    fixLabel: 'Limits',
    fix: setting('server-settings', 'server.limits.minFreeDiskBytes'),
  },
  'outbound-held': {
    level: 'warning',
    text: 'Mail is held and waits for you: more than usual was sent by {detail}, as with a stolen password',
    fixLabel: 'Outbound guard',
    fix: { do: 'show', window: 'outbound' },
  },
  'certificate-ending': {
    level: 'warning',
    text: 'The TLS certificate ends on {detail}',
    fixLabel: 'Certificate',
    fix: setting('server-settings', 'server.tls.certificateFile'),
  },
  'certificate-self-signed': {
    level: 'warning',
    text: 'The certificate of {detail} is self-signed: mail programs warn of it, and some refuse',
    fixLabel: 'Certificate',
    fix: setting('server-settings', 'server.tls.certificateFile'),
  },
  'no-domain': {
    level: 'warning',
    text: 'There is no domain yet: the server takes mail for nobody',
    fixLabel: 'First steps',
    fix: { do: 'show', window: 'first-run' },
  },
  'no-account': {
    level: 'warning',
    text: 'There is no account yet: mail for the domain is put off',
    fixLabel: 'New account',
    fix: { do: 'show', window: 'accounts', create: true },
  },
  'postmaster-nobody': {
    level: 'warning',
    text: 'Mail for postmaster goes to {detail}, which leads nowhere: nobody can report trouble to you (RFC 5321 section 4.5.1)',
    fixLabel: 'Postmaster',
    fix: setting('server-settings', 'server.postmaster'),
  },
  'hostname-not-set': {
    level: 'warning',
    text: 'The host name is not set: the server calls itself {detail}, which other servers may not believe',
    fixLabel: 'Host name',
    fix: setting('server-settings', 'server.hostname'),
  },
  'guessing-unguarded': {
    level: 'warning',
    text: 'Passwords can be guessed without end: the guard against guessing is off',
    fixLabel: 'Turn on',
    fix: { do: 'set', path: 'security.smtp-authentication.bruteForce.enabled', value: true },
  },
  'nobody-can-log-in': {
    level: 'warning',
    text: 'Nobody can log in to send: mailbox passwords do not count, and there is no SMTP login',
    fixLabel: 'Let accounts log in',
    fix: { do: 'set', path: 'security.smtp-authentication.usePop3Credentials', value: true },
  },
  'login-switched-off': {
    level: 'warning',
    text: 'Nobody can log in to send: SMTP authentication is off, so that your users cannot send to other domains from elsewhere',
    fixLabel: 'Turn on',
    fix: { do: 'set', path: 'security.smtp-authentication.enabled', value: true },
  },
  'attachments-unchecked': {
    level: 'warning',
    text: 'The list of attachment filters has no effect: the message size is unlimited, and it is set to be ignored then',
    fixLabel: 'Check them anyway',
    fix: { do: 'set', path: 'security.attachment-filters.ignoreWhenUnlimited', value: false },
  },
  'filters-switched-off': {
    level: 'warning',
    text: 'There are filters, but they are switched off',
    fixLabel: 'Turn on',
    fix: { do: 'set', path: 'security.filters.enabled', value: true },
  },
  'events-lost': {
    level: 'warning',
    text: 'The log has lost {detail} events since the start, because it could not keep up or could not write',
    fixLabel: 'Log settings',
    fix: { do: 'show', window: 'logging-settings' },
  },
  'relaying-untested': {
    level: 'info',
    text: 'Whether a listener relays for strangers has not been tested since the start',
    fixLabel: 'Test now',
    fix: { do: 'test-relaying' },
  },
  'relaying-unsure': {
    level: 'info',
    text: 'Not every listener could be tested for relaying',
    fixLabel: 'Show the test',
    fix: { do: 'show', window: 'relay-test' },
  },
  'no-console-password': {
    level: 'info',
    text: 'The console has no password: it opens with one-time addresses of the command line alone',
    fixLabel: 'Set a password',
    fix: { do: 'set-console-password' },
  },
} as const satisfies Record<string, Concern>;
export type ConcernId = keyof typeof CONCERNS;
export const CONCERN_IDS = Object.keys(CONCERNS) as ConcernId[];

export function concernOf(id: ConcernId): Concern {
  return CONCERNS[id];
}
