/** `gatepost relay-test`: would a listener that runs pass on mail for strangers? */
import type { Command } from 'commander';
import { RELAY_TEST_GAPS, type RelayTestResult } from '../../../shared/admin-api/relay-test.ts';
import { withAdmin } from '../admin-access.ts';
import { CommandRefused } from '../cli-errors.ts';
import { table } from '../output.ts';
import { type CommandTools, type CommonOptions, saidOn, withOptionsToLook } from './command.ts';

const HEADINGS = {
  closed: 'No listener relays for strangers.',
  open: 'THIS SERVER RELAYS FOR STRANGERS. It will be used for spam within hours: stop its SMTP listeners until that is mended.',
  unsure: 'Nothing was relayed, but not every listener could be tested.',
} as const satisfies Record<RelayTestResult['verdict'], string>;

export function addRelayTestCommand(program: Command, tools: CommandTools): void {
  withOptionsToLook(program.command('relay-test'), tools)
    .description('connect to the SMTP listeners that run as a stranger would, and look whether one would relay; sends nothing')
    .action(async (options: CommonOptions) => {
      const result = await withAdmin(options.data, saidOn(tools.terminal), (client) => client.relayTest.run());
      tools.terminal.stdout.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : showResult(result));
      if (result.verdict !== 'closed') throw new CommandRefused();
    });
}

function showResult({ verdict, gap, clientAddress, listeners }: RelayTestResult): string {
  const from = clientAddress === undefined ? '' : ` Tried from ${clientAddress}.`;
  const lines = [`${HEADINGS[verdict]}${from}${gap === undefined ? '' : ` ${RELAY_TEST_GAPS[gap]}.`}\n`];
  if (listeners.length === 0) lines.push('There is no SMTP listener.\n');
  else {
    lines.push(
      table(listeners, {
        LISTENER: ({ id }) => id,
        PORT: ({ port }) => port,
        ATTEMPTS: ({ attempts }) => attempts.length,
        TAKEN: ({ attempts }) => attempts.filter(({ taken }) => taken).length,
        REMARK: ({ gap: reason }) => (reason === undefined ? '' : RELAY_TEST_GAPS[reason]),
      }),
    );
  }
  for (const { id, attempts } of listeners) {
    for (const { sender, recipient = '', reply, taken } of attempts) if (taken) lines.push(`${id}: from <${sender}> to <${recipient}>: ${reply}\n`);
  }
  return lines.join('');
}
