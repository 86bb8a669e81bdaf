/** Admin service, area `security`: what would be, and what is odd. Changes nothing. */
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../shared/security-options.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { optionIsOn } from '../../shared/settings/switches.ts';
import { lintSecurity } from '../security/what-if/lint-security.ts';
import { checkMessage } from './check.ts';
import { ifSwitched } from './if-switched.ts';
import { implementation } from './procedures.ts';
import { switchEffect } from './switch-effects.ts';
import { propose, whatIf } from './what-if.ts';

export const security = {
  states: implementation.security.states.handler(({ context: { admin } }) => {
    const slices = admin.settings.current.security;
    return SECURITY_OPTIONS.map(({ id }) => ({ option: id, on: optionIsOn(slices, id), entries: entriesOf(slices[id]) }));
  }),
  check: implementation.security.check.handler(async ({ input, context: { admin } }) => await checkMessage(admin, input, Date.now())),
  whatIf: implementation.security.whatIf.handler(async ({ input, context: { admin }, signal }) => await whatIf(admin, input, signal)),
  propose: implementation.security.propose.handler(async ({ input, context: { admin }, signal }) => await propose(admin, input, signal)),
  switchEffect: implementation.security.switchEffect.handler(
    async ({ input: { setting }, context: { admin }, signal }) => await switchEffect(admin, setting, Date.now(), signal),
  ),
  ifSwitched: implementation.security.ifSwitched.handler(
    async ({ input: { setting }, context: { admin }, signal }) => await ifSwitched(admin, setting, Date.now(), signal),
  ),
  figures: implementation.security.figures.handler(async ({ input: { pending }, context: { admin } }) => (await admin.figures.of(pending)) ?? null),
  lint: implementation.security.lint.handler(async ({ input: { option }, context: { admin } }) => {
    const { total, findings } = await lintSecurity(
      { settings: admin.settings.current, hits: admin.hits, revisions: admin.store.revisions, now: Date.now() },
      option,
    );
    return { total, findings: [...findings] };
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

function entriesOf(slice: Settings['security'][SecurityOptionId]): number {
  if ('entries' in slice) return slice.entries.length;
  return 'logins' in slice ? slice.logins.length : 0;
}
