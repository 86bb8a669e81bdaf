/** The life of the packaged application in a real Electron: windows close, the program starts twice, quits, starts again, and is replaced by a newer one. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Dialogue } from '../../dialogues/dialogue.ts';
import { Desktop, DesktopFolder, MISSING, PROGRAM } from './desktop.ts';
import { noteDebianPackage } from './package-app.ts';

test.skip(MISSING !== '', MISSING);

let folder: DesktopFolder;
let desktop: Desktop;

test.beforeEach(() => {
  folder = new DesktopFolder();
});
test.afterEach(async () => {
  desktop.kill();
  await desktop.ended;
  folder.remove();
});

/** A client that has sent a message, but for the dot at its end. */
async function openTransaction(): Promise<Dialogue> {
  const client = await Dialogue.open(await desktop.port('smtp'), { localAddress: '127.0.0.2', patience: 30_000 });
  await client.play(`
    S: 220 …
    C: HELO client.example
    S: 250 …
    C: MAIL FROM:<sender@example.net>
    S: 250 …
    C: RCPT TO:<anna@example.com>
    S: 250 …
    C: DATA
    S: 354 …
    C: Subject: under way
    C:
    C: hello
  `);
  return client;
}

const finish = async (client: Dialogue): Promise<void> =>
  await client.play(`
    C: .
    S: 250 …
  `);

async function addAnna(): Promise<void> {
  const control = await desktop.control();
  await control.client.domains.add({ name: 'example.com' });
  await control.client.accounts.add({ address: 'anna@example.com', password: 'correct horse' });
  control.close();
}

test('closing keeps serving, a second start shows the first, quit finishes an open transaction, and a restart finds everything', async () => {
  desktop = await Desktop.start(folder);
  await addAnna();
  const page = await desktop.windowAt('/');
  await expect(page.getByRole('status').first()).toContainText('Running');

  await page.close();
  expect(desktop.pages).toEqual([]);
  await finish(await openTransaction());

  await desktop.secondStart('gatepost://log?text=from+anywhere');
  const log = await desktop.windowAt('/log');
  await expect(log).toHaveTitle(/^Live log/);
  // Nobody sees it: the second start brings it to the front.
  await desktop.inMain(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window === undefined) return;
    window.hide();
    const focus = window.focus.bind(window);
    window.focus = () => {
      window.setTitle('focused');
      focus();
    };
  });
  await desktop.secondStart();
  const seen = async (): Promise<unknown> =>
    await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isMinimized(), window.getTitle()]));
  await expect.poll(seen).toEqual([[true, false, 'focused']]);
  expect(desktop.pages).toHaveLength(1);

  const place = { x: 40, y: 60, width: 900, height: 640 };
  await desktop.inMain(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(JSON.parse(bounds) as Electron.Rectangle),
    JSON.stringify(place),
  );
  await expect.poll(() => remembered()?.['log']).toMatchObject(place);
  const control = await desktop.control();
  await control.client.settings.set({ path: 'server.hostname', value: 'kept.example' });
  control.close();

  const client = await openTransaction();
  await desktop.chooseQuit();
  await finish(client);
  expect(await desktop.ended).toBe(0);

  desktop = await Desktop.start(folder);
  await expect((await desktop.windowAt('/')).getByRole('status').first()).toContainText('kept.example');
  const again = await desktop.control();
  expect(await again.client.accounts.list({})).toMatchObject([{ address: 'anna@example.com', messages: 2 }]);
  again.close();
  await desktop.open('log', '/log');
  const bounds = await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getBounds()));
  expect(bounds).toContainEqual(place);

  // A page whose process dies is there again, and the server has not noticed.
  await desktop.inMain(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) if (webContents.getURL().endsWith('#/log')) webContents.forcefullyCrashRenderer();
  });
  const reports = await desktop.control();
  const failures = async (): Promise<number> => (await reports.client.log.search({ text: 'has ended by itself' })).events.length;
  await expect.poll(failures).toBe(1);
  reports.close();
  const shown = async (): Promise<unknown> =>
    await desktop.inMain(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().endsWith('#/log'))?.webContents;
      const title: unknown = await contents?.executeJavaScript("document.querySelector('main') !== null && document.title");
      return title;
    });
  await expect.poll(shown).toMatch(/^Live log/);

  // The computer shuts down: it waits for what is under way.
  const last = await openTransaction();
  const isHeldUp = await desktop.inMain(({ powerMonitor }) => {
    let held = false;
    powerMonitor.emit('shutdown', { preventDefault: () => (held = true) });
    return held;
  });
  expect(isHeldUp).toBe(true);
  await finish(last);
  expect(await desktop.ended).toBe(0);
});

