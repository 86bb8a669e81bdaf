/** `gatepost serve`: runs the server until it is told to stop. */
import { type Command, Option } from 'commander';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { type ServiceHost, startServiceHost } from '../host.ts';
import { parseListenOption } from '../listen-option.ts';
import { type CommandTools, type CommonOptions, type Terminal, withCommonOptions } from './command.ts';
import { HostLog, readyLine } from '../host-log.ts';
import { runUntilStopped } from '../run-host.ts';
import { readSettingsDocument } from './settings.ts';

interface ServeOptions extends CommonOptions {
  readonly settings?: string;
  readonly listen?: string;
  readonly stopWithStdin?: true;
}

export function addServeCommand(program: Command, tools: CommandTools): void {
  withCommonOptions(program.command('serve'), tools)
    .description('run the server until it is told to stop')
    .option('--settings <file>', 'a partial settings document (JSON), merged and saved before the start')
    .option('--listen <list>', 'for this run only, these listeners and no others, such as smtp=127.0.0.1:2525,pop3=[::1]:0,admin=127.0.0.1:8025')
    .addOption(new Option('--stop-with-stdin', 'stop in order when the standard input ends').hideHelp())
    .action(async (options: ServeOptions) => {
      const listen = options.listen === undefined ? undefined : parseListenOption(options.listen);
      const settings = options.settings === undefined ? undefined : readSettingsDocument(options.settings);
      const log = new HostLog(tools.terminal.stdout, options.json === true);
      try {
        await runUntilStopped(options.stopWithStdin === true ? stoppingWithStdin(tools.terminal) : tools.terminal, {
          start: async () => await startServiceHost({ dataFolder: options.data, settings, listen, onEvent: log.take }),
          ready: (host) => log.ready(options.json === true ? readyLine(host) : readyText(host)),
        });
      } finally {
        log.end();
      }
    });
}

/** Windows has no signal that asks a program to stop: whoever runs us there closes our input (resources/windows-service.cs). */
function stoppingWithStdin(terminal: Terminal): Terminal {
  const { stdin, onStopSignal } = terminal;
  return {
    ...terminal,
    onStopSignal: (stop) => {
      const release = onStopSignal(stop);
      stdin.once('end', stop);
      stdin.resume();
      return () => {
        stdin.removeListener('end', stop);
        release();
      };
    },
  };
}

function readyText(host: ServiceHost): string {
  const listeners = host.engine.listeners.states.map(
    ({ protocol, address, port }) => `  ${protocol.padEnd(12)}${address === '' ? 'all addresses' : address}, port ${port}\n`,
  );
  const console =
    host.console === undefined ? '' : `The console, for one browser and ${FIXED_LIMITS.signInTokenMinutes} minutes: ${host.console.signInAddress()}\n`;
  return `Gatepost is ready. Data folder: ${host.engine.dataFolder}\n${listeners.join('')}${console}`;
}
