/** `gatepost quarantine …`: the messages that are held. */
import { type Command, InvalidArgumentError } from 'commander';
import type { HeldMessage, Released } from '../../../shared/admin-api/quarantine.ts';
import { CommandFailed, UsageError } from '../cli-errors.ts';
import { bytes, dateTime, table } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, withCommonOptions, withOptionsToLook } from './command.ts';

interface ListOptions extends CommonOptions {
  readonly before?: number;
  readonly limit: number;
}

interface ReleaseOptions extends CommonOptions {
  readonly to?: string[];
}

export function addQuarantineCommands(program: Command, tools: CommandTools): void {
  const group = program.command('quarantine').description('the messages that were accepted and are held');
  withOptionsToLook(group.command('list'), tools)
    .description('show the held messages, the newest first')
    .option('--before <id>', 'only what came before this message', parseNumber)
    .option('--limit <count>', 'show at most so many', parseNumber, 100)
    .action(async ({ before, limit, ...options }: ListOptions) => {
      const page = { limit, ...(before === undefined ? {} : { before }) };
      await ask(tools, options, (client) => client.quarantine.list(page), showList);
    });
  withOptionsToLook(group.command('show <id>'), tools)
    .description('show why a message is held, and how it begins')
    .action(async (id: string, options: CommonOptions) => {
      const message = idOf(id);
      await ask(tools, options, (client) => client.quarantine.get({ id: message }), showMessage);
    });
  withCommonOptions(group.command('release <ids...>'), tools)
    .description('deliver held messages')
    .option('--to <recipients...>', 'only to these recipients of the one message; it stays held for the others')
    .action(async (texts: string[], { to, ...options }: ReleaseOptions) => {
      const input = { ids: texts.map(idOf), ...(to === undefined ? {} : { recipients: to }) };
      const unreleased: string[] = [];
      await ask(
        tools,
        options,
        async (client) => {
          const answer = await client.quarantine.release(input);
          unreleased.push(...answer.refused.map(({ message }) => message));
          return answer;
        },
        ({ released }) => released.map(releasedLine).join(''),
      );
      if (unreleased.length > 0) throw new CommandFailed(unreleased.join(' '));
    });
  withCommonOptions(group.command('remove <ids...>'), tools)
    .description('discard held messages for good')
    .action(async (texts: string[], options: CommonOptions) => {
      const ids = texts.map(idOf);
      const unknown: number[] = [];
      await ask(
        tools,
        options,
        async (client) => {
          const answer = await client.quarantine.remove({ ids });
          unknown.push(...answer.missing);
          return answer;
        },
        ({ removed }) => removed.map((id) => `The held message ${id} was discarded.\n`).join(''),
      );
      if (unknown.length > 0) throw new CommandFailed(`there is no held message ${unknown.join(', ')}`);
    });
}

function showList({ messages, more, count }: { readonly messages: readonly HeldMessage[]; readonly more: boolean; readonly count: number }): string {
  if (messages.length === 0) return 'No messages are held.\n';
  const lines = table(messages, {
    ID: ({ id }) => id,
    RECEIVED: ({ receivedAt }) => dateTime(receivedAt),
    FROM: ({ reversePath }) => `<${reversePath}>`,
    TO: recipientsText,
    SIZE: ({ size }) => bytes(size),
    BY: ({ check }) => check,
    SUBJECT: ({ subject }) => subject,
  });
  const last = messages.at(-1);
  return more && last !== undefined ? `${lines}${count} messages are held in all. Older ones: --before ${last.id}\n` : lines;
}

function recipientsText({ recipients, recipientCount }: HeldMessage): string {
  const [first, ...others] = recipients;
  if (first === undefined) return 'nobody';
  return others.length === 0 ? first : `${first} and ${recipientCount - 1} more`;
}

function showMessage(message: HeldMessage & { readonly source: string; readonly sourceCut: boolean }): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Message', `${message.id}, trace id ${message.traceId}`],
    ['Held by', message.check],
    ['Reason', message.explanation === '' ? message.reason : `${message.reason}: ${message.explanation}`],
    ['Entry', message.entry],
    ['Client', message.remoteAddress],
    ['Received', dateTime(message.receivedAt)],
    ['Kept until', message.discardedAt === null ? 'it is released or removed' : dateTime(message.discardedAt)],
    ['From', `<${message.reversePath}>`],
    ['To', message.recipients.join(', ')],
    ['Subject', message.subject],
    ['Size', bytes(message.size)],
  ];
  const head = facts.map(([name, value]) => `${name.padEnd(12)}${value}`.trimEnd()).join('\n');
  return `${head}\n\n${message.source}${message.source.endsWith('\n') ? '' : '\n'}${message.sourceCut ? '(There is more of it.)\n' : ''}`;
}

function releasedLine({ id, delivered, queued, skipped, stillHeld, contentLost }: Released): string {
  const gone = skipped.length === 0 ? '' : ` ${skipped.join(', ')} got nothing: the account has been removed.`;
  const rest = stillHeld === 0 ? '' : ` It is still held for ${stillHeld} more.`;
  const lost = contentLost ? ' Its content has been lost: POP3 refuses it, and what is for other servers goes back to its sender.' : '';
  return `The held message ${id} was released to ${[...delivered, ...queued].join(', ')}.${gone}${rest}${lost}\n`;
}

function idOf(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new UsageError(`"${text}" is not the number of a held message: see "gatepost quarantine list"`);
  return id;
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}
