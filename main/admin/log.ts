/** Admin service, area `log`. The event log keeps, searches and follows; a slow reader loses, with a count. */
import { implementation } from './procedures.ts';

export const log = {
  search: implementation.log.search.handler(async ({ input: { before, limit, ...filter }, context }) => {
    return await context.admin.events.search(filter, { before, limit });
  }),
  follow: implementation.log.follow.handler(async function* ({ input, context, signal }) {
    yield* context.admin.events.follow(input, signal);
  }),
};
