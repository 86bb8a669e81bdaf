/** `gatepost lint`: what is odd about the lists and switches of the security options. */
import { type Command, InvalidArgumentError } from 'commander';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../../../shared/security-options.ts';
import { table } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, withOptionsToLook } from './command.ts';

export function addLintCommand(program: Command, tools: CommandTools): void {
  withOptionsToLook(program.command('lint'), tools)
    .argument('[option]', 'such as filters; without it, all of them', parseOption)
    .description('show what is odd about the security settings: entries that do nothing, do too much, or are ignored')
    .action(async (option: SecurityOptionId | undefined, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.security.lint(option === undefined ? {} : { option }),
        ({ total, findings }) => {
          if (total === 0) return 'Nothing is odd.\n';
          const rows = table(findings, { OPTION: (found) => found.option, ENTRY: (found) => found.entry ?? '', FINDING: (found) => found.message });
          return total > findings.length ? `${rows}There are ${total - findings.length} more.\n` : rows;
        },
      );
    });
}

function parseOption(text: string): SecurityOptionId {
  const known = SECURITY_OPTIONS.find(({ id }) => id === text);
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${SECURITY_OPTIONS.map(({ id }) => id).join(', ')}.`);
  return known.id;
}
