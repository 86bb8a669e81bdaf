/** `gatepost domain …`: the domains that this server takes mail for. */
import type { Command } from 'commander';
import type { Domain } from '../../../shared/admin-api/directory.ts';
import { dateTime } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

export function addDomainCommands(program: Command, tools: CommandTools): void {
  const group = program.command('domain').description('the domains that this server takes mail for');
  withCommonOptions(group.command('add <name>'), tools)
    .description('take mail for a domain')
    .action(async (name: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.domains.add({ name }),
        (domain) => `The domain ${domain.name} was added.\n`,
      );
    });
  withOptionsToLook(group.command('list'), tools)
    .description('show all domains')
    .action(async (options: CommonOptions) => {
      const show = tableOr<Domain>('There are no domains yet.', {
        DOMAIN: ({ name }) => name,
        ACCOUNTS: ({ accounts }) => accounts,
        ALIASES: ({ aliases }) => aliases,
        LISTS: ({ lists }) => lists,
        ADDED: ({ createdAt }) => dateTime(createdAt),
      });
      await ask(tools, options, (client) => client.domains.list(), show);
    });
  withCommonOptions(group.command('remove <name>'), tools)
    .description('take no more mail for a domain; it must have no accounts, no aliases and no mailing lists')
    .action(async (name: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.domains.remove({ name }),
        () => `The domain ${name} was removed.\n`,
      );
    });
}
