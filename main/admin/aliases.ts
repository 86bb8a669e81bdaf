/** Admin service, area `aliases`. */
import { implementation, noteAction } from './procedures.ts';

export const aliases = {
  list: implementation.aliases.list.handler(({ input, context }) => context.admin.accounts.listAliases(input.domain)),
  put: implementation.aliases.put.handler(async ({ input, context }) => {
    const alias = await context.admin.accounts.putAlias(input);
    noteAction(context, `set the alias ${alias.address} to ${alias.targets.join(', ')}`, alias.address);
    return alias;
  }),
  remove: implementation.aliases.remove.handler(async ({ input, context }) => {
    const alias = await context.admin.accounts.removeAlias(input.address, input.opened);
    noteAction(context, `removed the alias ${input.address}`, input.address);
    return alias;
  }),
};
