/** Before the desktop specs: a real Electron, a screen of its own without a monitor, and the application packaged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { provideElectron } from './electron-runtime.ts';
import { packageApp } from './package-app.ts';

/** A screen; its number comes on the third file descriptor once it is there. */
async function openScreen(): Promise<{ readonly display: string; readonly server: ChildProcess }> {
  // Without -noreset it starts anew when its last window is gone, and whoever comes at that moment finds no screen.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const display = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${String(code)}`)));
    server.stdio[3]?.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`));
  });
  return { display, server };
}

export default async function setup(): Promise<(() => void) | undefined> {
  const runtime = await provideElectron();
  if ('missing' in runtime) {
    process.env['GATEPOST_DESKTOP_MISSING'] = runtime.missing;
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-package-'));
  const { display, server } = await openScreen();
  process.env['DISPLAY'] = display;
  process.env['GATEPOST_DESKTOP'] = await packageApp(runtime, folder);
  return () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
