/** Admin service, area `server`. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { ListenerState, Status } from '../../shared/admin-api/server.ts';
import { securityWarnings } from '../security/what-if/lint-switches.ts';
import type { AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

export const server = {
  status: implementation.server.status.handler(async ({ context }) => await readStatus(context.admin)),
  watch: implementation.server.watch.handler(({ context: { admin }, signal }) =>
    latest({
      read: async () => await readStatus(admin),
      subscribe: (changed) => onAnyChange(admin, changed),
      intervalMs: FIXED_LIMITS.statusIntervalMs,
      signal,
    }),
  ),
  listeners: implementation.server.listeners.handler(async ({ context: { admin } }) => {
    await admin.listeners.opened();
    return { from: admin.listenersFrom, listeners: admin.listeners.states };
  }),
  startListener: implementation.server.startListener.handler(async ({ input, context }) => {
    const state = known(await context.admin.listeners.start(input.id), input.id);
    noteAction(context, `started the listener ${state.id}${state.state === 'failed' ? ', which failed' : ''}`);
    return state;
  }),
  stopListener: implementation.server.stopListener.handler(async ({ input, context }) => {
    const state = known(await context.admin.listeners.stop(input.id), input.id);
    noteAction(context, `stopped the listener ${state.id}`);
    return state;
  }),
  statistics: implementation.server.statistics.handler(async ({ input, context: { admin } }) => {
    return { sinceStart: admin.events.counters, byDay: await admin.events.statistics(input.days) };
  }),
  hours: implementation.server.hours.handler(async ({ input, context: { admin } }) => await admin.events.hours(input.hours)),
  consoleAddress: implementation.server.consoleAddress.handler(({ context }) => {
    // A token opens a session of its own: whoever is in the console has one and must not make keys for others.
    if (context.caller !== 'command line') throw new Refusal('UNAUTHORIZED', '', 'only the command line may ask for a sign-in address');
    const address = context.admin.console.signInAddress();
    if (address === undefined) throw new Refusal('NOT_FOUND', '', 'no console is open on this data folder: start the server first, with an admin listener');
    noteAction(context, 'asked for a sign-in address of the console');
    return { address };
  }),
  setConsolePassword: implementation.server.setConsolePassword.handler(async ({ input, context }) => {
    await context.admin.console.setPassword(input.password);
    noteAction(context, input.password === null ? 'removed the password of the console' : 'set the password of the console');
  }),
};

async function readStatus(admin: AdminContext): Promise<Status> {
  const { subject, selfSigned, fingerprint, validTo } = admin.tls.facts;
  return {
    hostname: admin.hostname(),
    version: admin.version,
    dataFolder: admin.dataFolder,
    startedAt: admin.startedAt,
    listeners: admin.listeners.states,
    listenersFrom: admin.listenersFrom,
    certificate: { subject, selfSigned, fingerprint, validTo },
    domains: admin.accounts.domainCount,
    accounts: admin.accounts.accountCount,
    queued: await admin.store.queue.count(),
    sinceStart: admin.events.counters,
    eventsLost: admin.events.lost,
    warnings: securityWarnings(admin.settings.current),
  };
}

function onAnyChange(admin: AdminContext, changed: () => void): () => void {
  const stops = [
    admin.onListenersChange(changed),
    admin.accounts.onChange(changed),
    admin.settings.onChange(changed),
    admin.tls.onChange(changed),
    admin.events.onCount(changed),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function known(state: ListenerState | undefined, id: string): ListenerState {
  if (state === undefined) throw new Refusal('NOT_FOUND', 'id', `there is no listener ${id}`);
  return state;
}
