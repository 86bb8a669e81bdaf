/** Admin service, area `hosting`. The host knows; whoever is in the console may only look: services are changed with the rights of the system. */
import { Refusal } from './errors.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

export const hosting = {
  state: implementation.hosting.state.handler(async ({ context }) => await context.admin.hosting.state()),
  keepForCopy: implementation.hosting.keepForCopy.handler(({ context, signal }) => {
    if (context.caller !== 'command line') throw new Refusal('UNAUTHORIZED', '', 'only the command line makes backups');
    const { store } = context.admin;
    noteAction(context, 'makes a backup');
    return latest({ read: () => 'kept' as const, subscribe: () => store.keepForCopy(), intervalMs: 0, signal });
  }),
};
