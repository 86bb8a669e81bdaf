/** The windows of the settings, and how changes are made, undone and confirmed. */
import type { EndedTrial } from '../../../shared/admin-api/settings.ts';
import type { Evidence, Risk } from '../../../shared/settings/risks.ts';
import { SETTING_RISKS } from '../../../shared/settings/risks.ts';
import { ADDRESS_RISKS } from '../../../shared/net/address-risks.ts';
import type { UnforeseeableSwitch } from '../../../shared/settings/switch-reasons.ts';
import { formatNumber, formOf, plural } from '../plural.ts';

function none(hits: number): string {
  return hits === 0 ? 'none' : formatNumber(hits);
}

/** "the 16 messages that are kept", or how many of how many, where not all were looked at. */
function ofKept(examined: number, kept: number): string {
  const messages = plural(examined, 'message', 'messages');
  if (examined >= kept) return `the ${messages} that ${formOf(examined, 'is', 'are')} kept`;
  return `${messages} looked at (of ${formatNumber(kept)} kept, the newest first)`;
}

function ofTaken(examined: number, days: number, complete: boolean): string {
  const messages = plural(examined, 'message', 'messages');
  const lately = `in the last ${plural(days, 'day', 'days')}`;
  return complete ? `the ${messages} taken ${lately}` : `${messages} looked at (of those taken ${lately}, the newest first)`;
}

