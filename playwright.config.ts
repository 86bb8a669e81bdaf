import { defineConfig } from '@playwright/test';
import { findBrowser } from './test/setup/browser.ts';

const executablePath = findBrowser();

/** The browser tests: a real browser on the console of a real server. No retries: a test that passes at times is wrong. */
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '*.spec.ts',
  // Node takes the types out of the program's own sources by itself, and remembers; Playwright would compile hundreds of files anew.
  build: { external: ['**/main/**', '**/shared/**'] },
  workers: 2,
  // A test has a server of its own.
  fullyParallel: true,
  retries: 0,
  // On a machine that is busy with other tests an answer may take its time; a wait ends as soon as it is there. These are for what hangs.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    // What slides in is not waited for; that it slides for who likes it has a test of its own.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Root may not use Chromium's own sandbox; the rest keeps it from looking for hosts of its maker.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
