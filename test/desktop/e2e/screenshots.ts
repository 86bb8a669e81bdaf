/**
 * Makes the pictures of docs/desktop.md: the windows of the packaged application as they stand on a screen, native menus included.
 *
 *     node test/desktop/e2e/screenshots.ts [FOLDER]
 *
 * The screen is Xvfb; with `openbox` installed the windows have frames.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { fillDirectory, receiveMail } from '../../browser/sample-data.ts';
import { runProgram } from '../../demo/program.ts';
import { onPath } from '../../setup/debian.ts';
import setup from './global-setup.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const [folder = path.join(ROOT, 'docs/screenshots/desktop')] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const cleanUp = await setup();
const { Desktop, DesktopFolder, MISSING } = await import('./desktop.ts');
if (MISSING !== '') throw new Error(MISSING);
const manager = onPath('openbox') === undefined ? undefined : spawn('openbox', { stdio: 'ignore' });
const place = new DesktopFolder();
const desktop = await Desktop.start(place);

/** Where each window stands, without its frame. */
const BOUNDS = { x: 60, y: 60, width: 1120, height: 740 };
/** Room for a frame above, and at the other sides. */
const FRAME = { above: 21, beside: 1 };

/** The window in front, as it is on the screen. */
async function picture(name: string): Promise<void> {
  const encoded = await desktop.inMain(
    async ({ desktopCapturer, screen }, text) => {
      const { x, y, width, height, above, beside } = JSON.parse(text) as typeof BOUNDS & typeof FRAME;
      const [shot] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: screen.getPrimaryDisplay().size });
      return (
        shot?.thumbnail
          .crop({ x: x - beside, y: y - above, width: width + 2 * beside, height: height + above + beside })
          .toPNG()
          .toString('base64') ?? ''
      );
    },
    JSON.stringify({ ...BOUNDS, ...FRAME }),
  );
  writeFileSync(path.join(folder, `${name}.png`), Buffer.from(encoded, 'base64'));
}

async function show(id: string, address: string, prepare: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await desktop.open(id, address);
  await desktop.inMain(
    ({ BrowserWindow }, text) => {
      const { url, bounds } = JSON.parse(text) as { url: string; bounds: typeof BOUNDS };
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === url);
      window?.setBounds(bounds);
      window?.moveTop();
    },
    JSON.stringify({ url: page.url(), bounds: BOUNDS }),
  );
  await prepare(page);
  // What was clicked has been drawn, and the window manager is done.
  await page.evaluate(async () => await new Promise((resolve) => setTimeout(resolve, 500)));
  return page;
}

/** A menu of the menu bar, opened below it. */
async function openMenu(id: string, x: number): Promise<void> {
  await desktop.inMain(
    ({ BrowserWindow, Menu }, text) => {
      const { menu, left } = JSON.parse(text) as { menu: string; left: number };
      const window = BrowserWindow.getAllWindows().at(0);
      if (window !== undefined) Menu.getApplicationMenu()?.getMenuItemById(menu)?.submenu?.popup({ window, x: left, y: 0 });
    },
    JSON.stringify({ menu: `menu:${id}`, left: x }),
  );
  await desktop.pages[0]?.evaluate(async () => await new Promise((resolve) => setTimeout(resolve, 500)));
}

/** Chooses a row; where newer ones have come since, it is above what can be seen. */
async function row(page: Page, name: RegExp): Promise<void> {
  const found = page.getByRole('main').getByRole('row', { name }).first();
  await page.getByRole('main').getByRole('row').nth(2).hover();
  for (let looks = 0; looks < 30 && !(await found.isVisible()); looks += 1) {
    await page.mouse.wheel(0, -400);
    await page.evaluate(async () => await new Promise((resolve) => setTimeout(resolve, 200)));
  }
  await found.click();
}

try {
  // The main window has opened before another one stands in front of it.
  await show('server', '/', async (page) => await page.getByText('There is no domain yet', { exact: false }).waitFor());
  const first = await show('first-run', '/first-run', async (page) => await page.getByRole('textbox', { name: /^Domain/ }).fill('meadowlane.example'));
  await picture('first-run');
  await first.close();
  const host = {
    ports: { smtp: await desktop.port('smtp'), submission: 0, submissions: 0, pop3: await desktop.port('pop3'), pop3s: 0 },
    command: async (args: readonly string[], input = '') =>
      String(await runProgram(process.execPath, [path.join(ROOT, 'main/service/gatepost.ts'), ...args, '--data', place.data], input)),
  };
  await fillDirectory(host);
  await host.command(['settings', 'set', 'server.hostname', 'mail.meadowlane.example']);
  await receiveMail(host);
  const log = await show('log', '/log', async (page) => await row(page, /Recipient refused/));
  await picture('log');
  await log.close();
  const filters = await show('security/attachment-filters', '/security/attachment-filters', async (page) => await row(page, /\.EXE/));
  await picture('attachment-filters');
  await filters.close();
  const settings = await show('desktop-settings', '/settings/desktop', async (page) => await page.getByRole('switch').first().waitFor());
  await picture('desktop-settings');
  await settings.close();
  const hosting = await show('hosting', '/service', async (page) => await page.getByRole('button', { name: 'Run as a service' }).waitFor());
  await picture('hosting');
  await hosting.close();
  // What is counted is shown with the next look at it.
  await show('server', '/', async (page) => await page.getByText('Nothing in the last 24 hours.').waitFor({ state: 'hidden', timeout: 120_000 }));
  await picture('server');
  await openMenu('security', 118);
  await picture('security-menu');
  await desktop.inMain(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('menu:security')?.submenu?.closePopup());
  await desktop.choose('appearance-dark');
  await show('accounts', '/accounts', async (page) => await page.getByRole('gridcell', { name: 'anna.berg' }).click());
  await picture('accounts-dark');
} finally {
  await desktop.chooseQuit();
  await desktop.ended;
  place.remove();
  manager?.kill();
  cleanUp?.();
}
