/** The main window. */
import type { Protocol } from '../../../shared/events.ts';
import type { TlsMode } from '../../../shared/settings/server.ts';
import { plural } from '../plural.ts';

export const server = {
  listeners: 'Listeners',
  facts: 'This server',
  counters: 'Since the start',
  protocols: { smtp: 'SMTP', submission: 'Submission', submissions: 'Submissions', pop3: 'POP3', pop3s: 'POP3S' } satisfies Record<Protocol, string>,
  protocolHelp: {
    smtp: 'Takes mail from other servers',
    submission: 'Takes mail from mail programs, STARTTLS',
    submissions: 'Takes mail from mail programs, TLS',
    pop3: 'Gives mail to mail programs, STARTTLS',
    pop3s: 'Gives mail to mail programs, TLS',
  } satisfies Record<Protocol, string>,
  tls: { none: 'None', starttls: 'STARTTLS', implicit: 'TLS' } satisfies Record<TlsMode, string>,
  states: { listening: 'Running', stopped: 'Stopped', failed: 'Failed' },
  busy: { starting: 'Starting…', stopping: 'Stopping…' },
  column: { protocol: 'Protocol', address: 'Address and port', tls: 'Encryption', state: 'State', connections: 'Open', action: 'Action' },
  connectionsHelp: 'Open connections',
  allAddresses: 'All addresses',
  start: 'Start',
  stop: 'Stop',
  startOf: (protocol: string, port: number) => `Start ${protocol} on port ${port}`,
  stopOf: (protocol: string, port: number) => `Stop ${protocol} on port ${port}`,
  noListeners: 'No listeners are set up, so the server answers on no port.',
  hostname: 'Host name',
  running: 'Running since',
  certificate: 'Certificate',
  mailboxes: 'Mailboxes',
  mailboxesText: (accounts: number, domains: number) => `${plural(accounts, 'account', 'accounts')} in ${plural(domains, 'domain', 'domains')}`,
  noDomain: 'No domain yet.',
  addDomain: 'Add the first domain',
  noAccount: 'No account yet.',
  addAccount: 'Add the first account',
  queued: 'Waiting to be sent',
  queuedText: (count: number) => (count === 0 ? 'Nothing' : plural(count, 'message', 'messages')),
  eventsLost: 'Log entries lost',
  eventsLostText: (count: number) => `${plural(count, 'event', 'events')}: the log could not keep up`,
  certificateText: {
    expired: (date: string) => `Expired on ${date}: mail programs refuse or warn.`,
    expiring: (days: number, date: string) => `Expires in ${plural(days, 'day', 'days')}, on ${date}.`,
    selfSigned: (date: string) => `Self-signed: mail programs warn once. Valid until ${date}.`,
    valid: (date: string) => `Valid until ${date}.`,
  },
  stopAll: {
    title: 'Stop all listeners?',
    text: 'Nobody can send or fetch mail until they are started again. Open sessions may finish what they are doing. Mail from outside is not lost: other servers try again later.',
    confirm: 'Stop all listeners',
  },
};
