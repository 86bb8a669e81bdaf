import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAdminContext } from '../../main/admin/context.ts';
import { openEngine } from '../../main/engine.ts';
import { connectHost } from '../../main/service/admin-access.ts';
import { connectControl, controlPath, openControlSocket } from '../../main/host/control-socket.ts';
import { DataFolderInUse, defaultDataFolder, openDataFolder, readHostFacts } from '../../main/host/data-folder.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

const MODULE = new URL('../../main/host/data-folder.ts', import.meta.url).href;
const FACTS = { pid: 4711, startedAt: Date.UTC(2026, 0, 1), version: '1' };

test('is made for its owner alone, and held by one process', () => {
  const folder = path.join(tempFolder(), 'a', 'b');
  const held = openDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  held.announce(FACTS);
  expect(statSync(path.join(folder, 'host.json')).mode & 0o777).toBe(0o600);
  expect(() => openDataFolder(folder)).toThrow(`the data folder ${folder} is in use by process 4711, running since 2026-01-01T00:00:00.000Z`);
  held.release();
  expect(readHostFacts(folder)).toBeUndefined();
  openDataFolder(folder).release();
});

test('is free again as soon as the process that held it was killed', async () => {
  const folder = tempFolder();
  const script = `const { openDataFolder } = await import(${JSON.stringify(MODULE)}); openDataFolder(${JSON.stringify(folder)}).announce(${JSON.stringify(FACTS)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect(() => openDataFolder(folder)).toThrow(DataFolderInUse);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  expect(readHostFacts(folder)).toEqual(FACTS);
  const held = openDataFolder(folder);
  expect(readHostFacts(folder)).toBeUndefined();
  held.release();
});

test('that cannot be one is refused by name', () => {
  const file = path.join(tempFolder(), 'file');
  writeFileSync(file, '');
  expect(() => openDataFolder(file)).toThrow(`the data folder ${file} cannot be used`);
  expect(() => openDataFolder(path.join(file, 'inside'))).toThrow(`the data folder ${path.join(file, 'inside')} cannot be used`);
});

test.runIf(process.platform === 'linux')('on which nothing can be written is refused by name', () => {
  expect(() => openDataFolder('/proc/gatepost')).toThrow('the data folder /proc/gatepost cannot be used (ENOENT)');
  expect(() => openDataFolder('/sys/kernel')).toThrow('the data folder /sys/kernel');
});

test.runIf(process.platform !== 'win32')('is closed to others if it is ours, and never if it has other things in it', () => {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  openDataFolder(folder).release();
  expect(statSync(folder).mode & 0o777).toBe(0o700);

  const restored = tempFolder();
  for (const name of ['gatepost.db', 'messages.dat']) writeFileSync(path.join(restored, name), '');
  chmodSync(restored, 0o755);
  openDataFolder(restored).release();
  expect(statSync(restored).mode & 0o777).toBe(0o700);

  const shared = tempFolder();
  writeFileSync(path.join(shared, 'of-another-program'), '');
  chmodSync(shared, 0o755);
  expect(() => openDataFolder(shared)).toThrow('has files of other programs in it and is open to other users');
  expect(statSync(shared).mode & 0o777).toBe(0o755);
});

test('is by default that of the desktop application', () => {
  expect(defaultDataFolder('win32', { APPDATA: 'C:/Users/a/AppData/Roaming' })).toBe(path.join('C:/Users/a/AppData/Roaming', 'Gatepost'));
  expect(defaultDataFolder('linux', { XDG_CONFIG_HOME: '/home/a/cfg' })).toBe('/home/a/cfg/Gatepost');
  expect(defaultDataFolder('linux', {})).toMatch(/\/\.config\/Gatepost$/);
  expect(defaultDataFolder('darwin', {})).toMatch(/\/Library\/Application Support\/Gatepost$/);
});

test.runIf(process.platform !== 'win32')('with a path too long for a socket has its control socket elsewhere, closed to others', async () => {
  const short = tempFolder();
  expect(controlPath(short)).toBe(path.join(short, 'control.sock'));
  const folder = path.join(short, 'x'.repeat(120));
  mkdirSync(folder, { mode: 0o700 });
  const engine = await openEngine({ dataFolder: folder, listeners: [] });
  onTestFinished(async () => await engine.stop(0));
  const admin = createAdminContext(engine, '1', { signInAddress: () => undefined, setPassword: () => Promise.resolve() });
  const control = await openControlSocket(folder, admin);
  expect(Buffer.byteLength(control.path)).toBeLessThan(104);
  expect(statSync(control.path).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(control.path)).mode & 0o777).toBe(0o700);

  const held = openDataFolder(folder);
  held.announce({ ...FACTS, control: control.path });
  const connection = await connectHost(folder);
  expect(await connection?.client.server.status()).toMatchObject({ dataFolder: folder });
  connection?.close();
  held.release();
  await control.stop();
  expect(existsSync(control.path)).toBe(false);
});

test.runIf(process.platform !== 'win32')('may have a dead control socket in it: it answers nobody, and a new one takes its place', async () => {
  const folder = tempFolder();
  const socketPath = path.join(folder, 'control.sock');
  const script = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['--eval', script], { stdio: 'ignore' }), 'exit');
  expect(existsSync(socketPath)).toBe(true);
  expect(await connectControl(socketPath)).toBeUndefined();
  const engine = await openEngine({ dataFolder: folder, listeners: [] });
  onTestFinished(async () => await engine.stop(0));
  const control = await openControlSocket(folder, createAdminContext(engine, '1', { signInAddress: () => undefined, setPassword: () => Promise.resolve() }));
  const connection = await connectControl(socketPath);
  expect(await connection?.client.domains.list()).toEqual([]);
  connection?.close();
  await control.stop();
});
