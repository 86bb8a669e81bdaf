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
    enabled: ['attachment-filtered', 'archive-unseen', 'message-too-complex'],
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
