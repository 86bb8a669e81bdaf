/** `gatepost settings …`: read and change the settings, and go back to earlier ones. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import type { Revision } from '../../../shared/admin-api/settings.ts';
import type { Json } from '../../settings/json-path.ts';
import { UsageError } from '../cli-errors.ts';
import { dateTime } from '../output.ts';
import { errorCode } from '../../host/system-errors.ts';
import { changeLines, showChanges, withWhatIsInForce } from './changed-settings.ts';
import { type CommandTools, type CommonOptions, ask, explained, parseCount, parseRevision, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface ChangeOptions extends CommonOptions {
  readonly yes?: true;
}

interface HistoryOptions extends CommonOptions {
  readonly limit: number;
}

const YES = ['--yes', 'also where addresses are banned or trusted that are better left alone'] as const;

export function addSettingsCommands(program: Command, tools: CommandTools): void {
  const group = program.command('settings').description('the settings of this server');
  withOptionsToLook(group.command('get [path]'), tools)
    .description('show the settings, or those under a path such as server.limits')
    .action(async (path: string | undefined, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.settings.get({ path: path ?? '' }),
        (value) => `${JSON.stringify(value, undefined, 2)}\n`,
      );
    });
  withCommonOptions(group.command('set <path> <value>'), tools)
    .description('set one value, such as: settings set server.hostname mail.example.com')
    .option(...YES)
    .action(async (path: string, value: string, options: ChangeOptions) => {
      if (path.trim() === '') throw new UsageError('path: name the setting to change, such as server.hostname; "gatepost settings get" shows them all');
      const change = { path, value: valueFromText(value), confirmed: options.yes === true };
      await ask(tools, options, async (client) => await withWhatIsInForce(client, await explained(client.settings.set(change))), showChanges);
    });
  withCommonOptions(group.command('import <file>'), tools)
    .description('merge a partial settings document (JSON) into the settings')
    .option(...YES)
    .action(async (file: string, options: ChangeOptions) => {
      const change = { document: readSettingsDocument(file), confirmed: options.yes === true };
      await ask(tools, options, async (client) => await withWhatIsInForce(client, await explained(client.settings.import(change))), showChanges);
    });
  withOptionsToLook(group.command('history'), tools)
    .description('show who changed what and when, the newest first')
    .option('--limit <count>', 'how many revisions to show', parseCount, 20)
    .action(async (options: HistoryOptions) => {
      await ask(tools, options, (client) => client.settings.history({ limit: options.limit }), showHistory);
    });
  withCommonOptions(group.command('restore'), tools)
    .argument('<revision>', 'its number, as "settings history" shows it', parseRevision)
    .description('put the settings of an earlier revision into force again')
    .option(...YES)
    .action(async (revision: number, options: ChangeOptions) => {
      const change = { revision, confirmed: options.yes === true };
      await ask(tools, options, async (client) => await withWhatIsInForce(client, await explained(client.settings.restore(change))), showChanges);
    });
}

/** Reads a partial settings document from a file. Throws UsageError naming the file and the reason. */
export function readSettingsDocument(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`the settings file ${file} cannot be read: ${errorCode(error)}`);
  }
  try {
    return z.json().parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`the settings file ${file} is not JSON: ${errorCode(error)}`);
  }
}

/** JSON if it is JSON, else a text: nobody wants to quote a host name twice. */
function valueFromText(text: string): Json {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    // Not JSON: it stands for itself.
    return text;
  }
}

const showHistory = tableOr<Revision>('There are no revisions yet.', {
  REVISION: ({ revision }) => revision,
  WHEN: ({ at }) => dateTime(at),
  WHO: ({ by }) => by,
  CHANGES: (revision) => changeLines(revision).join('; '),
});
