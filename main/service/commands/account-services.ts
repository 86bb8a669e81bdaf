/** `gatepost account forward …` and `gatepost account vacation …`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Forward, Vacation } from '../../../shared/admin-api/mail-services.ts';
import { UsageError } from '../cli-errors.ts';
import { dateTime } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, parseCount, readAll, tableOr, withCommonOptions } from './command.ts';

interface ForwardOptions extends CommonOptions {
  readonly copy: boolean;
  readonly off?: true;
}

interface VacationOptions extends CommonOptions {
  readonly subject?: string;
  readonly from?: number;
  readonly until?: number;
  readonly days: number;
  readonly textStdin?: true;
  readonly off?: true;
}

/** @param group that of `account` */
export function addAccountServiceCommands(group: Command, tools: CommandTools): void {
  withCommonOptions(group.command('forward [address] [targets...]'), tools)
    .description('have mail of a mailbox forwarded; without an address, show all forwards')
    .option('--no-copy', 'keep no copy in the mailbox')
    .option('--off', 'end it')
    .action(async (address: string | undefined, targets: string[], { copy, off, ...options }: ForwardOptions) => {
      if (address === undefined) await ask(tools, options, (client) => client.forwards.list(), showForwards);
      else if (off === true) {
        await ask(
          tools,
          options,
          (client) => client.forwards.remove({ address }),
          () => `Mail for ${address} is not forwarded.\n`,
        );
      } else if (targets.length === 0) throw new UsageError('say where mail is to be forwarded to, or --off');
      else await ask(tools, options, (client) => client.forwards.set({ address, targets, keepCopy: copy }), forwardLine);
    });
  withCommonOptions(group.command('vacation [address]'), tools)
    .description('answer mail of a mailbox by itself; without an address, show all such answers')
    .option('--text-stdin', 'read the text of the answer from stdin')
    .option('--subject <text>', 'its subject; without it that of the message, after "Auto: "')
    .option('--from <time>', 'when it begins, such as 2026-12-24 or 2026-12-24T18:00', parseTime)
    .option('--until <time>', 'when it ends', parseTime)
    .option('--days <count>', 'the same sender gets no other answer within so many days', parseCount, 7)
    .option('--off', 'end it')
    .action(async (address: string | undefined, { subject = '', from, until, days, textStdin, off, ...options }: VacationOptions) => {
      if (address === undefined) await ask(tools, options, (client) => client.vacations.list(), showVacations);
      else if (off === true) {
        await ask(
          tools,
          options,
          (client) => client.vacations.remove({ address }),
          () => `Mail for ${address} is not answered.\n`,
        );
      } else {
        if (textStdin !== true) throw new UsageError('give the text of the answer on stdin, with --text-stdin, or say --off');
        const vacation = { address, subject, text: await readAll(tools.terminal), startsAt: from ?? null, endsAt: until ?? null, days };
        await ask(
          tools,
          options,
          (client) => client.vacations.set(vacation),
          (set) => `Mail for ${set.address} is answered ${whenText(set)}.\n`,
        );
      }
    });
}

function forwardLine({ address, targets, keepCopy }: Forward): string {
  return `Mail for ${address} goes to ${targets.join(', ')}${keepCopy ? ', and to the mailbox' : ', and not to the mailbox'}.\n`;
}

const showForwards = tableOr<Forward>('No mail is forwarded.', {
  ADDRESS: ({ address }) => address,
  TARGETS: ({ targets }) => targets.join(', '),
  COPY: ({ keepCopy }) => (keepCopy ? 'kept' : 'none'),
});

const showVacations = tableOr<Vacation>('No mail is answered by itself.', {
  ADDRESS: ({ address }) => address,
  WHEN: whenText,
  SUBJECT: ({ subject }) => subject,
  DAYS: ({ days }) => days,
});

function whenText({ startsAt, endsAt }: Vacation): string {
  const start = startsAt === null ? 'from now on' : `from ${dateTime(startsAt)}`;
  return endsAt === null ? start : `${start} until ${dateTime(endsAt)}`;
}

/** Local time. A day alone is its beginning. */
function parseTime(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?$/.test(text) ? new Date(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')).getTime() : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be such as 2026-12-24 or 2026-12-24T18:00.');
  return at;
}
