/** Admin service, area `hosting`. The host knows; whoever is in the console may only look: services are changed with the rights of the system. */
import { implementation } from './procedures.ts';

export const hosting = {
  state: implementation.hosting.state.handler(async ({ context }) => await context.admin.hosting.state()),
};
