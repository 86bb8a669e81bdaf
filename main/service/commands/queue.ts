/** `gatepost queue …`: mail on its way to other servers. */
import { type Command, InvalidArgumentError } from 'commander';
import type { QueueAttempt, QueueDestination, QueuedMessage, QueuedRecipient, QueueSelection, QueueSummary } from '../../../shared/admin-api/queue.ts';
import type { AdminClient } from '../../admin/channel.ts';
import { UsageError } from '../cli-errors.ts';
import { bytes, dateTime, table } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, parseCount, withCommonOptions, withOptionsToLook } from './command.ts';

interface Wanted {
  readonly from?: string;
  readonly to?: string;
  readonly destination?: string;
}

interface ListOptions extends CommonOptions, Wanted {
  readonly state?: 'waiting' | 'held';
  readonly oldest?: true;
  readonly behind?: number;
  readonly limit: number;
}

interface RemoveOptions extends CommonOptions, Wanted {
  readonly bounce?: true;
  readonly silent?: true;
}

type Change = Awaited<ReturnType<AdminClient['queue']['retry']>>;

export function addQueueCommands(program: Command, tools: CommandTools): void {
  const group = program.command('queue').description('mail on its way to other servers');
  withWanted(withOptionsToLook(group.command('list [text]'), tools))
    .description('show the messages in the queue, the newest first')
    .option('--state <state>', 'only what is "waiting" or "held"', parseState)
    .option('--oldest', 'the oldest first')
    .option('--behind <id>', 'go on behind this message', parseCount)
    .option('--limit <count>', 'show at most so many', parseCount, 100)
    .action(async (text: string | undefined, { behind, limit, oldest, state, ...options }: ListOptions) => {
      const filter = { ...wantedOf(options), text, state };
      const page = { filter, limit, order: oldest === true ? ('oldest' as const) : ('newest' as const), ...(behind === undefined ? {} : { from: behind }) };
      await ask(tools, options, (client) => client.queue.list(page), showList);
    });
  withOptionsToLook(group.command('show <id>'), tools)
    .description('show a message in the queue, its recipients, and each attempt')
    .action(async (id: string, options: CommonOptions) => {
      await ask(tools, options, (client) => client.queue.get({ id: idOf(id) }), showMessage);
    });
  withOptionsToLook(group.command('summary'), tools)
    .description('show how much waits, and for which destinations')
    .action(async (options: CommonOptions) => {
      await ask(tools, options, readSummary, showSummary);
    });
  addChange(group, tools, 'retry', 'try at once what waits', 'Tried again', (client, selection) => client.queue.retry({ selection }));
  addChange(group, tools, 'release', 'let what is held go', 'Released', (client, selection) => client.queue.release({ selection }));
  addHold(group, tools);
  addReroute(group, tools);
  addRemove(group, tools);
  for (const [name, description] of [
    ['pause', 'stop all delivery to other servers until "resume"'],
    ['resume', 'deliver again'],
  ] as const) {
    withCommonOptions(group.command(name), tools)
      .description(description)
      .action(async (options: CommonOptions) => {
        await ask(
          tools,
          options,
          (client) => client.queue[name](),
          () => (name === 'pause' ? 'The queue is paused.\n' : 'The queue delivers again.\n'),
        );
      });
  }
}

function addChange(
  group: Command,
  tools: CommandTools,
  name: string,
  description: string,
  done: string,
  change: (client: AdminClient, selection: QueueSelection) => Promise<Change>,
): void {
  withWanted(withCommonOptions(group.command(`${name} [ids...]`), tools))
    .description(`${description}: messages by id, "all", or by sender, recipient or destination`)
    .action(async (ids: string[], options: CommonOptions & Wanted) => {
      await ask(
        tools,
        options,
        (client) => change(client, selectionOf(ids, options)),
        (answer) => `${done}: ${changeText(answer)}.\n`,
      );
    });
}

