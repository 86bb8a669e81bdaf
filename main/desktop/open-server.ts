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
import { type Answer, type Runner, runCommand } from '../host/system-service/run-steps.ts';
import { readServiceFacts } from '../host/system-service/service-facts.ts';
import { isServicePlatform, type ServicePlaces, type ServicePlatform, servicePlaces } from '../host/system-service/service-places.ts';
import type { Command, ServiceState } from '../host/system-service/service-steps.ts';
import { serviceSystem } from '../host/system-service/service-system.ts';
import type { SecretKeeper } from '../settings/secret-keeper.ts';
import { NotConnected, signIn } from './console-sign-in.ts';
import { type DesktopServer, ownServer } from './desktop-server.ts';
import { hostingTexts } from './hosting-texts.ts';
import { connectToService } from './service-console.ts';
import type { Shell } from './shell.ts';

export interface OpenServerOptions {
  readonly shell: Pick<Shell, 'ask'>;
  readonly language: Language;
  /** The folder that the application was started on. */
  readonly home: string;
  /** Somebody has named that folder: it is the one, whatever services there are. */
  readonly isNamed: boolean;
  readonly secrets: () => Promise<SecretKeeper>;
  readonly gatepost: () => Command;
  readonly elevated: (words: readonly string[]) => Promise<Answer>;
  /** The service is gone. */
  readonly lost: () => void;
  readonly places?: ServicePlaces;
  readonly run?: Runner;
}

/** @returns undefined if the person would rather not. Rejects with NotConnected, or as `openHost` does. */
export async function openServer(options: OpenServerOptions): Promise<DesktopServer | undefined> {
  const { home, isNamed, secrets, gatepost } = options;
  if (!isNamed && isServicePlatform(process.platform)) {
    const places = options.places ?? servicePlaces(process.platform);
    const facts = readServiceFacts(places.facts);
    if (facts !== undefined) return await showService(facts.dataFolder, await stateOf(process.platform, places, options.run), options);
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
    return await connectToService({ session: await signIn(address), lost: options.lost });
  }
}

async function stateOf(platform: ServicePlatform, places: ServicePlaces, run: Runner = runCommand): Promise<ServiceState> {
  const system = serviceSystem(platform, places);
  return system.stateFrom(await run(system.ask));
}

async function showService(
  dataFolder: string,
  state: ServiceState,
  { shell, language, elevated, lost }: OpenServerOptions,
): Promise<DesktopServer | undefined> {
  const texts = hostingTexts(language);
  if (state !== 'running') {
    if (!(await shell.ask({ ...texts.stopped, no: texts.quit }))) return undefined;
    const { code, stderr } = await elevated(['service', 'start']);
    if (code !== 0) throw new NotConnected(stderr);
  }
  const byControl = await addressByControl(dataFolder);
  if (byControl !== undefined) return await connectToService({ session: await signIn(byControl), lost });
  if (!(await shell.ask({ ...texts.signIn(dataFolder), no: texts.quit }))) return undefined;
  const { code, stdout, stderr } = await elevated(['admin-url', '--data', dataFolder]);
  if (code !== 0) throw new NotConnected(stderr);
  return await connectToService({ session: await signIn(stdout.trim()), lost });
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
