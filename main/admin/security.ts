/** Admin service, area `security`: what would be, and what is odd. Changes nothing. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { lintSecurity } from '../security/what-if/lint-security.ts';
import { checkMessage } from './check.ts';
import { implementation } from './procedures.ts';
import { whatIf } from './what-if.ts';

export const security = {
  check: implementation.security.check.handler(async ({ input, context: { admin } }) => await checkMessage(admin, input, Date.now())),
  whatIf: implementation.security.whatIf.handler(async ({ input, context: { admin }, signal }) => await whatIf(admin, input, signal)),
  lint: implementation.security.lint.handler(async ({ input: { option }, context: { admin } }) => {
    const all = await lintSecurity({ settings: admin.settings.current, hits: admin.hits, revisions: admin.store.revisions, now: Date.now() });
    const findings = option === undefined ? all : all.filter((finding) => finding.option === option);
    return { total: findings.length, findings: findings.slice(0, FIXED_LIMITS.shownLints) };
  }),
  lookups: implementation.security.lookups.handler(({ context: { admin } }) =>
    [...admin.security.dns.statistics(), admin.security.callout.statistics()].map(({ medianMilliseconds = null, lastMilliseconds = null, ...counts }) => ({
      ...counts,
      medianMilliseconds,
      lastMilliseconds,
    })),
  ),
  hits: implementation.security.hits.handler(({ input: { list }, context: { admin } }) =>
    [...admin.hits.of(list)].map(([entry, { hits, lastHitAt }]) => ({ entry, hits, lastHitAt })),
  ),
};
