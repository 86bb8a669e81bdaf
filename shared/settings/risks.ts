/**
 * What may go badly wrong with a change of the settings: a person in a window is asked before it is made. A closed list, with the
 * words for the person. The risks of entries in address lists stand in shared/net/address-risks.ts.
 */
import type { AddressRisk } from '../net/address-risks.ts';
import { counted, pluralForm } from '../words/counted.ts';

export const SETTING_RISKS = {
  'login-off': 'Nobody can log in to send any more: mail programs of your users will fail.',
  'pop3-logins-off': 'Users can no longer send with the password of their mailbox: only the SMTP logins count.',
  'tls-not-required': 'Passwords may cross the network in clear text, where others can read them.',
  'local-senders-open': 'Anybody outside may send mail to your users in the name of your users.',
  'sender-match-off': 'Whoever has logged in may send in the name of anybody else.',
  'guessing-unguarded': 'Passwords can be guessed as fast as the line allows: nobody is banned for it.',
  'after-pop-on': 'A new way to send to other domains: everybody behind an address from which mail was fetched may send for a while.',
  'sender-rules-off': 'Whoever may send to other domains may do so with more senders than before.',
  'filters-off': 'Messages are no longer searched for the texts of the filters.',
  'content-unjudged': 'A program under another name is no longer known for one: it reaches the mailboxes.',
  'attachments-off': 'Attached files are no longer looked at: programs reach the mailboxes.',
  'sender-check-off': 'Senders are checked less: more forged mail comes in.',
  'blank-sender-refused': 'Delivery reports have a blank sender: none will reach your users any more.',
  'listener-removed': 'The server no longer answers there: mail programs and servers that use this port find nobody.',
  'listener-moved': 'The server answers elsewhere: mail programs and servers that use the old port find nobody.',
  'listener-without-tls': 'Mail, and perhaps passwords, cross the network in clear text on this port.',
  'certificate-changed': 'Mail programs will see another certificate: one that they do not trust keeps them out.',
  'smart-host-in-clear': 'The password of the smart host, and all mail to it, may cross the network in clear text.',
} as const satisfies Record<string, string>;
export type SettingRisk = keyof typeof SETTING_RISKS;
export type Risk = SettingRisk | AddressRisk;

/** After these the one who made the change may not be able to take it back: it goes back by itself unless it is confirmed. */
const ON_TRIAL: ReadonlySet<string> = new Set<Risk>([
  'login-off',
  'pop3-logins-off',
  'listener-removed',
  'listener-moved',
  'certificate-changed',
  'covers-loopback',
  'covers-this-machine',
  'covers-administrator',
]);

export function isOnTrial(risk: string): boolean {
  return ON_TRIAL.has(risk);
}

/** How far back it is looked for what recent traffic says: 7 days. */
export const RISK_DAYS_MS = 7 * 86_400_000;

/** Recent decisions that are played again under the proposed settings, for at most so long, and how many of those that change are named. */
export const REPLAYED_DECISIONS = 50;
export const MILLISECONDS_OF_REPLAY = 700;
export const REPLAY_EXAMPLES = 3;
/** The count of recent sessions may take longer: without it the question says little. */
export const MILLISECONDS_OF_COUNT = 3000;
/** Longer still while the question is already there, and says that it is being counted. */
export const MILLISECONDS_OF_LONG_COUNT = 120_000;

/** What recent traffic says about a risk, with a count; the words of the windows stand in their catalogue. */
export const EVIDENCE = {
  /** What the check has refused, and would take from now on. */
  'would-be-taken': (count: number) =>
    count === 0
      ? 'Nobody has been refused by this check in the last 7 days.'
      : `In the last 7 days this check has refused ${count}: ${pluralForm(count, 'it', 'they')} would be taken from now on.`,
  /** What was sent in this way, and would be refused from now on. */
  'would-be-refused': (count: number) =>
    count === 0
      ? 'Nobody has sent in this way in the last 7 days.'
      : `In the last 7 days ${counted(count, 'was', 'were')} sent in this way: ${pluralForm(count, 'it', 'they')} would be refused from now on.`,
  'relaying-refused': (count: number) =>
    count === 0
      ? 'Nobody has been refused relaying in the last 7 days.'
      : `In the last 7 days relaying was refused ${counted(count, 'time', 'times')}: those among them from such an address would be sent on.`,
  'connected-now': (count: number) => `${counted(count, 'connection is', 'connections are')} open there at the moment.`,
  /** Sessions that came in by a listener. */
  'came-in-here': (count: number) =>
    count === 0 ? 'Nobody has come in here in the last 7 days.' : `${counted(count, 'session', 'sessions')} of the last 7 days came in here.`,
  /** Sessions of addresses that an entry covers. */
  'came-from-there': (count: number) =>
    count === 0 ? 'Nobody has come from there in the last 7 days.' : `${counted(count, 'session', 'sessions')} of the last 7 days came from there.`,
} as const satisfies Record<string, (count: number) => string>;
export type Evidence = keyof typeof EVIDENCE;