test('the package brings the command line along, under a Node of its own, and the Debian package what the system must know of it', async () => {
  desktop = await Desktop.start(folder);
  const service = path.join(path.dirname(PROGRAM), 'resources/service');
  const gatepost = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(path.join(service, 'bin/node'), [path.join(service, 'main/service/gatepost.js'), ...args])).stdout;
  expect(JSON.parse(await gatepost('status', '--json', '--data', folder.data))).toMatchObject({ running: true });
  const steps = await gatepost('service', 'install', '--steps', '--data', folder.data);
  expect(steps).toContain(`ExecStart=:"${path.join(service, 'bin/node')}" "${path.join(service, 'main/service/gatepost.js')}" "serve"`);

  const notes = path.join(folder.root, 'notes');
  await noteDebianPackage(PROGRAM, notes);
  const noted = (name: string): string => readFileSync(path.join(notes, name), 'utf8');
  expect(noted('arguments').split('\n')).toEqual(
    expect.arrayContaining([`${path.dirname(PROGRAM)}/=/opt/Gatepost`, '--before-remove=resources/before-remove.sh']),
  );
  expect(noted('desktop')).toMatch(/^Exec=\/opt\/Gatepost\/gatepost-desktop %U$/m);
  // Links to windows come here, and docks know whose windows they are.
  expect(noted('desktop')).toMatch(/^MimeType=x-scheme-handler\/gatepost;$/m);
  expect(noted('desktop')).toMatch(/^StartupWMClass=gatepost-desktop$/m);
  expect(noted('after-install')).toContain("ln -sf '/opt/Gatepost/gatepost-desktop' '/usr/bin/gatepost-desktop'");
  expect(noted('after-install')).toContain('systemctl try-restart gatepost.service');
  expect(noted('after-remove')).toContain("update-alternatives --remove 'gatepost-desktop'");
});

/** The places of windows, as they are on the disk. */
function remembered(): Record<string, unknown> | undefined {
  const file = path.join(folder.data, 'desktop.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { places?: Record<string, unknown> }).places;
}

test('a newer version is fetched, checked and started, and not while a transaction is open', async () => {
  // A program that is an AppImage as far as anybody can see: it says that it was started.
  const started = path.join(folder.root, 'started');
  const newer = `#!/bin/sh\necho yes > '${started}'\n`;
  const sha512 = createHash('sha512').update(newer).digest('base64');
  const channel = `version: 99.1.0\nfiles:\n  - url: Gatepost-99.1.0.AppImage\n    sha512: ${sha512}\n    size: ${newer.length}\npath: Gatepost-99.1.0.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`;
  const asked: string[] = [];
  const releases = createServer((request, response) => {
    const name = (request.url ?? '').split('?', 1)[0] ?? '';
    asked.push(name);
    const content = name === '/latest-linux.yml' ? channel : name === '/Gatepost-99.1.0.AppImage' ? newer : undefined;
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', resolve));
  const address = releases.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  // electron-builder writes this for what it makes an installer of; the folder of the tests has none.
  writeFileSync(path.join(path.dirname(PROGRAM), 'resources/app-update.yml'), `provider: generic\nurl: ${origin}\nupdaterCacheDirName: gatepost-updater\n`);
  const image = path.join(folder.root, 'Gatepost.AppImage');
  writeFileSync(image, 'the version that runs');
  try {
    desktop = await Desktop.start(folder, { APPIMAGE: image });
    await addAnna();
    await desktop.inMain(({ dialog }) => {
      dialog.showMessageBox = async () => await Promise.resolve({ response: 0, checkboxChecked: false });
    });
    const client = await openTransaction();
    await desktop.choose('updates');
    await expect.poll(async () => (await desktop.item('updates'))?.label).toBe('Restarts with version 99.1.0 once no mail is under way');
    expect(asked).toContain('/Gatepost-99.1.0.AppImage');
    expect(existsSync(started)).toBe(false);
    await finish(client);
    await client.play(`
      C: QUIT
      S: 221 …
    `);
    expect(await desktop.ended).toBe(0);
    await expect.poll(() => existsSync(started)).toBe(true);
    expect(readFileSync(image, 'utf8')).toBe(newer);
  } finally {
    releases.close();
  }
});
