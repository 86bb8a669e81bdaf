/**
 * Gets what tests want of the system and is not there yet, and writes into a file what came of it. A program of its own (`node provide.ts FILE`),
 * so that checks that want none of it need not wait: on a fresh machine that takes a minute and more.
 */
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { provideElectron } from '../desktop/e2e/electron-runtime.ts';
import { provideBrowser } from './browser.ts';
import { provideMailClients } from './mail-clients.ts';
import { provideMailServers } from './mail-servers.ts';
import { provideMakensis } from './makensis.ts';

/** Why something could not be had is the end of a sentence; '' for what is there. */
export const providedSchema = z.strictObject({
  clientsMissing: z.string(),
  serversMissing: z.string(),
  makensisMissing: z.string(),
  browserMissing: z.string(),
  /** '' without one. */
  browser: z.string(),
  electronMissing: z.string(),
});
export type Provided = z.infer<typeof providedSchema>;

async function provide(): Promise<Provided> {
  const clients = provideMailClients();
  const serversMissing = provideMailServers();
  const makensisMissing = provideMakensis();
  const browser = provideBrowser();
  const electron = await provideElectron();
  return {
    clientsMissing: clients.why,
    serversMissing,
    makensisMissing,
    browserMissing: 'missing' in browser ? browser.missing : '',
    browser: 'browser' in browser ? browser.browser : '',
    electronMissing: 'missing' in electron ? electron.missing : '',
  };
}

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('provide.ts wants the name of a file');
  writeFileSync(file, JSON.stringify(await provide()));
}
