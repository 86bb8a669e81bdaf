/** `gatepost account …`: the mailboxes. */
import type { Command } from 'commander';
import type { Account } from '../../../shared/admin-api/directory.ts';
import { UsageError } from '../cli-errors.ts';
import { bytes, dateTime } from '../output.ts';
import { addAccountServiceCommands } from './account-services.ts';
import { type CommandTools, type CommonOptions, ask, readPassword, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface PasswordOptions extends CommonOptions {
  readonly passwordStdin?: true;
}

interface AddOptions extends PasswordOptions {
  readonly name?: string;
  readonly quota?: string;
}

interface ListOptions extends CommonOptions {
  readonly domain?: string;
}

export function addAccountCommands(program: Command, tools: CommandTools): void {
  const group = program.command('account').description('the mailboxes of this server');
  withCommonOptions(group.command('add <address>'), tools)
    .description('add a mailbox')
    .option('--password-stdin', 'read the password from the first line of stdin')
    .option('--name <name>', 'the name of the person')
    .option('--quota <size>', 'how much mail it may hold, such as 500M or 2G; without it, any amount')
    .action(async (address: string, options: AddOptions) => {
      const quotaBytes = options.quota === undefined ? null : parseQuota(options.quota);
      const password = await readPassword(tools.terminal, options);
      const account = { address, password, quotaBytes, ...(options.name === undefined ? {} : { name: options.name }) };
      await ask(
        tools,
        options,
        (client) => client.accounts.add(account),
        (added) => `The account ${added.address} was added.\n`,
      );
    });
  withOptionsToLook(group.command('list'), tools)
    .description('show all mailboxes')
    .option('--domain <name>', 'those of one domain only')
    .action(async (options: ListOptions) => {
      const filter = options.domain === undefined ? {} : { domain: options.domain };
      await ask(tools, options, (client) => client.accounts.list(filter), showAccounts);
    });
  withCommonOptions(group.command('passwd <address>'), tools)
    .description('set the password of a mailbox')
    .option('--password-stdin', 'read the password from the first line of stdin')
    .action(async (address: string, options: PasswordOptions) => {
      const password = await readPassword(tools.terminal, options);
      await ask(
        tools,
        options,
        (client) => client.accounts.setPassword({ address, password }),
        () => `The password of ${address} was set.\n`,
      );
    });
  withCommonOptions(group.command('quota <address> <size>'), tools)
    .description('set how much mail a mailbox may hold: a size such as 500M or 2G, or "unlimited"')
    .action(async (address: string, size: string, options: CommonOptions) => {
      const quotaBytes = parseQuota(size);
      await ask(
        tools,
        options,
        (client) => client.accounts.update({ address, quotaBytes }),
        (account) => `The quota of ${account.address} is now ${quotaText(account)}.\n`,
      );
    });
  addAccountServiceCommands(group, tools);
  addSwitch(group, tools, 'disable', false, 'refuse mail and logins for a mailbox, and keep its mail');
  addSwitch(group, tools, 'enable', true, 'take mail and logins for a mailbox again');
  withCommonOptions(group.command('remove <address>'), tools)
    .description('remove a mailbox and all its mail')
    .action(async (address: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.accounts.remove({ address }),
        () => `The account ${address} and its mail were removed.\n`,
      );
    });
}

function addSwitch(group: Command, tools: CommandTools, name: 'enable' | 'disable', enabled: boolean, description: string): void {
  withCommonOptions(group.command(`${name} <address>`), tools)
    .description(description)
    .action(async (address: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.accounts.update({ address, enabled }),
        (account) => `The account ${account.address} is now ${name}d.\n`,
      );
    });
}

const showAccounts = tableOr<Account>('There are no accounts yet.', {
  ADDRESS: ({ address }) => address,
  NAME: ({ name }) => name,
  STATE: ({ enabled }) => (enabled ? 'enabled' : 'disabled'),
  MESSAGES: ({ messages }) => messages,
  USED: ({ usedBytes }) => bytes(usedBytes),
  QUOTA: quotaText,
  'LAST LOGIN': ({ lastLoginAt }) => (lastLoginAt === null ? 'never' : dateTime(lastLoginAt)),
});

function quotaText({ quotaBytes }: Account): string {
  return quotaBytes === null ? 'unlimited' : bytes(quotaBytes);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes; null for unlimited. */
function parseQuota(text: string): number | null {
  if (text.toLowerCase() === 'unlimited') return null;
  const [, digits, unit] = /^(\d{1,12})\s*([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const factor = UNITS[(unit ?? '').toUpperCase()];
  if (digits === undefined || factor === undefined) throw new UsageError(`quota: "${text}" is not a size: write it such as 500M or 2G, or "unlimited"`);
  const quota = Number(digits) * factor;
  if (!Number.isSafeInteger(quota)) throw new UsageError(`quota: "${text}" is more than can be counted: write 8191T at most, or "unlimited"`);
  return quota;
}
