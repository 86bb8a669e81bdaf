/** The windows and the menu of the packaged application in a real Electron: started once, as a person has it before them. */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, type Page, test } from '@playwright/test';
import { WINDOWS } from '../../../shared/windows.ts';
import { sharedWords, windowTitle } from '../../../shared/words/shared-words.ts';
import { Dialogue } from '../../dialogues/dialogue.ts';
import { onPath } from '../../setup/debian.ts';
import { missingMailClients } from '../../setup/mail-clients.ts';
import { Desktop, DesktopFolder, MISSING, PROGRAM } from './desktop.ts';

test.skip(MISSING !== '', MISSING);

let folder: DesktopFolder;
let desktop: Desktop;

// Once for all specs: none depends on what another has left behind.
test.beforeAll(async () => {
  if (MISSING !== '') return;
  folder = new DesktopFolder();
  desktop = await Desktop.start(folder);
});
test.afterAll(async () => {
  if (MISSING !== '') return;
  desktop.kill();
  await desktop.ended;
  folder.remove();
});

test('the first run leads from an empty server to mail in a mailbox', async () => {
  const server = await desktop.windowAt('/');
  await server.getByRole('region', { name: 'Overview' }).getByRole('button', { name: 'First steps' }).click();
  const page = await desktop.windowAt('/first-run');
  await page.getByRole('textbox', { name: /^Domain/ }).fill('example.com');
  await page.getByRole('textbox', { name: /^Domain/ }).press('Enter');
  await expect(page.getByRole('heading', { name: 'First account' })).toBeVisible();
  await page.getByRole('textbox', { name: /^Mail address/ }).fill('anna@example.com');
  await page.getByLabel(/^Password/).fill('correct horse');
  await page.getByLabel(/^Password/).press('Enter');
  await expect(page.getByText('All listeners run: every port was free.')).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  for (const step of ['Certificate', 'DNS records']) {
    await expect(page.getByRole('heading', { name: step })).toBeVisible();
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
  }
  await page.getByRole('button', { name: 'Send test message' }).click();
  await expect(page.getByText('Mail works: the mailbox of anna@example.com holds 1 message.', { exact: false })).toBeVisible();
  await page.close();
});

