/** `npm start`: the desktop application, or without a display the service host. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeLink } from '../../main/host/data/data-location.ts';
import { openAdministration } from '../../main/service/open-administration.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { busyPort, startProgram } from './gatepost.ts';

test('starts the service host on the default data folder, says what does not work, and shows the console', async () => {
  const busy = await busyPort();
  const home = tempFolder();
  // The data was moved to another folder once.
  const data = path.join(home, 'on another disk');
  mkdirSync(data);
  mkdirSync(path.join(home, 'Gatepost'), { mode: 0o700 });
  writeLink(path.join(home, 'Gatepost'), data, 0);
  const listeners = [
    { protocol: 'smtp', address: '127.0.0.1', port: 0, tls: 'starttls' },
    { protocol: 'pop3', address: '127.0.0.1', port: busy, tls: 'starttls' },
  ];
  writeFileSync(path.join(data, 'settings.json'), JSON.stringify({ server: { listeners } }));
  const env = { XDG_CONFIG_HOME: home, APPDATA: home, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const host = startProgram([], { program: 'launcher.ts', env });
  expect(await host.line()).toBe('The desktop window is not available, since there is no display: the console is in the browser.');
  let line = await host.line();
  // Port 8025 may be in use on this machine: then another one is taken, and said.
  if (line.includes('the console cannot listen')) line = await host.line();
  expect(line).toContain(`Not working: POP3 cannot use port ${busy} of 127.0.0.1`);
  line = await host.line();
  const address = /^The server is running; Ctrl\+C stops it\. Its console, for one browser and 10 minutes: (http\S+)$/.exec(line)?.[1] ?? '';
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);

  const second = startProgram([], { program: 'launcher.ts', env });
  await second.line();
  expect(await second.line()).toMatch(/^The server is running already\. Its console: http/);
  expect((await second.end()).code).toBe(0);
  host.signal('SIGINT');
  expect(await host.end()).toMatchObject({ code: 0, stderr: '' });
});

test.skipIf(process.platform !== 'linux')('with a display and Electron it is the application, with what it was told, and ends as that does', async () => {
  const runtime = tempFolder();
  const heard = path.join(runtime, 'heard');
  // Stands in for Electron, which is no part of a fresh checkout; what it runs was built by "npm install".
  writeFileSync(path.join(runtime, 'electron'), `#!/bin/sh\necho "$@" > '${heard}'\nexit "\${EXIT:-0}"\n`, { mode: 0o755 });
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries({ ELECTRON_OVERRIDE_DIST_PATH: runtime, DISPLAY: ':99', CI: '' })) vi.stubEnv(name, value);
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminal = { stdin, stdout, stderr, onStopSignal: () => () => undefined };
  await openAdministration(terminal, ['--hidden', '--window=log']);
  expect(readFileSync(heard, 'utf8')).toMatch(/[\\/]dist[\\/]main[\\/]desktop[\\/]main\.js --hidden --window=log\n$/);
  expect(stdout.read()).toBeNull();
  vi.stubEnv('EXIT', '3');
  await expect(openAdministration(terminal, [])).rejects.toThrow('the desktop application ended with exit code 3');
});
