/**
 * Which server the application shows: the service, if one is installed on this computer; else its own, on the data of its folder; else
 * whichever host has that folder. Nobody is asked for a password here: who may administer a service is decided by the system.
 */
import type { Language } from '../../shared/language.ts';
import { ConsolePassword } from '../host/console-password.ts';
import { connectControl, controlPath } from '../host/control-socket.ts';
import { DataFolderInUse, readHostFacts } from '../host/data-folder.ts';
import { followMoves } from '../host/data/data-location.ts';
import { openHost } from '../host/open-host.ts';
import type { Elevated } from '../host/system-service/run-elevated.ts';
import { type Runner, runCommand } from '../host/system-service/run-steps.ts';
import { readServiceFacts } from '../host/system-service/service-facts.ts';
import { isServicePlatform, type ServicePlaces, type ServicePlatform, servicePlaces } from '../host/system-service/service-places.ts';
import type { Command } from '../host/system-service/service-steps.ts';
import { serviceSystem } from '../host/system-service/service-system.ts';
import type { SecretKeeper } from '../settings/secret-keeper.ts';
import { type ConsoleSession, NotConnected, signIn } from './console-sign-in.ts';
import { type DesktopServer, ownServer } from './desktop-server.ts';
import { hostingTexts } from './hosting-texts.ts';
import { connectToService } from './service-console.ts';
import type { Shell } from './shell.ts';
import { type ShowServiceOptions, showService } from './show-service.ts';

export interface OpenServerOptions {
  readonly shell: Pick<Shell, 'ask' | 'choose'>;
  readonly language: Language;
  /** The folder that the application was started on. */
  readonly home: string;
  /** Somebody has named that folder: it is the one, whatever services there are. */
  readonly isNamed: boolean;
  readonly secrets: () => Promise<SecretKeeper>;
  readonly gatepost: () => Command;
  readonly elevated: Elevated;
  readonly progress: ShowServiceOptions['progress'];
  /** The service is gone. */
  readonly lost: () => void;
  readonly places?: ServicePlaces;
  readonly run?: Runner;
  /** Of this application; left out: its own. */
  readonly version?: string;
}

/** @returns undefined if the person would rather not. Rejects with NotConnected, or as `openHost` does. */
export async function openServer(options: OpenServerOptions): Promise<DesktopServer | undefined> {
  const { home, isNamed, secrets, gatepost } = options;
  if (!isNamed && isServicePlatform(process.platform)) {
    const places = options.places ?? servicePlaces(process.platform);
    const facts = readServiceFacts(places.facts);
    if (facts !== undefined) {
      const shown = await installed(process.platform, places, facts.dataFolder, options);
      // Removed, it has given its data back: the application is the server again.
      if (shown !== 'removed') return shown;
    }
  }
  const dataFolder = followMoves(home);
  try {
    const host = await openHost({
      dataFolder,
      listeners: 'from-settings',
      keepGoing: true,
      secrets: await secrets(),
      hosting: { isDesktop: true, gatepost },
      access: (folder) => {
        const password = new ConsolePassword(folder);
        // No console is open here; the password is for the service host on the same folder.
        return { signInAddress: () => undefined, setPassword: async (text) => await password.set(text) };
      },
    });
    return ownServer(host);
  } catch (error) {
    const address = error instanceof DataFolderInUse ? await addressByControl(dataFolder) : undefined;
    if (address === undefined) throw error;
    return await connectToService({ session: await signIn(address), renew: async () => await renewed(dataFolder), lost: options.lost });
  }
}

async function installed(
  platform: ServicePlatform,
  places: ServicePlaces,
  dataFolder: string,
  { shell, language, home, elevated, progress, lost, run = runCommand, version }: OpenServerOptions,
): Promise<DesktopServer | 'removed' | undefined> {
  const system = serviceSystem(platform, places);
  const texts = hostingTexts(language);
  const renew = async (): Promise<ConsoleSession | undefined> => await renewed(dataFolder);
  return await showService({
    shell,
    texts,
    dataFolder,
    home,
    elevated,
    progress,
    state: async () => system.stateFrom(await run(system.ask)),
    connect: async () => {
      const byControl = await addressByControl(dataFolder);
      if (byControl !== undefined) return await connectToService({ session: await signIn(byControl), renew, lost });
      if (!(await shell.ask({ ...texts.signIn(dataFolder), no: texts.quit }))) return undefined;
      const { code, stdout, stderr } = await elevated(['admin-url', '--data', dataFolder]);
      if (code !== 0) throw new NotConnected(stderr);
      return await connectToService({ session: await signIn(stdout.trim()), renew, lost });
    },
    ...(version === undefined ? {} : { version }),
  });
}

/** A session that nobody has to be asked for. */
async function renewed(dataFolder: string): Promise<ConsoleSession | undefined> {
  const address = await addressByControl(dataFolder);
  return address === undefined ? undefined : await signIn(address);
}

/** Whoever may open the control socket owns the data, and is not asked for more. */
async function addressByControl(dataFolder: string): Promise<string | undefined> {
  const facts = readHostFacts(dataFolder);
  if (facts === undefined) return undefined;
  const connection = await connectControl(facts.control ?? controlPath(dataFolder));
  if (connection === undefined) return undefined;
  try {
    return (await connection.client.server.consoleAddress()).address;
  } finally {
    connection.close();
  }
}
