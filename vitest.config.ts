import { defineConfig } from 'vitest/config';

const common = { environment: 'node', setupFiles: ['test/setup/vitest.ts'], testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

export default defineConfig({
  test: {
    // Most tests wait for sockets, disks and other processes: on two cores, two at a time take half as long as one.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/dialogues/**', 'test/architecture/**', 'test/browser/**', 'test/desktop/e2e/**'],
        },
      },
      { test: { ...common, name: 'dialogues', include: ['test/dialogues/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...common, name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
});
