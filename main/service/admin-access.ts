/**
 * How a command reaches the admin API: through the running host of the data folder, else by opening the folder itself
 * and calling the same services in this process.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { AdminClient } from '../admin/channel.ts';
import { type ConsoleAccess, createAdminContext } from '../admin/context.ts';
import { adminRouter } from '../admin/dispatcher.ts';
import { openEngine } from '../engine.ts';
import { ConsolePassword } from '../host/console-password.ts';
import { type ControlConnection, connectControl, controlPath } from '../host/control-socket.ts';
import { type DataFolder, DataFolderInUse, openDataFolder, readHostFacts } from '../host/data-folder.ts';
import { createHosting } from '../host/hosting.ts';
import { VERSION } from '../host/version.ts';

/** Milliseconds between two looks at a host that is just starting or stopping. */
const RETRY_MS = 50;

/**
 * Runs `work` with a client of the admin API for that data folder.
 * @param tell hears what this process has mended in the folder, where no host has it: nobody else would
 */
export async function withAdmin<T>(dataFolder: string, tell: (repair: string) => void, work: (client: AdminClient) => Promise<T>): Promise<T> {
  const access = await openAccess(dataFolder);
  if ('client' in access) {
    try {
      return await work(access.client);
    } finally {
      access.close();
    }
  }
  return await withOwnEngine(access, tell, work);
}

/** The connection to the running host; undefined if there is none. */
export async function connectHost(dataFolder: string): Promise<ControlConnection | undefined> {
  const facts = readHostFacts(dataFolder);
  const place = facts === undefined ? socketInside(dataFolder) : (facts.control ?? controlPath(dataFolder));
  return place === undefined ? undefined : await connectControl(place);
}

/**
 * Where the socket of a host is that found no room on the disk to say so. Only in the data folder, which nobody else can write to:
 * anywhere else somebody might have put one of his own there.
 */
function socketInside(dataFolder: string): string | undefined {
  const folder = resolve(dataFolder);
  if (process.platform === 'win32' || !existsSync(folder)) return undefined;
  const place = controlPath(folder);
  return dirname(place) === folder ? place : undefined;
}

/** The running host, or the folder held by this process. A host that is just starting or stopping is waited for. */
async function openAccess(dataFolder: string): Promise<ControlConnection | DataFolder> {
  const giveUpAt = Date.now() + FIXED_LIMITS.controlPatienceSeconds * 1000;
  for (;;) {
    const connection = await connectHost(dataFolder);
    if (connection !== undefined) return connection;
    try {
      return openDataFolder(dataFolder);
    } catch (error) {
      if (!(error instanceof DataFolderInUse) || Date.now() > giveUpAt) throw error;
    }
    await sleep(RETRY_MS);
  }
}

async function withOwnEngine<T>(folder: DataFolder, tell: (repair: string) => void, work: (client: AdminClient) => Promise<T>): Promise<T> {
  try {
    const engine = await openEngine({ dataFolder: folder.path, listeners: [] });
    for (const repair of [...engine.settings.repairs, ...engine.store.repairs]) tell(repair);
    try {
      const admin = createAdminContext(engine, VERSION, noConsole(folder.path), createHosting({ dataFolder: folder.path, isDesktop: false }));
      return await work(createRouterClient(adminRouter, { context: { admin, caller: 'command line' } }));
    } finally {
      await engine.stop(0);
    }
  } finally {
    folder.release();
  }
}

function noConsole(dataFolder: string): ConsoleAccess {
  const password = new ConsolePassword(dataFolder);
  return {
    get passwordSet() {
      return password.isSet;
    },
    signInAddress: () => undefined,
    setPassword: async (text) => await password.set(text),
  };
}
