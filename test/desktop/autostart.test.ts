/** Starting with the session. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { Autostart, type OwnStart, startAtLogin } from '../../main/desktop/autostart.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

test('on Linux it writes the entry that desktops read, and takes it away again', () => {
  const folder = tempFolder();
  const autostart = new Autostart(['/opt/Gate post/$app "50%"\\x', '--hidden'], { XDG_CONFIG_HOME: folder });
  expect(autostart.isOn).toBe(false);
  autostart.turnOn();
  expect(autostart.isOn).toBe(true);
  const file = path.join(folder, 'autostart/gatepost.desktop');
  expect(readFileSync(file, 'utf8').split('\n')).toContain(String.raw`Exec="/opt/Gate post/\\$app \\"50%%\\"\\\\x" "--hidden"`);
  autostart.turnOff();
  expect(existsSync(file)).toBe(false);
  autostart.turnOff();
});

test('an entry that starts something else, or that the desktop has turned off, does not count', () => {
  const environment = { XDG_CONFIG_HOME: tempFolder() };
  const autostart = new Autostart(['/opt/Gatepost/gatepost-desktop', '--hidden'], environment);
  new Autostart(['/home/anna/Gatepost-0.1.0.AppImage', '--hidden'], environment).turnOn();
  expect(autostart.isOn).toBe(false);
  autostart.turnOn();
  appendFileSync(path.join(environment.XDG_CONFIG_HOME, 'autostart/gatepost.desktop'), 'X-GNOME-Autostart-enabled=false\n');
  expect(autostart.isOn).toBe(false);
  autostart.turnOn();
  expect(autostart.isOn).toBe(true);
});

const installed: OwnStart = {
  platform: 'linux',
  isPackaged: true,
  program: '/opt/Gatepost/gatepost-desktop',
  entry: undefined,
  appImage: undefined,
  dataFolder: undefined,
};
const checkout = { isPackaged: false, program: '/src/node_modules/electron/dist/electron', entry: '/src/dist/main/desktop/main.js' };

test.each<{ name: string; change: Partial<OwnStart>; starts: readonly string[] | undefined }>([
  { name: 'the installed program', change: {}, starts: ['/opt/Gatepost/gatepost-desktop', '--hidden'] },
  { name: 'an AppImage, from where it lies', change: { appImage: '/home/anna/G.AppImage' }, starts: ['/home/anna/G.AppImage', '--hidden'] },
  {
    name: 'the same data folder',
    change: { dataFolder: '/mnt/mail' },
    starts: ['/opt/Gatepost/gatepost-desktop', '--data=/mnt/mail', '--hidden'],
  },
  { name: 'a checkout, with what Electron is to run', change: checkout, starts: [checkout.program, checkout.entry, '--hidden'] },
  { name: 'on a Mac the application', change: { platform: 'darwin' }, starts: ['/opt/Gatepost/gatepost-desktop', '--hidden'] },
  { name: 'on a Mac no checkout', change: { ...checkout, platform: 'darwin' }, starts: undefined },
  { name: 'on a Mac no folder by name', change: { platform: 'darwin', dataFolder: '/Volumes/mail' }, starts: undefined },
])('at login starts $name', ({ change, starts }) => {
  expect(startAtLogin({ ...installed, ...change })).toEqual(starts);
});
