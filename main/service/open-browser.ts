/** Opens the default browser, where there is one. */
import { spawn } from 'node:child_process';

/** True if there is somebody in front of a screen who would see a browser. */
export function hasDisplay(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env['CI'] !== undefined && env['CI'] !== '') return false;
  return platform === 'win32' || platform === 'darwin' || (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** Opens an address in the default browser. Nothing happens if there is none: the address has been printed as well. */
export function openBrowser(address: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...args] = browserCommand(address, platform);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // No such program: the person opens the printed address.
  child.on('error', () => undefined);
  child.unref();
}

function browserCommand(address: string, platform: NodeJS.Platform): [string, ...string[]] {
  switch (platform) {
    case 'win32':
      // The empty text is the title of the window; the address is of our own making and has no character special to cmd.
      return ['cmd', '/c', 'start', '', address];
    case 'darwin':
      return ['open', address];
    default:
      return ['xdg-open', address];
  }
}