function addHold(group: Command, tools: CommandTools): void {
  withWanted(withCommonOptions(group.command('hold [ids...]'), tools))
    .description('keep back what waits, until it is released: messages by id, "all", or by sender, recipient or destination')
    .option('--note <text>', 'why')
    .action(async (ids: string[], { note = '', ...options }: CommonOptions & Wanted & { readonly note?: string }) => {
      await ask(
        tools,
        options,
        (client) => client.queue.hold({ selection: selectionOf(ids, options), note }),
        (answer) => `Held: ${changeText(answer)}.\n`,
      );
    });
}

function addReroute(group: Command, tools: CommandTools): void {
  withWanted(withCommonOptions(group.command('reroute [ids...]'), tools))
    .description('send to another host than the router would: messages by id, "all", or by sender, recipient or destination')
    .requiredOption('--via <host>', 'the host, with a port if it is not the usual one; "router" leaves it to the router again')
    .action(async (ids: string[], { via, ...options }: CommonOptions & Wanted & { readonly via: string }) => {
      const route = via === 'router' ? null : via;
      const work = async (client: AdminClient): Promise<Change> => client.queue.reroute({ selection: selectionOf(ids, options), route });
      await ask(tools, options, work, (answer) => `Sent to ${via}: ${changeText(answer)}.\n`);
    });
}

function addRemove(group: Command, tools: CommandTools): void {
  withWanted(withCommonOptions(group.command('remove [ids...]'), tools))
    .description('remove for good: messages by id, "all", or by sender, recipient or destination')
    .option('--bounce', 'tell the senders')
    .option('--silent', 'tell nobody')
    .action(async (ids: string[], { bounce, silent, ...options }: RemoveOptions) => {
      if (bounce === silent) throw new UsageError('say either --bounce, to tell the senders, or --silent');
      const input = { selection: selectionOf(ids, options), report: bounce === true ? ('bounce' as const) : ('silent' as const) };
      await ask(
        tools,
        options,
        (client) => client.queue.remove(input),
        (answer) => `Removed: ${changeText(answer)}${bounce === true ? `; reported to the sender: ${answer.reported}` : ''}.\n${underWayText(answer.underWay)}`,
      );
    });
}

function withWanted(command: Command): Command {
  return command
    .option('--from <address>', 'from this sender; all of a domain as @example.com, delivery reports as "<>"')
    .option('--to <address>', 'to this recipient')
    .option('--destination <domain>', 'to recipients of this domain');
}

function wantedOf({ from, to, destination }: Wanted): QueueSelection {
  return { sender: from, recipient: to, destination };
}

function selectionOf(ids: readonly string[], options: Wanted): QueueSelection {
  if (ids.includes('all')) {
    if (ids.length > 1) throw new UsageError('"all" stands alone');
    return { ...wantedOf(options), all: true };
  }
  const selection = { ...wantedOf(options), ...(ids.length === 0 ? {} : { messages: ids.map(idOf) }) };
  if (Object.values(selection).every((value) => value === undefined)) throw new UsageError('say which messages: ids, "all", --from, --to or --destination');
  return selection;
}

function changeText({ recipients, messages }: Change): string {
  return `${recipients} ${recipients === 1 ? 'recipient' : 'recipients'} of ${messages} ${messages === 1 ? 'message' : 'messages'}`;
}

function underWayText(underWay: number): string {
  if (underWay === 0) return '';
  return `Not removed, since ${underWay === 1 ? '1 recipient was' : `${underWay} recipients were`} being sent to at that moment: what does not arrive stays in the queue.\n`;
}

