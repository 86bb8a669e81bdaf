/** Admin service, area `grants`: who may send without logging in just now. */
import type { Grant } from '../../shared/admin-api/grants.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

export const grants = {
  list: implementation.grants.list.handler(({ context: { admin } }) => liveGrants(admin)),
  watch: implementation.grants.watch.handler(({ context: { admin }, signal }) =>
    latest({
      read: () => liveGrants(admin),
      subscribe: (changed) => onAnyChange(admin, changed),
      intervalMs: FIXED_LIMITS.statusIntervalMs,
      signal,
    }),
  ),
  end: implementation.grants.end.handler(({ input: { address, accountId }, context }) => {
    const { grants: live } = context.admin.security;
    const account = live.list(Date.now()).find((grant) => grant.account.id === accountId)?.account.address;
    if (!live.end(address, accountId)) {
      throw new Refusal('NOT_FOUND', 'address', `no POP3 login of ${account ?? 'anybody'} from ${address} lets it send any more`);
    }
    noteAction(context, `ended the SMTP-after-POP grant of ${address}${account === undefined ? '' : ` for ${account}`}`);
  }),
};

function liveGrants({ security }: AdminContext): Grant[] {
  return security.grants
    .list(Date.now())
    .map(({ address, account, timeLeft, messages }) => ({ address, accountId: account.id, account: account.address, timeLeft, messages }));
}

/** Another number of minutes in the settings changes how much time is left. */
function onAnyChange({ security, settings }: AdminContext, changed: () => void): () => void {
  const stops = [security.grants.onChange(changed), settings.onChange(changed)];
  return () => {
    for (const stop of stops) stop();
  };
}