export const settings = {
  switchedOn: (label: string) => `“${label}” is on now`,
  switchedOff: (label: string) => `“${label}” is off now`,
  changed: (label: string, value: string) => `“${label}” is ${value} now`,
  secretChanged: (label: string) => `“${label}” has been changed`,
  leftUnasked: (labels: readonly string[]) =>
    `The window was left before it could be asked about, so nothing has changed: ${labels.map((label) => `“${label}”`).join(', ')} ${formOf(labels.length, 'stays as it was', 'stay as they were')}`,
  notSaved: (label: string, problem: string) => `“${label}” was not saved when its window was left: ${problem}`,
  undone: (said: string) => `Taken back: ${said}`,
  fromTo: (label: string, from: string, to: string) => `${label}: ${from} → ${to}`,
  standard: (value: string) => `Default: ${value}`,
  backToStandard: 'Back to the default',
  unlimited: 'Unlimited',
  value: { on: 'On', off: 'Off', none: 'None', empty: 'empty', noEntries: 'no entries' },
  units: { bytes: 'MB', seconds: 's', minutes: 'min', hours: 'h', days: 'days' },
  choices: {
    none: 'None',
    opportunistic: 'STARTTLS, if offered',
    starttls: 'STARTTLS',
    implicit: 'TLS from the start',
    smtp: 'SMTP',
    submission: 'Submission',
    submissions: 'Submissions (TLS)',
    pop3: 'POP3',
    pop3s: 'POP3S (TLS)',
    both: 'IPv4 and IPv6',
    ipv4: 'IPv4 only',
    ipv6: 'IPv6 only',
    latest: 'Finished',
    beta: 'Finished and tried out',
  },
  wrong: {
    number: (min: string, max: string) => `Must be a number from ${min} to ${max}.`,
    numbers: (min: string, max: string) => `Must be numbers from ${min} to ${max}, with commas between them.`,
    empty: 'Must not be empty.',
  },
  secret: { isSet: 'Set', notSet: 'Not set', set: 'Set…', replace: 'Replace…', remove: 'Remove', save: 'Save', unchanged: 'unchanged' },
  group: { use: 'Use one', set: 'set', save: (label: string) => `Use this ${label.toLocaleLowerCase()}` },
  effect: {
    nothing: (days: number) => `Nothing in the last ${plural(days, 'day', 'days')}.`,
    did: (what: string, days: number) => `In the last ${plural(days, 'day', 'days')}: ${what}.`,
    show: 'Show them',
    examined: {
      mailboxLogins: (count: string, days: number) =>
        `In the last ${plural(days, 'day', 'days')}: let ${count} send to other domains with the password of a mailbox.`,
      mailboxLoginsOff: (days: number) =>
        `Let nobody send to other domains with the password of a mailbox in the last ${plural(days, 'day', 'days')}. Who would have is not known: a refused login does not tell whether the password was right.`,
      byContent: (count: string, days: number) => `In the last ${plural(days, 'day', 'days')}: ${count} caught by their content.`,
      disguised: (hits: number, examined: number, kept: number) =>
        `${hits === 0 ? 'None' : formatNumber(hits)} of ${ofKept(examined, kept)} carry a program under another name, and would be caught.`,
      listWouldBeIgnored: (count: string, days: number) =>
        `In the last ${plural(days, 'day', 'days')} the list has caught ${count}: with this switched on, and without a size limit, they would have come in.`,
      sizeIsLimited: 'Does nothing at the moment: the size of messages is limited.',
      listIgnored: (hits: number, examined: number, kept: number) =>
        `${hits === 0 ? 'None' : formatNumber(hits)} of ${ofKept(examined, kept)} carry what is on the list, and came in.`,
      notKept: 'Messages that were refused are not kept, and not among them.',
      moreThan: (count: number) => `more than ${formatNumber(count)}`,
    },
    ifSwitched: {
      looking: 'Looking at recent messages…',
      failed: 'What it would have done could not be found out just now.',
      emptyList: 'It would have caught nothing: its list has no entry in use.',
      noneKept: 'What it would have caught is not known: no messages are kept yet.',
      kept: (hits: number, examined: number, kept: number) => `On, it would have caught ${none(hits)} of ${ofKept(examined, kept)}.`,
      noneTaken: (days: number) => `No message was taken in the last ${plural(days, 'day', 'days')}: there was none that it could have refused.`,
      taken: (hits: number, examined: number, days: number, complete: boolean) =>
        `On, it would have refused ${none(hits)} of ${ofTaken(examined, days, complete)}.`,
      blank: (hits: number, examined: number, days: number, complete: boolean) =>
        `Off, it would have refused ${none(hits)} of ${ofTaken(examined, days, complete)}.`,
      unknown: {
        'security.smtp-authentication.enabled': 'Who would have logged in is not known: while it is off, nobody is offered to.',
        'security.smtp-authentication.requireTls': 'Whom it would have refused is not known: what is kept of a login does not say whether it came over TLS.',
        'security.smtp-authentication.bruteForce.enabled': 'Whom it would have kept out is not known: guesses are counted while it is on, and not before.',
        'security.smtp-after-pop.enabled':
          'Whom it would have let send is not known: who has fetched mail from where is remembered while it is on, and not before.',
        'security.address-verification.verifySenderDomain':
          'What it would have refused is not known: the name servers were not asked at the time, and may say something else today.',
        'security.address-verification.heloMustResolve':
          'What it would have refused is not known: the name servers were not asked at the time, and may say something else today.',
        'security.address-verification.verifyReverseDns':
          'What it would have refused is not known: the name servers were not asked at the time, and may say something else today.',
        'security.address-verification.verifySenderByCallout': 'What it would have refused is not known: the senders’ servers were not asked at the time.',
      } satisfies Record<UnforeseeableSwitch, string>,
    },
    kinds: {
      allowed: (count: number) => `let ${formatNumber(count)} send`,
      passed: (count: number) => `passed ${formatNumber(count)}`,
      marked: (count: number) => `marked ${formatNumber(count)}`,
      held: (count: number) => `held ${formatNumber(count)}`,
      discarded: (count: number) => `discarded ${formatNumber(count)}`,
      returned: (count: number) => `returned ${formatNumber(count)}`,
      putOff: (count: number) => `put off ${formatNumber(count)}`,
      refused: (count: number) => `refused ${formatNumber(count)}`,
    },
  },
  option: {
    on: 'On',
    off: 'Does nothing at the moment',
    differs: 'How it differs from ArgoSoft Mail Server',
    moreFindings: (count: number) => `and ${formatNumber(count)} more`,
    about: (entry: string, words: string) => `${entry}: ${words}`,
    switchOn: (label: string) => `Switch on “${label}”`,
    switchOff: (label: string) => `Switch off “${label}”`,
  },
  risk: {
    title: 'Make this change?',
    confirm: 'Change it',
    undo: {
      title: 'Take it back?',
      confirm: 'Take it back',
      text: (said: string) => `${said}. What was before is a risk:`,
      /** What is gone for good when something new is taken back. */
      losing: {
        'account-has-mail': (said: string) => `${said}. Mail has come in since then. To take the account back deletes that mail for good:`,
        'list-has-members': (said: string) => `${said}. Members have been added since then. To take the list back removes them for good:`,
      },
    },
    ban: (addresses: string) => `Ban of ${addresses}.`,
    banUntil: (addresses: string, until: string) => `Ban of ${addresses}, until ${until}.`,
    banForGood: (addresses: string) => `Ban of ${addresses}, for good.`,
    ofAddresses: (addresses: string, risk: string) => `${addresses}: ${risk}`,
    counting: 'Counting who has come from there in the last 7 days. The log is long; you need not wait for it.',
    notCounted: 'Who has come from there in the last 7 days could not be counted.',
    goesBack: 'This change goes back by itself after 60 seconds, unless you keep it: in case it locks you out.',
    risks: { ...SETTING_RISKS, ...ADDRESS_RISKS } satisfies Record<Risk, string> as Record<Risk, string>,
  },
  replayed: (changed: number, played: number, examples: string) =>
    `Played again under the new settings, ${formatNumber(changed)} of the newest ${formatNumber(played)} would be decided the other way round${examples === '' ? '' : `: ${examples}`}.`,
  evidence: {
    'would-be-taken': (count) =>
      count === 0
        ? 'Nobody has been refused by this check in the last 7 days.'
        : `In the last 7 days this check has refused ${formatNumber(count)}: ${formOf(count, 'it', 'they')} would be taken from now on.`,
    'would-be-refused': (count) =>
      count === 0
        ? 'Nobody has sent in this way in the last 7 days.'
        : `In the last 7 days ${plural(count, 'was', 'were')} sent in this way: ${formOf(count, 'it', 'they')} would be refused from now on.`,
    'relaying-refused': (count) =>
      count === 0
        ? 'Nobody has been refused relaying in the last 7 days.'
        : `In the last 7 days relaying was refused ${plural(count, 'time', 'times')}: those among them from such an address would be sent on.`,
    'connected-now': (count) => `${plural(count, 'connection is', 'connections are')} open there at the moment.`,
    'came-in-here': (count) =>
      count === 0 ? 'Nobody has come in here in the last 7 days.' : `${plural(count, 'session', 'sessions')} of the last 7 days came in here.`,
    'came-from-there': (count) =>
      count === 0 ? 'Nobody has come from there in the last 7 days.' : `${plural(count, 'session', 'sessions')} of the last 7 days came from there.`,
  } satisfies Record<Evidence, (count: number) => string> as Record<Evidence, (count: number) => string>,
  entries: {
    add: 'Add…',
    edit: 'Edit…',
    remove: 'Remove',
    addTitle: 'New entry',
    editTitle: 'Entry',
    empty: 'There are no entries.',
    added: (name: string) => `“${name}” has been added`,
    changed: (name: string) => `“${name}” has been changed`,
    removed: (name: string) => `“${name}” has been removed`,
  },
  listenerEntries: {
    add: 'Add listener…',
    edit: 'Edit…',
    remove: 'Remove',
    addTitle: 'New listener',
    editTitle: 'Listener',
    empty: 'There are no listeners: the server answers on no port.',
    added: (name: string) => `A listener for ${name} has been added`,
    changed: (name: string) => `A listener for ${name} has been changed`,
    removed: (name: string) => `A listener for ${name} has been removed`,
  },
  server: {
    summary: 'What the server is called, where it answers, and how much it takes on at a time.',
    identity: 'Identity',
    listeners: 'Listeners',
    listenersNote: 'The ports on which the server answers. A change is made at once: open sessions on a port that goes may finish.',
    notThisRun: 'Not in this run',
    fromCommandLine:
      'This server was started with --listen: the command line says which ports it has, and holds them for this run. Those of the settings count once it is started without that option; for other ports until then, start it with others there.',
    certificate: 'Certificate',
    certificateChanged: 'The server uses another certificate now',
    useFiles: 'Use these files',
    useSelfSigned: 'Use the self-signed certificate',
    dns: 'Name servers',
    limits: 'Limits',
    limitsNote: 'The defaults suit nearly everybody. Each says why it is what it is.',
  },
  delivery: {
    summary: 'How mail for other domains leaves this server, and how much of it one sender may send.',
    way: 'Sending on',
    protection: 'Protection on the way',
    attempts: 'Attempts',
    connections: 'Connections',
    guardNote: 'Past these limits mail is held until you have looked at it.',
  },
  logging: { summary: 'What is written down, and for how long it is kept.', what: 'What is written down', keeping: 'How long it is kept' },
  desktop: {
    summary: 'What the desktop application tells you at this computer, and how it is kept up to date. The server is the same without it.',
    notifications: 'Notifications',
    quietHours: 'Quiet hours',
    updates: 'Updates',
  },
  trial: {
    title: 'A change is on trial.',
    goesBack: (seconds: number) => `It goes back by itself in ${plural(seconds, 'second', 'seconds')}, unless you keep it.`,
    keep: 'Keep it',
    revert: 'Revert now',
    reverted: 'The change has been taken back',
    /** What has become of it, where nobody at this window has said so; `what` names the settings where they are known. */
    ended: {
      kept: () => 'The change on trial has been kept elsewhere: it stays',
      'taken-back': () => 'The change on trial has been taken back elsewhere',
      'not-kept': (what: string) => `Nobody kept it: the change has been taken back${what === '' ? '' : ` (${what})`}`,
      stuck: () => 'Nobody kept the change, and it could not be taken back: look at the settings history',
    } satisfies Record<EndedTrial['how'], (what: string) => string> as Record<EndedTrial['how'], (what: string) => string>,
  },
};
