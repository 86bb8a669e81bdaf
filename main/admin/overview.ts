/** Admin service, area `overview`. */
import { concernsOf } from './concerns.ts';
import { implementation } from './procedures.ts';

export const overview = {
  concerns: implementation.overview.concerns.handler(({ context: { admin } }) => concernsOf(admin, Date.now())),
  refusals: implementation.overview.refusals.handler(
    async ({ input: { since }, context: { admin }, signal }) => await admin.events.decisions.refusals(since, signal),
  ),
};
