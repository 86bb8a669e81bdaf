/** `gatepost status`, `stats`, `admin-url`, `admin-password`: the server as a whole. */
import type { Command } from 'commander';
import { COUNTERS, type Counter, type Counters, type Status, counterSchema } from '../../../shared/admin-api/server.ts';
import { connectHost } from '../admin-access.ts';
import { CommandFailed, UsageError } from '../cli-errors.ts';
import { dateTime, table } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, readPassword, withCommonOptions, withOptionsToLook } from './command.ts';

interface StatsOptions extends CommonOptions {
  readonly days: string;
}

interface PasswordOptions extends CommonOptions {
  readonly passwordStdin?: true;
  readonly remove?: true;
}

export function addServerCommands(program: Command, tools: CommandTools): void {
  withOptionsToLook(program.command('status'), tools)
    .description('show the state of the server and its listeners')
    .action(async (options: CommonOptions) => {
      const host = await connectHost(options.data);
      host?.close();
      const running = host !== undefined;
      await ask(tools, options, async (client) => ({ running, ...(await client.server.status()) }), showStatus);
    });
  withOptionsToLook(program.command('stats'), tools)
    .description('show the counters since the start and by day')
    .option('--days <count>', 'how many days to show', '7')
    .action(async (options: StatsOptions) => {
      await ask(tools, options, (client) => client.server.statistics({ days: Number(options.days) }), showStatistics);
    });
  withCommonOptions(program.command('admin-url'), tools)
    .description('print an address that opens the console once, within 10 minutes')
    .action(async (options: CommonOptions) => {
      const host = await connectHost(options.data);
      if (host === undefined) throw new CommandFailed(`no server is running on the data folder ${options.data}: start it with "gatepost serve"`);
      host.close();
      await ask(
        tools,
        options,
        (client) => client.server.consoleAddress(),
        ({ address }) => `${address}\n`,
      );
    });
  withCommonOptions(program.command('admin-password'), tools)
    .description('set the password for the console, or remove it')
    .option('--password-stdin', 'read the password from the first line of stdin')
    .option('--remove', 'remove the password: only one-time addresses let in then')
    .action(async (options: PasswordOptions) => {
      if (options.remove === true && options.passwordStdin === true) throw new UsageError('choose one of --password-stdin and --remove');
      const password = options.remove === true ? null : await readPassword(tools.terminal, options);
      await ask(
        tools,
        options,
        (client) => client.server.setConsolePassword({ password }),
        () => `The password for the console was ${password === null ? 'removed' : 'set'}.\n`,
      );
    });
}

function showStatus(status: Status & { readonly running: boolean }): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Server', status.running ? `running since ${dateTime(status.startedAt)}` : 'not running'],
    ['Host name', status.hostname],
    ['Version', status.version],
    ['Data folder', status.dataFolder],
    [
      'Certificate',
      `${status.certificate.subject}${status.certificate.selfSigned ? ' (self-signed)' : ''}, good until ${dateTime(status.certificate.validTo)}`,
    ],
    ['Fingerprint', `SHA-256 ${status.certificate.fingerprint}`],
    ['Domains', String(status.domains)],
    ['Accounts', String(status.accounts)],
    ['Waiting to be sent', String(status.queued)],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join('');
  const warned = `${lines}${status.warnings.map((warning) => `WARNING             ${warning}\n`).join('')}`;
  return status.listeners.length === 0 ? warned : `${warned}\n${showListeners(status)}`;
}

function showListeners({ listeners }: Status): string {
  return table(listeners, {
    LISTENER: ({ id }) => id,
    ADDRESS: ({ address }) => (address === '' ? 'all' : address),
    PORT: ({ port }) => port,
    ENCRYPTION: ({ tls }) => tls,
    STATE: ({ state, problem }) => (problem === undefined ? state : `${state}: ${problem}`),
    CONNECTIONS: ({ connections }) => connections,
  });
}

function showStatistics({
  sinceStart,
  byDay,
}: {
  readonly sinceStart: Counters;
  readonly byDay: readonly { readonly day: string; readonly counters: Counters }[];
}): string {
  const columns = [{ name: 'SINCE START', counters: sinceStart }, ...byDay.map(({ day, counters }) => ({ name: day, counters }))];
  return table(counterSchema.options, {
    '': (counter: Counter) => COUNTERS[counter],
    ...Object.fromEntries(columns.map(({ name, counters }) => [name, (counter: Counter) => counters[counter]])),
  });
}
