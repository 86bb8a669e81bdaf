/** The command line: `gatepost <command> …`. */
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, explainFailure } from './cli-errors.ts';
import { addAccountCommands } from './commands/account.ts';
import { addAddressListCommands } from './commands/address-lists.ts';
import { addAliasCommands } from './commands/alias.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addCheckCommand } from './commands/check.ts';
import type { CommandTools, Terminal } from './commands/command.ts';
import { addDataFolderCommands } from './commands/data-folder.ts';
import { addDkimCommands } from './commands/dkim.ts';
import { addDnsCommands } from './commands/dns.ts';
import { addDomainCommands } from './commands/domain.ts';
import { addLintCommand } from './commands/lint.ts';
import { addListCommands } from './commands/list.ts';
import { addLogCommand } from './commands/log.ts';
import { addOutboundCommands } from './commands/outbound.ts';
import { addQuarantineCommands } from './commands/quarantine.ts';
import { addQueueCommands } from './commands/queue.ts';
import { addMessageCommands } from './commands/message.ts';
import { addRelayTestCommand } from './commands/relay-test.ts';
import { addServeCommand } from './commands/serve.ts';
import { addServerCommands } from './commands/server.ts';
import { addServiceCommands } from './commands/service.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { defaultDataFolder } from '../host/data-folder.ts';
import { VERSION } from '../host/version.ts';

/** Runs one command line. @param args without the program's name. @returns the exit code */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await buildProgram({ terminal, defaultDataFolder: defaultDataFolder() }).parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said it already: the help that was asked for, or what is wrong with the usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { code, lines } = explainFailure(error);
    terminal.stderr.write(lines.map((line) => `gatepost: ${line}\n`).join(''));
    return code;
  }
}

function buildProgram(tools: CommandTools): Command {
  const { stdout, stderr } = tools.terminal;
  const program = new Command('gatepost')
    .description('A mail server: SMTP, mailboxes and POP3. Commands go to the running server of the data folder, or to the folder itself where none runs.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showSuggestionAfterError();
  addServeCommand(program, tools);
  addBackupCommands(program, tools);
  addServiceCommands(program, tools);
  addDataFolderCommands(program, tools);
  addDomainCommands(program, tools);
  addDnsCommands(program, tools);
  addDkimCommands(program, tools);
  addAccountCommands(program, tools);
  addAliasCommands(program, tools);
  addListCommands(program, tools);
  addQuarantineCommands(program, tools);
  addOutboundCommands(program, tools);
  addQueueCommands(program, tools);
  addAddressListCommands(program, tools);
  addSettingsCommands(program, tools);
  addCheckCommand(program, tools);
  addLintCommand(program, tools);
  addLogCommand(program, tools);
  addMessageCommands(program, tools);
  addRelayTestCommand(program, tools);
  addServerCommands(program, tools);
  return program;
}
