/** Starts the service host for a person, or finds the one that is running, and shows its console. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { connectHost } from './admin-access.ts';
import type { Terminal } from './commands/command.ts';
import { defaultDataFolder } from '../host/data-folder.ts';
import { type ServiceHost, startServiceHost } from './host.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import { runUntilStopped } from './run-host.ts';

/** Returns when the host has been stopped, or at once if one was running already. */
export async function openAdministration(terminal: Terminal): Promise<void> {
  terminal.stdout.write(`The desktop window is not available${hasDisplay() ? ' in this version' : ' without a display'}: the console is in the browser.\n`);
  const dataFolder = defaultDataFolder();
  const running = await connectHost(dataFolder);
  if (running !== undefined) {
    const { address } = await running.client.server.consoleAddress();
    running.close();
    show(terminal, `The server is running already. Its console:`, address);
    return;
  }
  await runUntilStopped(terminal, {
    start: async () => await startServiceHost({ dataFolder, keepGoing: true }),
    ready: (host) => ready(terminal, host),
  });
}

function ready(terminal: Terminal, host: ServiceHost): void {
  for (const failure of host.failures) terminal.stdout.write(`Not working: ${failure}\n`);
  const address = host.console?.signInAddress();
  if (address === undefined) return;
  show(terminal, `The server is running; Ctrl+C stops it. Its console, for one browser and ${FIXED_LIMITS.signInTokenMinutes} minutes:`, address);
}

function show({ stdout }: Terminal, what: string, address: string): void {
  stdout.write(`${what} ${address}\n`);
  if (hasDisplay()) openBrowser(address);
}
