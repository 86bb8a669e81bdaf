/** Admin service, area `domains`. */
import { implementation, noteAction } from './procedures.ts';

export const domains = {
  list: implementation.domains.list.handler(({ context }) => context.admin.accounts.listDomains()),
  add: implementation.domains.add.handler(async ({ input, context }) => {
    const domain = await context.admin.accounts.addDomain(input.name);
    noteAction(context, `added the domain ${domain.name}`);
    return domain;
  }),
  remove: implementation.domains.remove.handler(async ({ input, context }) => {
    await context.admin.accounts.removeDomain(input.name);
    noteAction(context, `removed the domain ${input.name}`);
  }),
};
