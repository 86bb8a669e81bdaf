/** Starts the desktop application for a person, or the service host, or finds the one that is running, and shows its console. */
import { spawn } from 'node:child_process';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { connectHost } from './admin-access.ts';
import { CommandFailed } from './cli-errors.ts';
import type { Terminal } from './commands/command.ts';
import { findDesktopRuntime } from './desktop-runtime.ts';
import { defaultDataFolder } from '../host/data-folder.ts';
import { followMoves } from '../host/data/data-location.ts';
import { type ServiceHost, startServiceHost } from './host.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import { runUntilStopped } from './run-host.ts';

/**
 * Returns when the host has been stopped, or at once if one was running already.
 * @param args for the desktop application, such as `--hidden`
 */
export async function openAdministration(terminal: Terminal, args: readonly string[]): Promise<void> {
  const desktop = findDesktopRuntime(hasDisplay());
  if (desktop.state === 'present') {
    await runDesktop(desktop.program, [desktop.entry, ...args]);
    return;
  }
  const remedy = desktop.remedy === undefined ? '' : ` ("${desktop.remedy}" brings it)`;
  terminal.stdout.write(`The desktop window is not available, since ${desktop.why}${remedy}: the console is in the browser.\n`);
  const dataFolder = followMoves(defaultDataFolder());
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

/** Resolves when the person quits. Signals reach it by themselves: it is of the same group. */
async function runDesktop(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit' });
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  process.removeListener('SIGINT', ignore);
  if (code !== 0) throw new CommandFailed(`the desktop application ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
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