test('every entry of the window list opens from the menu as a real window of its own, at its address', async () => {
  await expect(await desktop.windowAt('/')).toHaveTitle(/^Server/);
  for (const { id, path: address } of WINDOWS) {
    const page = await desktop.open(id, address);
    await expect(page).toHaveTitle(new RegExp(`^${windowTitle(sharedWords('en'), id).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
    await expect(page.locator('#menu-bar')).toHaveCount(0);
    // Chosen once more it comes to the front, and no second one opens.
    await desktop.choose(`show:${id}`);
    expect(desktop.pages.filter((other) => other.url() === page.url())).toHaveLength(1);
    if (address !== '/') await page.close();
  }
  expect(desktop.pages.map((page) => page.url())).toEqual(['app://gatepost/#/']);
});

test('a switch of the menu asks where it is risky, changes the setting, and its check mark follows; undo takes it back', async () => {
  const id = 'switch:security.attachment-filters.enabled';
  const control = await desktop.control();
  const setting = async (): Promise<unknown> => await control.client.settings.get({ path: 'security.attachment-filters.enabled' });
  const page = await desktop.windowAt('/');
  expect(await setting()).toBe(true);
  expect(await desktop.item(id)).toMatchObject({ checked: true });
  await desktop.choose(id);
  const question = page.getByRole('dialog');
  await expect(question).toContainText('programs reach the mailboxes');
  // Nothing is changed yet, and the mark that the system has turned says so again.
  await expect.poll(async () => (await desktop.item(id))?.checked).toBe(true);
  await question.getByRole('button', { name: 'Change it' }).click();
  await expect.poll(async () => (await desktop.item(id))?.checked).toBe(false);
  await expect.poll(setting).toBe(false);
  expect((await desktop.item('option:attachment-filters'))?.label).toBe('Attachment Filters');
  await desktop.choose('undo');
  await expect.poll(setting).toBe(true);
  await expect.poll(async () => (await desktop.item(id))?.checked).toBe(true);
  expect((await desktop.item('option:attachment-filters'))?.label).toBe('✓ Attachment Filters');
  control.close();
});

test('a real SMTP session of swaks arrives in the live log', async () => {
  const swaks = onPath('swaks') ?? '';
  test.skip(missingMailClients().includes('swaks'), 'swaks is not installed, or without TLS');
  const control = await desktop.control();
  await control.client.domains.add({ name: 'log.example' });
  await control.client.accounts.add({ address: 'ben@log.example', password: 'correct horse' });
  control.close();
  const page = await desktop.open('log', '/log');
  const log = page.getByRole('grid', { name: 'Live log' });
  await expect(log).toBeVisible();
  const server = ['--server', `127.0.0.1:${await desktop.port('smtp')}`, '--local-interface', '127.0.0.2', '--helo', 'swaks.example', '--tls'];
  const message = ['--from', 'sender@example.net', '--to', 'ben@log.example', '--header', 'Subject: by swaks', '--body', 'hello'];
  const client = spawn(swaks, [...server, ...message]);
  client.stdout.resume();
  expect(await new Promise((resolve) => client.once('exit', resolve))).toBe(0);
  const accepted = log.getByRole('row', { name: /Message accepted/ }).filter({ hasText: 'sender@example.net' });
  await expect(accepted).toContainText('127.0.0.2');
  // Once in clear text, and once more over TLS.
  await expect(log.getByRole('row', { name: /Client says/ }).filter({ hasText: 'swaks.example' })).toHaveCount(2);
  await expect(log.getByRole('row', { name: /TLS started/ }).filter({ hasText: '127.0.0.2' })).toContainText('TLSv1.3');
  await expect(log.getByRole('row', { name: /Delivered to mailbox/ }).filter({ hasText: 'ben@log.example' })).toBeVisible();
  await page.close();
});

test('a ban from the log closes the session at once', async () => {
  const page = await desktop.open('log', '/log');
  const session = await Dialogue.open(await desktop.port('smtp'), { localAddress: '127.9.9.9', patience: 30_000 });
  await session.play(`
    S: 220 …
    C: HELO waiting.example
    S: 250 …
  `);
  const row = page.getByRole('grid', { name: 'Live log' }).getByRole('row', { name: /waiting\.example/ });
  await row.first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Ban 127.9.9.9', exact: true }).click();
  await page.getByRole('menuitem', { name: 'for 24 hours' }).click();
  await session.closed();
  await expect(page.getByText(/127\.9\.9\.9 is banned for 24 hours/).last()).toBeVisible();
  const again = await Dialogue.open(await desktop.port('smtp'), { localAddress: '127.9.9.9', patience: 30_000 });
  await again.closed();
  expect(again.transcript).toEqual([]);
  await page.close();
});

test('a text field has the native menu of texts, a row of the log its own', async () => {
  // What would open on the screen is noted instead: a native menu waits for a hand.
  await desktop.inMain(({ Menu }) => {
    const shown: string[][] = [];
    Reflect.set(globalThis, 'menusShown', shown);
    Menu.prototype.popup = function popup(this: Electron.Menu) {
      shown.push(this.items.map(({ type, label }) => (type === 'separator' ? '-' : label)));
    };
  });
  const shown = async (): Promise<unknown> => await desktop.inMain(() => Reflect.get(globalThis, 'menusShown') as unknown);
  const page = await desktop.open('log', '/log');
  const search = page.getByLabel('Search the log');
  await search.fill('pills');
  await search.selectText();
  await search.click({ button: 'right' });
  await expect.poll(shown).toEqual([['Undo', 'Redo', '-', 'Cut', 'Copy', 'Paste', '-', 'Select all']]);
  await search.fill('');
  await page.getByRole('grid', { name: 'Live log' }).getByRole('row').nth(1).click({ button: 'right' });
  await expect(page.getByRole('menu', { name: 'What to do with it' }).or(page.getByRole('menu')).first()).toBeVisible();
  expect(await shown()).toHaveLength(1);
  await page.close();
});

test('appearance and language are chosen once for all windows, menus and frames', async () => {
  const server = await desktop.windowAt('/');
  const log = await desktop.open('log', '/log');
  const scheme = async (page: Page): Promise<string> => await page.evaluate(() => document.documentElement.style.colorScheme);
  await desktop.choose('appearance-dark');
  for (const page of [server, log]) await expect.poll(async () => await scheme(page)).toBe('dark');
  await expect.poll(async () => await desktop.inMain(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  await desktop.choose('appearance-light');
  for (const page of [server, log]) await expect.poll(async () => await scheme(page)).toBe('light');
  await desktop.choose('language:de');
  for (const page of [server, log]) await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect.poll(async () => (await desktop.item('quit'))?.label).toBe('Gatepost beenden');
  await expect(log).toHaveTitle(/^Live-Protokoll/);
  await desktop.choose('language:en');
  for (const page of [server, log]) await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect.poll(async () => (await desktop.item('quit'))?.label).toBe('Quit Gatepost');
  await log.close();
});

test('quiet hours and updates are set in a window of their own', async () => {
  const page = await desktop.open('desktop-settings', '/settings/desktop');
  const from = page.getByRole('textbox', { name: 'From' });
  await from.fill('25:00');
  await expect(page.getByText('Must be a time of day such as 22:00.')).toBeVisible();
  await from.fill('20:30');
  await from.press('Enter');
  const control = await desktop.control();
  await expect.poll(async () => await control.client.settings.get({ path: 'desktop.quietHours.from' })).toBe('20:30');
  control.close();
  await page.close();
});

test('a page has no Node, runs nothing foreign, connects to nothing, goes nowhere, opens nothing, and may nothing', async () => {
  const page = await desktop.windowAt('/');
  await expect(page.getByRole('status').first()).toContainText('Running');
  expect(
    await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), typeof Reflect.get(window, 'electron')]),
  ).toEqual(['undefined', 'undefined', 'undefined']);
  expect(await page.evaluate(() => window.open('https://example.com') === null)).toBe(true);
  expect(
    await page.evaluate(
      async () =>
        await fetch('app://gatepost/favicon.svg').then(
          () => 'connected',
          () => 'refused',
        ),
    ),
  ).toBe('refused');
  const refused = await page.evaluate(
    async () =>
      await new Promise<string[]>((resolve) => {
        const directives: string[] = [];
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          directives.push(effectiveDirective);
          if (directives.length === 3) resolve(directives.toSorted());
        });
        const script = document.createElement('script');
        script.textContent = 'window.foreign = true';
        const frame = document.createElement('iframe');
        frame.src = 'https://example.com/';
        const style = document.createElement('style');
        style.textContent = 'body { display: none }';
        document.body.append(script, frame, style);
      }),
  );
  expect(refused).toEqual(['frame-src', 'script-src-elem', 'style-src-elem']);
  expect(await page.evaluate(() => Reflect.get(window, 'foreign') as unknown)).toBeUndefined();
  const permissions = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read', 'midi'] as const;
  const states = await page.evaluate(
    async (names) => await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state)),
    permissions,
  );
  expect(states).toEqual(permissions.map(() => 'denied'));
  // The one that its Copy buttons need.
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state)).toBe('granted');
  expect(
    await page.evaluate(
      async () =>
        await navigator.mediaDevices.getUserMedia({ audio: true }).then(
          () => 'given',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        ),
    ),
  ).not.toBe('given');
  expect(await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.isDevToolsOpened()))).toEqual([false]);
  // A window that somebody else has made may show our page, and have our preload script: nothing that it says is heard.
  const foreign = await desktop.inMain(async ({ app, BrowserWindow, dialog, ipcMain }) => {
    const asked: string[] = [];
    Reflect.set(globalThis, 'foldersAsked', asked);
    dialog.showOpenDialog = async () => {
      asked.push('folder');
      return await Promise.resolve({ canceled: true, filePaths: [] });
    };
    const before = BrowserWindow.getAllWindows().length;
    const preload = `${app.getAppPath()}/dist/main/desktop/preload.cjs`;
    const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false } });
    await window.loadURL('app://gatepost/');
    const arrived = Promise.all(['gatepost:act', 'gatepost:open'].map(async (channel) => await new Promise((resolve) => ipcMain.once(channel, resolve))));
    await window.webContents.executeJavaScript("gatepostDesktop.act('move-data'); gatepostDesktop.open('/queue')");
    await arrived;
    const opened = BrowserWindow.getAllWindows().length - before - 1;
    window.destroy();
    return { asked: asked.length, opened };
  });
  expect(foreign).toEqual({ asked: 0, opened: 0 });
  await page.evaluate("gatepostDesktop.act('move-data')");
  await expect.poll(async () => await desktop.inMain(() => Reflect.get(globalThis, 'foldersAsked') as unknown)).toEqual(['folder']);
  // Last, since the driver would wait for a navigation that is never made.
  const wentTo = await desktop.inMain(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    await contents?.executeJavaScript("location.assign('https://example.com/'); new Promise((resolve) => requestAnimationFrame(resolve))");
    return contents?.getURL();
  });
  expect(wentTo).toBe('app://gatepost/#/');
});

test('the packaged program has its fuses set', async () => {
  const fuses = await getCurrentFuseWire(PROGRAM);
  const off = FuseState.DISABLE;
  expect([
    fuses[FuseV1Options.RunAsNode],
    fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    fuses[FuseV1Options.GrantFileProtocolExtraPrivileges],
  ]).toEqual([off, off, off]);
  expect([
    fuses[FuseV1Options.OnlyLoadAppFromAsar],
    fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    fuses[FuseV1Options.EnableCookieEncryption],
  ]).toEqual([FuseState.ENABLE, FuseState.ENABLE, FuseState.ENABLE]);
  // On for Playwright alone; test/architecture/packaging.test.ts sees to it that it is off in what is shipped.
  expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.ENABLE);
  expect(path.basename(PROGRAM)).toBe('gatepost-desktop');
});
