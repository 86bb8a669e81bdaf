/** A store in a temporary folder. */
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../main/clock.ts';
import type { MailStore } from '../../main/store/mail-store.ts';
import { openStore, type StoreOptions } from '../../main/store/open-store.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatepost-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The folder of a store as a kill at this moment would leave it. */
export function copyOf(dataFolder: string): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(dataFolder)) copyFileSync(path.join(dataFolder, name), path.join(folder, name));
  return folder;
}

/** Opens a store that is closed after the test, if the test has not done so. */
export async function openTestStore(options: Partial<StoreOptions> = {}): Promise<MailStore> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const store = await openStore({ clock: systemClock, ...options, dataFolder });
  onTestFinished(() => store.close());
  return store;
}
