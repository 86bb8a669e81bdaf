/** `gatepost list …`: mailing lists and their members. */
import { type Command, Option } from 'commander';
import { LIST_POSTING, LIST_REPLY_TO, type ListMember, type MailingList } from '../../../shared/admin-api/lists.ts';
import { dateTime } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, tableOr, withCommonOptions, withOptionsToLook } from './command.ts';

interface ListOptions extends CommonOptions {
  readonly name?: string;
  readonly posting?: MailingList['posting'];
  readonly poster?: string[];
  readonly replyTo?: MailingList['replyTo'];
  readonly owner?: string;
}

export function addListCommands(program: Command, tools: CommandTools): void {
  const group = program.command('list').description('mailing lists');
  withSettings(withCommonOptions(group.command('add <address>'), tools))
    .description('add a mailing list')
    .action(async (address: string, options: ListOptions) => {
      await ask(
        tools,
        options,
        (client) => client.lists.add({ address, ...settingsOf(options) }),
        (list) => `The mailing list ${list.address} was added.\n`,
      );
    });
  withSettings(withCommonOptions(group.command('set <address>'), tools))
    .description('change a mailing list')
    .action(async (address: string, options: ListOptions) => {
      await ask(
        tools,
        options,
        (client) => client.lists.update({ address, ...settingsOf(options) }),
        (list) => `The mailing list ${list.address} was changed.\n`,
      );
    });
  withOptionsToLook(group.command('list'), tools)
    .description('show all mailing lists')
    .action(async (options: CommonOptions) => {
      await ask(tools, options, (client) => client.lists.list(), showLists);
    });
  withCommonOptions(group.command('remove <address>'), tools)
    .description('remove a mailing list and its members')
    .action(async (address: string, options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.lists.remove({ address }),
        () => `The mailing list ${address} was removed.\n`,
      );
    });
  withOptionsToLook(group.command('members <address>'), tools)
    .description('show the members of a mailing list')
    .action(async (address: string, options: CommonOptions) => {
      await ask(tools, options, (client) => client.lists.members({ address }), showMembers);
    });
  withCommonOptions(group.command('join <address> <members...>'), tools)
    .description('add members to a mailing list')
    .action(async (address: string, members: string[], options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.lists.addMembers({ address, members }),
        (list) => `The mailing list ${list.address} has ${list.memberCount} members now.\n`,
      );
    });
  withCommonOptions(group.command('leave <address> <members...>'), tools)
    .description('remove members of a mailing list')
    .action(async (address: string, members: string[], options: CommonOptions) => {
      await ask(
        tools,
        options,
        (client) => client.lists.removeMembers({ address, members }),
        ({ removed }) => `Removed ${removed} members of ${address}.\n`,
      );
    });
}

function withSettings(command: Command): Command {
  return command
    .option('--name <name>', 'what the list is called')
    .addOption(new Option('--posting <who>', 'who may post').choices(Object.keys(LIST_POSTING)))
    .option('--poster <addresses...>', 'addresses that may post, whoever else may')
    .addOption(new Option('--reply-to <whom>', 'where answers go').choices(Object.keys(LIST_REPLY_TO)))
    .option('--owner <address>', 'who gets what comes back; without it the postmaster');
}

function settingsOf({ name, posting, poster, replyTo, owner }: ListOptions): Partial<Pick<MailingList, 'name' | 'posting' | 'posters' | 'replyTo' | 'owner'>> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(posting === undefined ? {} : { posting }),
    ...(poster === undefined ? {} : { posters: poster }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(owner === undefined ? {} : { owner }),
  };
}

const showLists = tableOr<MailingList>('There are no mailing lists yet.', {
  LIST: ({ address }) => address,
  NAME: ({ name }) => name,
  MEMBERS: ({ memberCount }) => memberCount,
  'MAY POST': ({ posting }) => LIST_POSTING[posting],
  'ANSWERS TO': ({ replyTo }) => LIST_REPLY_TO[replyTo],
  OWNER: ({ owner }) => (owner === '' ? 'the postmaster' : owner),
});

const showMembers = tableOr<ListMember>('The list has no members.', {
  MEMBER: ({ address }) => address,
  SINCE: ({ joinedAt }) => dateTime(joinedAt),
  SUSPENDED: ({ suspendedAt }) => (suspendedAt === null ? '' : dateTime(suspendedAt)),
});
