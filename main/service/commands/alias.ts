/** `gatepost alias …`: addresses that lead to other addresses, here or elsewhere. */
import type { Command } from 'commander';
import type { Alias } from '../../../shared/admin-api/directory.ts';
import { type CommandTools, type CommonOptions, ask, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface AddOptions extends CommonOptions {
  readonly replace?: true;
}

interface ListOptions extends CommonOptions {
  readonly domain?: string;
}

export function addAliasCommands(program: Command, tools: CommandTools): void {
  const group = program.command('alias').description('addresses that lead to other addresses, here or elsewhere');
  withCommonOptions(group.command('add <address> <targets...>'), tools)
    .description('lead mail for an address to one or more others')
    .option('--replace', 'replace the targets of an alias that is there already')
    .action(async (address: string, targets: string[], options: AddOptions) => {
      const alias = { address, targets, replace: options.replace === true };
      await ask(
        tools,
        options,
        (client) => client.aliases.put(alias),
        (put) => `Mail for ${put.address} goes to ${put.targets.join(', ')}.\n`,
      );
    });
  withOptionsToLook(group.command('list'), tools)
    .description('show all aliases')
    .option('--domain <name>', 'those of one domain only')
    .action(async (options: ListOptions) => {
      const show = tableOr<Alias>('There are no aliases yet.', { ALIAS: ({ address }) => address, TARGETS: ({ targets }) => targets.join(', ') });
      await ask(tools, options, (client) => client.aliases.list(options.domain === undefined ? {} : { domain: options.domain }), show);
    });
  withCommonOptions(group.command('remove <address>'), tools)
    .description('remove an alias')
    .action(async (address: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.aliases.remove({ address }),
        () => `The alias ${address} was removed.\n`,
      );
    });
}
