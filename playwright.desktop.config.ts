import { defineConfig } from '@playwright/test';

/** The desktop specs: the packaged application in a real Electron. One at a time: there is one screen, and one has the focus. */
export default defineConfig({
  testDir: 'test/desktop/e2e',
  testMatch: '*.spec.ts',
  globalSetup: './test/desktop/e2e/global-setup.ts',
  build: { external: ['**/main/**', '**/shared/**'] },
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
});
