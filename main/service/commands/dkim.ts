/** `gatepost dkim …`: the keys that sign mail of the domains. */
import { type Command, Option } from 'commander';
import { DKIM_ALGORITHMS, DKIM_STATES, type DkimKey } from '../../../shared/admin-api/dkim.ts';
import { dateTime } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, explained, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface AddOptions extends CommonOptions {
  readonly algorithm: (typeof DKIM_ALGORITHMS)[number];
  readonly selector?: string;
}

interface SureOptions extends CommonOptions {
  readonly yes?: true;
}

export function addDkimCommands(program: Command, tools: CommandTools): void {
  const group = program.command('dkim').description('the keys that sign mail of the domains');
  withOptionsToLook(group.command('list [domain]'), tools)
    .description('show the keys')
    .action(async (domain: string | undefined, options: CommonOptions) => {
      await ask(tools, options, (client) => client.dkim.list(domain === undefined ? {} : { domain }), showKeys);
    });
  withCommonOptions(group.command('add <domain>'), tools)
    .description('make a key; it signs once its record is in the DNS and "dkim use" was said')
    .addOption(new Option('--algorithm <name>', 'the kind of key').choices(DKIM_ALGORITHMS).default('rsa'))
    .option('--selector <name>', 'the name of the key in the DNS; without it one is chosen')
    .action(async (domain: string, { algorithm, selector, ...options }: AddOptions) => {
      const input = { domain, algorithm, ...(selector === undefined ? {} : { selector }) };
      await ask(tools, options, (client) => client.dkim.add(input), showAdded);
    });
  withCommonOptions(group.command('use <domain> <selector>'), tools)
    .description('sign with this key from now on')
    .option('--yes', 'even if its record is not in the DNS')
    .action(async (domain: string, selector: string, { yes, ...options }: SureOptions) => {
      const input = { domain, selector, confirmed: yes === true };
      await ask(
        tools,
        options,
        async (client) => await explained(client.dkim.use(input)),
        (key) => `Mail of ${key.domain} is signed with the key ${key.selector} now.\n`,
      );
    });
  withCommonOptions(group.command('remove <domain> <selector>'), tools)
    .description('remove a key for good')
    .option('--yes', 'even if it signs')
    .action(async (domain: string, selector: string, { yes, ...options }: SureOptions) => {
      const input = { domain, selector, confirmed: yes === true };
      await ask(
        tools,
        options,
        async (client) => await explained(client.dkim.remove(input)),
        () => `The key ${selector} of ${domain} was removed. Its record in the DNS can go in a week.\n`,
      );
    });
}

function showAdded({ domain, selector, name, value }: DkimKey): string {
  return `The key ${selector} was made. Add this TXT record to the DNS:\n\n  Name:  ${name}\n  Value: ${value}\n\nThen: gatepost dkim use ${domain} ${selector}\n`;
}

const showKeys = tableOr<DkimKey>('There are no keys yet.', {
  DOMAIN: ({ domain }) => domain,
  SELECTOR: ({ selector }) => selector,
  KIND: ({ algorithm }) => algorithm,
  STATE: ({ state }) => DKIM_STATES[state],
  SINCE: ({ stateAt }) => dateTime(stateAt),
});
