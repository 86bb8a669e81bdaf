/**
 * What is odd about the switches of the security options: settings that each make sense and together have no effect, or
 * another one than somebody may think.
 */
import { FINDINGS, type FindingId } from '../../../shared/security-findings.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../../shared/security-options.ts';
import type { Settings } from '../../../shared/settings/settings.ts';

/** Something odd; the words for it are in shared/security-findings.ts. */
export interface Odd {
  readonly option: SecurityOptionId;
  readonly finding: FindingId;
  /** The place in the option's list, and what stands there. Raw. */
  readonly index?: number;
  readonly entry?: string;
  /** The other entry, or setting, that makes it odd. Raw. */
  readonly other?: string;
  /** More about this one, to be said after the words for all. */
  readonly detail?: string;
}

type Security = Settings['security'];

export function lintSwitches({ security }: Settings): readonly Odd[] {
  return [...oddLogins(security), ...oddRelaying(security), ...oddFilters(security), ...oddAttachments(security), ...oddVerification(security)];
}

/** Those of them that undo a protection while its list looks as if it were in force: the whole console says so, not its window alone. */
const LOUD: ReadonlySet<FindingId> = new Set(['list-ignored']);

/** What is to be said loudly, in words; cheap enough for every look at the state of the server. */
export function securityWarnings(settings: Settings): string[] {
  return lintSwitches(settings)
    .filter(({ finding }) => LOUD.has(finding))
    .map(({ option, finding }) => `${SECURITY_OPTIONS.find(({ id }) => id === option)?.title ?? option}: ${FINDINGS[finding]}.`);
}

function oddLogins(security: Security): readonly Odd[] {
  const option = 'smtp-authentication';
  const { enabled, usePop3Credentials, requireTls, senderMustMatchLogin, logins } = security[option];
  if (!enabled) return logins.length === 0 ? [] : [{ option, finding: 'logins-unused', other: 'smtp-authentication.enabled' }];
  const odd: Odd[] = [];
  if (!usePop3Credentials && logins.length === 0) odd.push({ option, finding: 'nobody-can-log-in' });
  if (!requireTls) odd.push({ option, finding: 'passwords-in-clear' });
  if (senderMustMatchLogin) {
    for (const [index, { name, addresses }] of logins.entries()) {
      if (addresses.length === 0) odd.push({ option, finding: 'login-cannot-send', index, entry: name });
    }
  }
  return odd;
}

function oddRelaying(security: Security): readonly Odd[] {
  const gateOpen = security['smtp-authentication'].enabled || security['smtp-after-pop'].enabled;
  if (gateOpen) return [];
  const odd: Odd[] = [];
  const { senderDomainMustBeLocal, senderMustHaveAccount } = security['sender-rules'];
  if (senderDomainMustBeLocal || senderMustHaveAccount) {
    odd.push({ option: 'sender-rules', finding: 'rules-without-relaying', other: 'smtp-authentication.enabled' });
  }
  if (security['trusted-addresses'].entries.length === 0) odd.push({ option: 'trusted-addresses', finding: 'nobody-can-relay' });
  return odd;
}

function oddFilters(security: Security): readonly Odd[] {
  const option = 'filters';
  const { enabled, entries } = security[option];
  if (!enabled) return entries.length === 0 ? [] : [{ option, finding: 'list-switched-off', other: 'filters.enabled' }];
  const index = entries.findIndex((entry) => entry.enabled && entry.action === 'bounce');
  return index < 0 ? [] : [{ option, finding: 'bounces-forged', index, entry: entries[index]?.text ?? '' }];
}

function oddAttachments(security: Security): readonly Odd[] {
  const option = 'attachment-filters';
  const { enabled, entries, messageSizeLimit, ignoreWhenUnlimited } = security[option];
  if (!enabled) return entries.length === 0 ? [] : [{ option, finding: 'list-switched-off', other: 'attachment-filters.enabled' }];
  const odd: Odd[] = [];
  if (ignoreWhenUnlimited && messageSizeLimit === null) odd.push({ option, finding: 'list-ignored', other: 'attachment-filters.ignoreWhenUnlimited' });
  const index = entries.findIndex((entry) => entry.enabled && entry.action === 'bounce');
  if (index >= 0) odd.push({ option, finding: 'bounces-forged', index, entry: entries[index]?.pattern ?? '' });
  return odd;
}

function oddVerification(security: Security): readonly Odd[] {
  const option = 'address-verification';
  return security[option].assumeBlankSenderIsValid ? [] : [{ option, finding: 'blank-sender-refused', other: 'address-verification.assumeBlankSenderIsValid' }];
}
