/** What a host says about itself: who runs it, where its data is, and what a person types to change that. */
import { statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import * as path from 'node:path';
import type { HostPlace, Hosting } from '../../shared/admin-api/hosting.ts';
import type { HostingSource } from '../admin/context.ts';
import { dataFilesOf } from './data/data-files.ts';
import { cameFrom } from './data/data-location.ts';
import { keptCopyOf } from './data/move-data.ts';
import { shellCommandLine } from './system-service/posix-words.ts';
import { runCommand } from './system-service/run-steps.ts';
import { readServiceFacts } from './system-service/service-facts.ts';
import { type ServicePlatform, isServicePlatform, servicePlaces } from './system-service/service-places.ts';
import { gatepostCommand } from './system-service/service-program.ts';
import type { Command } from './system-service/service-steps.ts';
import { serviceSystem } from './system-service/service-system.ts';
import { windowsCommandLine } from './system-service/windows-words.ts';
import { errorCode } from './system-errors.ts';

export interface HostingOptions {
  readonly dataFolder: string;
  /** `desktop`, or something without a window, which may be the service. */
  readonly isDesktop: boolean;
  readonly platform?: NodeJS.Platform;
  readonly gatepost?: () => Command;
}

export function createHosting({ dataFolder, isDesktop, platform = process.platform, gatepost = gatepostCommand }: HostingOptions): HostingSource {
  const known = isServicePlatform(platform) ? platform : undefined;
  return {
    state: async () => {
      const service = await serviceState(known);
      const isService = service.dataFolder === dataFolder;
      const place: HostPlace = isDesktop ? 'desktop' : isService ? 'service' : 'command-line';
      const data = await dataFacts(dataFolder);
      return {
        place,
        ...(known === undefined ? {} : { platform: known }),
        pid: process.pid,
        user: userInfo().username,
        data,
        service,
        ...commandsOf(known ?? 'linux', data, isService, gatepost),
      };
    },
  };
}

async function serviceState(platform: ServicePlatform | undefined): Promise<Hosting['service']> {
  if (platform === undefined) return { state: 'absent' };
  const places = servicePlaces(platform);
  const facts = readServiceFacts(places.facts);
  if (facts === undefined) return { state: 'absent' };
  const system = serviceSystem(platform, places);
  return { state: system.stateFrom(await runCommand(system.ask)), user: facts.user, dataFolder: facts.dataFolder };
}

async function dataFacts(folder: string): Promise<Hosting['data']> {
  const files = dataFilesOf(folder);
  const old = cameFrom(folder);
  const freeBytes = await freeBytesOf(folder);
  return {
    folder,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    ...(freeBytes === undefined ? {} : { freeBytes }),
    ...oldCopy(old),
  };
}

/** The service may not look into the folder of a user: then it only knows that something may be there. */
function oldCopy(folder: string | undefined): Pick<Hosting['data'], 'oldCopy'> {
  if (folder === undefined) return {};
  try {
    const kept = keptCopyOf(folder);
    return kept === undefined ? {} : { oldCopy: { folder, bytes: kept.bytes } };
  } catch {
    // Closed to us.
    return { oldCopy: { folder } };
  }
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // A file system that cannot say how full it is.
    return undefined;
  }
}

function commandsOf(platform: ServicePlatform, data: Hosting['data'], isService: boolean, gatepost: () => Command): Pick<Hosting, 'commands' | 'problem'> {
  try {
    const program = gatepost();
    const line = (words: readonly string[]): string =>
      platform === 'win32' ? windowsCommandLine([...program, ...words]) : shellCommandLine([...program, ...words]);
    const asAdministrator = (words: readonly string[]): string => (platform === 'win32' ? line(words) : `sudo ${line(words)}`);
    // What we cannot look into is not ours to remove; nor has the service to do with the folders of a user.
    const mayRemoveOld = !isService && data.oldCopy?.bytes !== undefined;
    const elsewhere = path.join(path.dirname(data.folder), 'new-folder');
    return {
      commands: {
        install: asAdministrator(['service', 'install', '--data', data.folder]),
        start: asAdministrator(['service', 'start']),
        stop: asAdministrator(['service', 'stop']),
        uninstall: asAdministrator(['service', 'uninstall']),
        move: isService ? asAdministrator(['service', 'move', elsewhere]) : line(['data', 'move', elsewhere, '--data', data.folder]),
        removeOld: (mayRemoveOld ? line : asAdministrator)(['data', 'remove-old', data.oldCopy?.folder ?? data.folder]),
      },
    };
  } catch (error) {
    return { problem: errorCode(error) };
  }
}
