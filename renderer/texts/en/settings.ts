/** The windows of the settings, and how changes are made, undone and confirmed. */
import type { Evidence, Risk } from '../../../shared/settings/risks.ts';
import { SETTING_RISKS } from '../../../shared/settings/risks.ts';
import { ADDRESS_RISKS } from '../../../shared/net/address-risks.ts';
import { formatNumber, plural } from '../plural.ts';

export const settings = {
  switchedOn: (label: string) => `“${label}” is on now`,
  switchedOff: (label: string) => `“${label}” is off now`,
  changed: (label: string, value: string) => `“${label}” is ${value} now`,
  secretChanged: (label: string) => `“${label}” has been changed`,
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
  },
  wrong: {
    number: (min: string, max: string) => `Must be a number from ${min} to ${max}.`,
    empty: 'Must not be empty.',
  },
  secret: { isSet: 'Set', notSet: 'Not set', set: 'Set…', replace: 'Replace…', remove: 'Remove', save: 'Save' },
  group: { use: 'Use one', set: 'set', save: (label: string) => `Use this ${label.toLocaleLowerCase()}` },
  effect: {
    nothing: (days: number) => `Nothing in the last ${plural(days, 'day', 'days')}.`,
    did: (what: string, days: number) => `In the last ${plural(days, 'day', 'days')}: ${what}.`,
    show: 'Show them',
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
    goesBack: 'This change goes back by itself after 60 seconds, unless you keep it: in case it locks you out.',
    risks: { ...SETTING_RISKS, ...ADDRESS_RISKS } satisfies Record<Risk, string> as Record<Risk, string>,
  },
  evidence: {
    'would-be-taken': (count) => `In the last 7 days this check has refused ${formatNumber(count)}: they would be taken from now on.`,
    'would-be-refused': (count) => `In the last 7 days ${formatNumber(count)} were sent in this way: they would be refused from now on.`,
    'relaying-refused': (count) =>
      `In the last 7 days relaying was refused ${formatNumber(count)} times: those among them from such an address would be sent on.`,
    'connected-now': (count) => `${plural(count, 'connection is', 'connections are')} open there at the moment.`,
  } satisfies Record<Evidence, (count: number) => string> as Record<Evidence, (count: number) => string>,
  trial: {
    title: 'A change is on trial.',
    goesBack: (seconds: number) => `It goes back by itself in ${plural(seconds, 'second', 'seconds')}, unless you keep it.`,
    keep: 'Keep it',
    revert: 'Revert now',
    reverted: 'The change has been taken back',
    ended: 'The trial of a change has ended; the settings history says how',
  },
};
