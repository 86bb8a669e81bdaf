/** A small disk of its own, where the system lets the tests mount one. */
import { execFileSync } from 'node:child_process';
import { onTestFinished, type TestContext } from 'vitest';
import { temporaryFolder } from './fixtures.ts';

/** Mounts a disk of so many bytes; skips the test, saying why, where that is not permitted. */
export function smallDisk(context: TestContext, bytes: number): string {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    context.skip(`no disk can be mounted here: ${error instanceof Error ? error.message : String(error)}`);
  }
  onTestFinished(() => {
    execFileSync('umount', [folder], { stdio: 'pipe' });
  });
  return folder;
}

export function makeReadOnly(disk: string): void {
  execFileSync('mount', ['-o', 'remount,ro', disk], { stdio: 'pipe' });
}
