/**
 * `node test/setup/make-icons.ts` makes the icons of the packaged application, all of them, from resources/icon.svg: in
 * a browser, since that draws SVG as everybody sees it. electron-builder makes .ico and .icns of the largest.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { chromium } from '@playwright/test';
import { TRAY_STATES, type TrayState } from '../../main/desktop/shell.ts';
import { findBrowser } from './browser.ts';

const RESOURCES = path.resolve(import.meta.dirname, '../../resources');
const ICONS = path.join(RESOURCES, 'icons');
/** `16x16.png` and so on: the names by which electron-builder knows sizes. */
const SIZES = [16, 32, 48, 128, 256, 512, 1024];
/** Points of a tray icon on Windows and Linux, and of a menu bar icon on a Mac. */
const TRAY = { tray: 16, template: 18 };

/** What stands in the corner of the tray icon: a shape of its own for each state, since colour alone says nothing to many. */
const BADGES: Readonly<Record<TrayState, string>> = {
  running: '',
  attention:
    '<circle cx="23" cy="23" r="9" fill="#fff"/><circle cx="23" cy="23" r="8" fill="#bc4b09"/><path d="M23 18v6M23 27v.5" stroke="#fff" stroke-width="3" stroke-linecap="round"/>',
  stopped: '<circle cx="23" cy="23" r="9" fill="#fff"/><circle cx="23" cy="23" r="8" fill="#616161"/><rect x="20" y="20" width="6" height="6" fill="#fff"/>',
};

const source = readFileSync(path.join(RESOURCES, 'icon.svg'), 'utf8').trim();
const withBadge = (state: TrayState): string => source.replace('</svg>', `${BADGES[state]}</svg>`);
/** macOS colours menu bar icons itself, and looks at their opacity alone. */
const asTemplate = (svg: string): string => svg.replaceAll(/(fill|stroke)="#fff"/g, '$1="#000" opacity="0.25"').replaceAll(/="#[0-9a-f]{6}"/g, '="#000"');

const executablePath = findBrowser();
const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage();
const draw = async (svg: string, size: number, name: string): Promise<void> => {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  writeFileSync(path.join(ICONS, name), await page.screenshot({ omitBackground: true }));
};
mkdirSync(ICONS, { recursive: true });
for (const size of SIZES) await draw(source, size, `${size}x${size}.png`);
for (const state of TRAY_STATES) {
  for (const [suffix, times] of [
    ['', 1],
    ['@2x', 2],
  ] as const) {
    await draw(withBadge(state), TRAY.tray * times, `tray-${state}${suffix}.png`);
    await draw(asTemplate(withBadge(state)), TRAY.template * times, `tray-${state}-Template${suffix}.png`);
  }
}
await browser.close();
