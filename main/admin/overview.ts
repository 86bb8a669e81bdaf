/** Admin service, area `overview`. */
import { concernsOf } from './concerns.ts';
import { implementation, noteAction } from './procedures.ts';
import { sendTestMessage } from './test-message.ts';

export const overview = {
  sendTestMessage: implementation.overview.sendTestMessage.handler(async ({ input, context }) => {
    const sent = await sendTestMessage(context.admin, input);
    noteAction(context, `sent a test message to ${input.address}: ${sent.reply}`, input.address);
    if (sent.arrived) await context.admin.store.milestones.reach('test-message', context.admin.clock.now());
    return sent;
  }),
  firstSteps: implementation.overview.firstSteps.handler(async ({ context: { admin } }) => ({
    testMessageAt: (await admin.store.milestones.get('test-message')) ?? null,
  })),
  concerns: implementation.overview.concerns.handler(async ({ context: { admin } }) => {
    const held = await admin.store.quarantine.heldBy('outbound-guard');
    return concernsOf(admin, Date.now(), [...new Set(held.map(({ entry }) => entry))]);
  }),
  refusals: implementation.overview.refusals.handler(
    async ({ input: { since }, context: { admin }, signal }) => await admin.events.decisions.refusals(since, signal),
  ),
};
