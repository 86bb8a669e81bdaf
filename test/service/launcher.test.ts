/** `npm start` on a machine without a display. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeLink } from '../../main/host/data/data-location.ts';
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
