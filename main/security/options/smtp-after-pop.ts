/**
 * SMTP After POP: a client whose address holds a live grant may relay. The grants are kept by main/security/grants; what
 * such a client may call itself is for SMTP Authentication to judge, which counts it as logged in.
 */
import type { CheckContext, Finding, RcptFacts, SecurityOption, Skipped } from '../option.ts';

function rcpt({ remoteAddress, resolution }: RcptFacts, { settings, lookups, now }: CheckContext): Finding | Skipped {
  const input = remoteAddress;
  if (!settings.security['smtp-after-pop'].enabled) return { skip: 'switched-off', input };
  if (resolution.kind !== 'foreign') return { skip: 'local-recipient', input };
  const holders = lookups.grantHolders(remoteAddress, now);
  if (holders.length === 0) return { verdict: 'pass', reason: 'nothing-wrong', input, detail: 'the address holds no live grant' };
  return { verdict: 'grant-relay', reason: 'popped-before', input, entry: holders.map(({ address }) => address).join(', ') };
}

export const smtpAfterPop: SecurityOption = { id: 'smtp-after-pop', rcpt };
