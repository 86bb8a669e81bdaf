/** Starting with the session on Linux. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { Autostart } from '../../main/desktop/autostart.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

test('it writes the entry that desktops read, and takes it away again', () => {
  const folder = tempFolder();
  const autostart = new Autostart({ XDG_CONFIG_HOME: folder });
  expect(autostart.isOn).toBe(false);
  autostart.turnOn(['/opt/Gate post/$app "50%"\\x', '--hidden']);
  expect(autostart.isOn).toBe(true);
  const file = path.join(folder, 'autostart/gatepost.desktop');
  expect(readFileSync(file, 'utf8').split('\n')).toContain(String.raw`Exec="/opt/Gate post/\\$app \\"50%%\\"\\\\x" "--hidden"`);
  autostart.turnOff();
  expect(existsSync(file)).toBe(false);
  autostart.turnOff();
});
