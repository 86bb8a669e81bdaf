/**
 * What each setting of a security option makes the server do, by the reasons in the decisions: "what it did in the last 7 days"
 * is counted by this. A setting that decides nothing by itself has no line.
 */
import type { ReasonId } from '../decisions/reasons.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../security-options.ts';

type OptionReasons = Readonly<Record<string, readonly ReasonId[]>>;

/** By option and by the rest of the path. */
const REASONS_OF: Readonly<Record<SecurityOptionId, OptionReasons>> = {
  'smtp-authentication': {
    enabled: ['logged-in', 'authentication-failed', 'authentication-off'],
    requireTls: ['authentication-needs-tls'],
    requireForLocalSenders: ['local-sender-needs-login'],
    senderMustMatchLogin: ['sender-not-yours', 'header-from-not-yours'],
    'bruteForce.enabled': ['account-guarded'],
  },
  'smtp-after-pop': { enabled: ['popped-before', 'sender-not-yours'] },
  'sender-rules': { senderDomainMustBeLocal: ['sender-domain-not-local'], senderMustHaveAccount: ['sender-without-account'] },
  filters: { enabled: ['text-filtered'] },
  'attachment-filters': {
    // Not what is too complex: that is refused with the option off as well.
    enabled: ['attachment-filtered', 'archive-unseen', 'archive-unreadable'],
    refuseUnreadableArchives: ['archive-unreadable'],
    refuseUnseenArchives: ['archive-unseen'],
    messageSizeLimit: ['message-too-big'],
  },
  'address-verification': {
    assumeBlankSenderIsValid: ['blank-sender'],
    verifySenderDomain: ['sender-domain-unknown', 'sender-domain-null-mx', 'sender-address-literal', 'dns-trouble'],
    verifyLocalSender: ['unknown-local-sender'],
    verifyHelo: ['bad-helo'],
    heloMustResolve: ['helo-unknown'],
    verifyReverseDns: ['no-reverse-dns'],
    verifySenderByCallout: ['sender-refused-by-callout'],
    maxUnknownRecipients: ['harvest-guard'],
  },
  'banned-addresses': { entries: ['address-banned'] },
  'trusted-addresses': { entries: ['address-trusted'] },
};

export interface SettingEffect {
  readonly option: SecurityOptionId;
  readonly reasons: readonly ReasonId[];
}

/** What to count for a setting, such as `security.sender-rules.senderMustHaveAccount`; undefined for one that decides nothing. */
export function effectOf(path: string): SettingEffect | undefined {
  const option = SECURITY_OPTIONS.find(({ id }) => path.startsWith(`security.${id}.`))?.id;
  const reasons = option === undefined ? undefined : REASONS_OF[option][path.slice(`security.${option}.`.length)];
  return option === undefined || reasons === undefined ? undefined : { option, reasons };
}

/** Switches that recent envelopes can be played again with, standing the other way: what they would have kept out. */
export const REPLAYED_SWITCHES = [
  'security.smtp-authentication.requireForLocalSenders',
  'security.smtp-authentication.senderMustMatchLogin',
  'security.sender-rules.senderDomainMustBeLocal',
  'security.sender-rules.senderMustHaveAccount',
  'security.address-verification.assumeBlankSenderIsValid',
  'security.address-verification.verifyLocalSender',
  'security.address-verification.verifyHelo',
] as const;
export type ReplayedSwitch = (typeof REPLAYED_SWITCHES)[number];

/** Switches of which the messages that are kept tell what they would have caught. */
export const KEPT_SWITCHES = [
  'security.filters.enabled',
  'security.attachment-filters.enabled',
  'security.attachment-filters.refuseUnreadableArchives',
  'security.attachment-filters.refuseUnseenArchives',
] as const;
export type KeptSwitch = (typeof KEPT_SWITCHES)[number];

export const FORESEEABLE_SWITCHES = [...REPLAYED_SWITCHES, ...KEPT_SWITCHES] as const;
export type ForeseeableSwitch = (typeof FORESEEABLE_SWITCHES)[number];

/** Switches of which nobody can say what they would have done while they were off; windows say why. */
export const UNFORESEEABLE_SWITCHES = [
  'security.smtp-authentication.enabled',
  'security.smtp-authentication.requireTls',
  'security.smtp-authentication.bruteForce.enabled',
  'security.smtp-after-pop.enabled',
  'security.address-verification.verifySenderDomain',
  'security.address-verification.heloMustResolve',
  'security.address-verification.verifyReverseDns',
  'security.address-verification.verifySenderByCallout',
] as const;
export type UnforeseeableSwitch = (typeof UNFORESEEABLE_SWITCHES)[number];

/** The way round in which a switch keeps nothing out: off, but for the one that lets blank senders in. */
export function isIdle(path: string, value: unknown): boolean {
  return value === (path === 'security.address-verification.assumeBlankSenderIsValid');
}
