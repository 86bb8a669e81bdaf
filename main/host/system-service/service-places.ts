/** Where the system service of a platform is described, and where its data is unless told otherwise. */
import * as path from 'node:path';

/** What the system calls it. */
export const SERVICE_NAMES = { linux: 'gatepost.service', darwin: 'org.gatepost.server', win32: 'Gatepost' } as const;
export type ServicePlatform = keyof typeof SERVICE_NAMES;

/** The user it runs as: its own, who may do nothing else. On Windows the system makes one for each service. */
export const SERVICE_USERS: Readonly<Record<ServicePlatform, string>> = { linux: 'gatepost', darwin: '_gatepost', win32: 'NT SERVICE\\Gatepost' };

export interface ServicePlaces {
  /** The unit or the property list; undefined on Windows, which keeps its services in the registry. */
  readonly definition: string | undefined;
  /** What everybody on this computer may know about the service (service-facts.ts). */
  readonly facts: string;
  readonly dataFolder: string;
}

export function isServicePlatform(platform: NodeJS.Platform): platform is ServicePlatform {
  return platform in SERVICE_NAMES;
}

export function servicePlaces(platform: ServicePlatform, env: NodeJS.ProcessEnv = process.env): ServicePlaces {
  switch (platform) {
    case 'linux':
      return { definition: '/etc/systemd/system/gatepost.service', facts: '/etc/gatepost/service.json', dataFolder: '/var/lib/gatepost' };
    case 'darwin':
      return {
        definition: '/Library/LaunchDaemons/org.gatepost.server.plist',
        facts: '/Library/Application Support/Gatepost/service.json',
        dataFolder: '/Library/Application Support/Gatepost/data',
      };
    case 'win32': {
      const folder = path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Gatepost');
      return { definition: undefined, facts: path.win32.join(folder, 'service.json'), dataFolder: path.win32.join(folder, 'data') };
    }
  }
}
