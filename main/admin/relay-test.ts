/** Admin service, area `relayTest`. */
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

export const relayTest = {
  run: implementation.relayTest.run.handler(async ({ context }) => {
    noteAction(context, 'asked for the open-relay test');
    return await context.admin.relayTest.run('asked');
  }),
  watch: implementation.relayTest.watch.handler(({ context: { admin }, signal }) =>
    latest({ read: () => admin.relayTest.last ?? null, subscribe: (changed) => admin.relayTest.onResult(changed), intervalMs: 0, signal }),
  ),
};
