/** Running a command as an administrator, by the way that the system has for it: it asks the person, and we see no password. */
import { appleScriptText, shellCommandLine } from './posix-words.ts';
import type { ServicePlatform } from './service-places.ts';
import type { Command } from './service-steps.ts';
import { powerShellText, windowsCommandLine } from './windows-words.ts';

/** The command that has another one run as an administrator. */
export function elevated(platform: ServicePlatform, command: Command): Command {
  const [program, ...args] = command;
  switch (platform) {
    case 'linux':
      return ['pkexec', ...command];
    case 'darwin':
      return ['osascript', '-e', `do shell script ${appleScriptText(shellCommandLine(command))} with administrator privileges`];
    case 'win32': {
      const start = [
        `Start-Process -FilePath ${powerShellText(program)}`,
        `-ArgumentList ${powerShellText(windowsCommandLine(args))}`,
        '-Verb RunAs -WindowStyle Hidden -Wait -PassThru',
      ].join(' ');
      return ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', `$ErrorActionPreference = 'Stop'; exit (${start}).ExitCode`];
    }
  }
}

/** Whether this process may change services, and what a person runs if not. Windows tells the former only by trying. */
export function elevationOf(platform: ServicePlatform, command: Command): { readonly isElevated: boolean; readonly howToElevate: string } {
  return platform === 'win32'
    ? { isElevated: true, howToElevate: `open a terminal as administrator and run ${windowsCommandLine(command)}` }
    : { isElevated: process.getuid?.() === 0, howToElevate: `run sudo ${shellCommandLine(command)}` };
}
