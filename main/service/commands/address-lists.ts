/** `gatepost ban`, `unban`, `trust` and `untrust`: the lists of banned and trusted addresses. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ListedAddress } from '../../../shared/admin-api/addresses.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { AddressList } from '../../../shared/net/address-risks.ts';
import type { AdminClient } from '../../admin/channel.ts';
import { dateTime } from '../output.ts';
import { type CommandTools, type CommonOptions, ask, explained, tableOr, withCommonOptions } from './command.ts';

interface AddOptions extends CommonOptions {
  readonly for?: number;
  readonly note: string;
  readonly yes?: true;
}

interface Words {
  readonly add: string;
  readonly addHelp: string;
  readonly added: string;
  readonly remove: string;
  readonly removeHelp: string;
  readonly removed: string;
}

const WORDS = {
  banned: {
    add: 'ban',
    addHelp: 'disconnect clients with an address, network (192.0.2.0/24), range (a-b) or pattern (192.0.2.*) at once; without an address, show who is banned',
    added: 'is banned',
    remove: 'unban',
    removeHelp: 'take an address off the banned ones, be it banned by hand or by the server',
    removed: 'is no longer banned',
  },
  trusted: {
    add: 'trust',
    addHelp: 'let clients with an address, network, range or pattern send mail to other domains without logging in; without an address, show who may',
    added: 'is trusted',
    remove: 'untrust',
    removeHelp: 'take an address off the trusted ones',
    removed: 'is no longer trusted',
  },
} as const satisfies Record<AddressList, Words>;

export function addAddressListCommands(program: Command, tools: CommandTools): void {
  for (const list of ['banned', 'trusted'] as const) {
    const words = WORDS[list];
    withCommonOptions(program.command(`${words.add} [address]`), tools)
      .description(words.addHelp)
      .option('--for <time>', 'only for so long, such as 30m, 24h or 7d', parseDuration)
      .option('--note <text>', 'why', '')
      .option('--yes', 'do it although it looks dangerous')
      .action(async (address: string | undefined, options: AddOptions) => {
        if (address === undefined) await show(tools, list, options);
        else await add(tools, list, address, options);
      });
    withCommonOptions(program.command(`${words.remove} <address>`), tools)
      .description(words.removeHelp)
      .action(async (address: string, options: CommonOptions) => {
        await ask(
          tools,
          options,
          (client) => client.addresses.remove({ list, addresses: [address] }),
          () => `${address} ${words.removed}.\n`,
        );
      });
  }
}

async function add(tools: CommandTools, list: AddressList, address: string, options: AddOptions): Promise<void> {
  const expires = options.for === undefined ? null : new Date(Date.now() + options.for).toISOString();
  const entry = { address, note: options.note, expires };
  await ask(
    tools,
    options,
    async (client) => await explained(client.addresses.add({ list, entry, confirmed: options.yes === true })),
    ({ address: added, expires: until, lengthened }) => {
      const time = until === null ? (lengthened ? ' for good' : '') : ` until ${dateTime(Date.parse(until))}`;
      return `${added} ${WORDS[list].added}${time}${lengthened ? ', which is longer than before' : ''}.\n`;
    },
  );
}

async function show(tools: CommandTools, list: AddressList, options: CommonOptions): Promise<void> {
  const rows = tableOr<ListedAddress>(`No address is ${list}.`, {
    ADDRESS: ({ address }) => address,
    UNTIL: ({ expires }) => (expires === null ? 'for ever' : dateTime(Date.parse(expires))),
    SOURCE: ({ source }) => source,
    NOTE: ({ note }) => note,
  });
  await ask(tools, options, async (client) => await all(client, list), rows);
}

async function all(client: AdminClient, list: AddressList): Promise<ListedAddress[]> {
  const rows: ListedAddress[] = [];
  for (;;) {
    const { entries, total } = await client.addresses.list({ list, offset: rows.length, limit: FIXED_LIMITS.addressPage });
    rows.push(...entries);
    if (entries.length === 0 || rows.length >= total) return rows;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. */
function parseDuration(text: string): number {
  const [, digits, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const factor = UNIT_MS[unit ?? ''];
  if (digits === undefined || factor === undefined) throw new InvalidArgumentError('It must be such as 30m, 24h or 7d.');
  return Number(digits) * factor;
}
