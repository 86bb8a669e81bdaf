import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Without a memory of earlier runs, as on a fresh machine, vitest takes large files for long ones. These are small and long. */
const LONG = [
  'test/demo/demo.test.ts',
  'test/demo/corpus.test.ts',
  'test/dialogues/served.test.ts',
  'test/dialogues/pop3-grants.test.ts',
  'test/service/queue-command.test.ts',
  'test/service/quarantine-command.test.ts',
  'test/delivery/crash.test.ts',
];

/** A long file that begins last runs alone. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((file) => moduleId.endsWith(`/${file}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const common = { environment: 'node', setupFiles: ['test/setup/vitest.ts'], testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

export default defineConfig({
  test: {
    // Most tests wait for sockets, disks and other processes: on two cores, two at a time take half as long as one.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
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