function showList({ messages, more, count }: { readonly messages: readonly QueuedMessage[]; readonly more: boolean; readonly count: number }): string {
  if (messages.length === 0) return 'No messages are in the queue.\n';
  const lines = table(messages, {
    ID: ({ id }) => id,
    QUEUED: ({ queuedAt }) => dateTime(queuedAt),
    FROM: ({ sender }) => `<${sender}>`,
    TO: recipientsText,
    SIZE: ({ size }) => bytes(size),
    STATE: ({ state }) => state,
    NEXT: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : dateTime(nextAttemptAt)),
    ATTEMPTS: ({ attempts }) => attempts,
    'LAST ERROR': ({ lastError }) => (lastError.length > 80 ? `${lastError.slice(0, 80)}…` : lastError),
  });
  const last = messages.at(-1);
  return more && last !== undefined ? `${lines}${count} messages fit in all. The next ones: --behind ${last.id}\n` : lines;
}

function recipientsText({ recipients, recipientCount }: QueuedMessage): string {
  const [first = ''] = recipients;
  return recipientCount <= 1 ? first : `${first} and ${recipientCount - 1} more`;
}

function showMessage(message: QueuedMessage & { readonly details: readonly QueuedRecipient[]; readonly source: string; readonly sourceCut: boolean }): string {
  const head = [
    ['Message', `${message.id}, trace id ${message.traceId}`],
    ['From', `<${message.sender}>`],
    ['Queued', dateTime(message.queuedAt)],
    ['Size', bytes(message.size)],
  ].map(([name = '', value = '']) => `${name.padEnd(12)}${value}\n`);
  const more = message.recipientCount - message.details.length;
  const recipients = message.details.map(recipientText).join('\n');
  const source = `${message.source}${message.source.endsWith('\n') ? '' : '\n'}${message.sourceCut ? '(There is more of it.)\n' : ''}`;
  return `${head.join('')}\n${recipients}${more > 0 ? `… and ${more} more recipients\n` : ''}\n${source}`;
}

function recipientText({ recipient, state, holdNote, routed, nextAttemptAt, givenUpAt, attempts, history }: QueuedRecipient): string {
  const when = state === 'held' ? `held: ${holdNote}` : state === 'sending' ? 'on its way now' : `waits until ${dateTime(nextAttemptAt)}`;
  const lines = [`<${recipient}>`, `  ${when}; by ${routed}; attempts: ${attempts}; given up ${dateTime(givenUpAt)}`, ...history.map(attemptText)];
  return `${lines.join('\n')}\n`;
}

function attemptText({ at, host, address, tls, reply, milliseconds }: QueueAttempt): string {
  const where = [host, address === '' ? '' : `[${address}]`, tls].filter((part) => part !== '').join(' ');
  return `  ${dateTime(at)}  ${where === '' ? '' : `${where}, `}${milliseconds} ms: ${reply}`;
}

interface Overview {
  readonly summary: QueueSummary;
  readonly destinations: readonly QueueDestination[];
}

async function readSummary(client: AdminClient): Promise<Overview> {
  const [summary, { destinations }] = [await client.queue.summary(), await client.queue.destinations({})];
  return { summary, destinations };
}

function showSummary({ summary, destinations }: Overview): string {
  const { paused, messages, waiting, held, connections, oldestAt } = summary;
  const oldest = oldestAt === null ? '' : `; the oldest since ${dateTime(oldestAt)}`;
  const first = `${paused ? 'The queue is paused. ' : ''}${messages} messages: ${waiting} recipients wait, ${held} are held; ${connections} connections${oldest}.\n`;
  if (destinations.length === 0) return first;
  const rows = table(destinations, {
    DESTINATION: ({ destination }) => destination,
    WAITING: (row) => row.waiting,
    HELD: (row) => row.held,
    CONNECTIONS: (row) => row.connections,
    NEXT: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : dateTime(nextAttemptAt)),
    'LAST ERROR': ({ lastError }) => (lastError.length > 80 ? `${lastError.slice(0, 80)}…` : lastError),
  });
  return `${first}\n${rows}`;
}

function idOf(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new UsageError(`"${text}" is not the number of a message in the queue: see "gatepost queue list"`);
  return id;
}

function parseState(text: string): 'waiting' | 'held' {
  if (text !== 'waiting' && text !== 'held') throw new InvalidArgumentError('It must be "waiting" or "held".');
  return text;
}
