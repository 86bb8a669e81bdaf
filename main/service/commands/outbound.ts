/** `gatepost outbound …`: what each login sends to other servers, and what is held because it was too much. */
import type { Command } from 'commander';
import type { OutboundSender } from '../../../shared/admin-api/outbound.ts';
import { CommandFailed } from '../cli-errors.ts';
import { type CommandTools, type CommonOptions, ask, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface BlockOptions extends CommonOptions {
  readonly discard?: true;
}

export function addOutboundCommands(program: Command, tools: CommandTools): void {
  const group = program.command('outbound').description('what each login sends to other servers, and what is held of it');
  withOptionsToLook(group.command('list'), tools)
    .description('show who has sent how much in the last day, and what is held')
    .action(async (options: CommonOptions) => {
      await ask(tools, options, (client) => client.outbound.list(), showSenders);
    });
  withCommonOptions(group.command('release <sender>'), tools)
    .description('send on all that is held of a sender, and count anew')
    .action(async (sender: string, options: CommonOptions) => {
      const unreleased: string[] = [];
      await ask(
        tools,
        options,
        async (client) => {
          const answer = await client.outbound.release({ sender });
          unreleased.push(...answer.refused.map(({ message }) => message));
          return answer;
        },
        ({ released }) => `Released ${released.length} messages of ${sender}.\n`,
      );
      if (unreleased.length > 0) throw new CommandFailed(unreleased.join(' '));
    });
  withCommonOptions(group.command('block <sender>'), tools)
    .description('close the sessions of an account or SMTP login and disable it; what is held of it stays held')
    .option('--discard', 'discard for good what is held of it')
    .action(async (sender: string, { discard, ...options }: BlockOptions) => {
      await ask(
        tools,
        options,
        (client) => client.outbound.block({ sender, discard: discard === true }),
        ({ discarded }) => `${sender} is disabled, and its sessions are closed.${discard === true ? ` ${discarded} held messages were discarded.` : ''}\n`,
      );
    });
}

const showSenders = tableOr<OutboundSender>('Nothing was sent to other servers in the last day.', {
  SENDER: ({ sender }) => sender,
  STATE: ({ enabled }) => (enabled ? 'enabled' : 'disabled'),
  HOUR: ({ messagesThisHour, limits }) => ofLimit(messagesThisHour, limits.messagesPerHour),
  DAY: ({ messagesThisDay, limits }) => ofLimit(messagesThisDay, limits.messagesPerDay),
  'NEW/HOUR': ({ newRecipientsThisHour, limits }) => ofLimit(newRecipientsThisHour, limits.newRecipientsPerHour),
  'NEW/DAY': ({ newRecipientsThisDay, limits }) => ofLimit(newRecipientsThisDay, limits.newRecipientsPerDay),
  HELD: ({ held }) => held.length,
});

function ofLimit(count: number, limit: number | null): string {
  return limit === null ? String(count) : `${count} of ${limit}`;
}
