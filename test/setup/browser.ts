/** The browser of the browser tests: one that is installed, else Debian's chromium where this may install it. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { installDebian, onPath } from './debian.ts';

/**
 * Names on the PATH, and where Windows and macOS put them. First the one without a window of its own, which is Chromium's engine
 * alone and takes a third less time; then Chrome, since most people have that.
 */
const COMMANDS = [
  'chromium-headless-shell',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

function installedElsewhere(): string[] {
  const programFolders = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
  return [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programFolders.flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  ];
}

/** The path of an installed Chrome, Chromium or Edge; undefined if there is none. CHROME_PATH names another. */
export function findBrowser(): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') return chosen;
  for (const command of COMMANDS) {
    const found = onPath(command);
    if (found !== undefined) return found;
  }
  return installedElsewhere().find((file) => existsSync(file));
}

/** As `findBrowser`, after an attempt to install one. The text says why there is none. */
export function provideBrowser(): { readonly browser: string } | { readonly missing: string } {
  const present = findBrowser();
  if (present !== undefined) return { browser: present };
  let trouble: string | undefined;
  // Older releases of Debian do not have the first.
  for (const name of ['chromium-headless-shell', 'chromium']) {
    trouble = installDebian([name]);
    const installed = findBrowser();
    if (installed !== undefined) return { browser: installed };
  }
  return { missing: `no Chrome, Edge or Chromium on this machine, and ${trouble ?? 'the package chromium brought none'}` };
}
