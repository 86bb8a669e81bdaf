/**
 * The service host: the engine on a data folder with the console, the control socket and the command line in front.
 * Used by `gatepost serve`, by `npm start` where there is no window, and by tests.
 */
import type { LogEvent } from '../../shared/events.ts';
import type { AdminContext } from '../admin/context.ts';
import { type Clock, systemClock } from '../clock.ts';
import { CONSOLE_FOLDER } from '../host/console-files.ts';
import { ConsolePassword } from '../host/console-password.ts';
import { type Host, openHost } from '../host/open-host.ts';
import { explainListenError } from '../host/system-errors.ts';
import type { Json } from '../settings/json-path.ts';
import { type ConsoleServer, openConsole } from './console-server.ts';
import { DEFAULT_ADMIN, type HostAndPort, type ListenPlan } from './listen-option.ts';

export interface ServiceHostOptions {
  readonly dataFolder: string;
  /** A partial settings document, merged and saved before the start. */
  readonly settings?: Json | undefined;
  /** For this run these listeners and no others; left out: those of the settings, and the console at its usual place. */
  readonly listen?: ListenPlan | undefined;
  /** A listener that cannot be opened is reported in `failures`, and does not keep the host from starting. */
  readonly keepGoing?: boolean;
  readonly clock?: Clock;
  /** The folder with the built console. */
  readonly consoleFolder?: string;
  /** Hears every event, from the repairs at the start on. */
  readonly onEvent?: (event: LogEvent) => void;
}

export interface ServiceHost extends Host {
  /** Undefined if it was not asked for, or could not be opened. */
  readonly console: ConsoleServer | undefined;
}

/**
 * Starts a host. On any failure everything that was opened is closed again.
 * @throws what `openHost` throws
 */
export async function startServiceHost(options: ServiceHostOptions): Promise<ServiceHost> {
  const { clock = systemClock, keepGoing = false, listen } = options;
  const place = listen === undefined ? DEFAULT_ADMIN : listen.admin;
  let access: HostConsoleAccess | undefined;
  const host = await openHost({
    dataFolder: options.dataFolder,
    settings: options.settings,
    listeners: listen?.listeners ?? 'from-settings',
    keepGoing,
    clock,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    access: (dataFolder) => (access = new HostConsoleAccess(dataFolder)),
    openFront: async (admin, failures) => {
      if (place === undefined || access === undefined) return undefined;
      access.server = await tryConsole(place, { ...options, clock, keepGoing }, access, admin, failures);
      return access.server;
    },
  });
  return { ...host, console: access?.server };
}

/** Access to the console of this host, once it is open. */
class HostConsoleAccess {
  readonly password: ConsolePassword;
  server: ConsoleServer | undefined;

  constructor(dataFolder: string) {
    this.password = new ConsolePassword(dataFolder);
  }

  get passwordSet(): boolean {
    return this.password.isSet;
  }

  signInAddress(): string | undefined {
    return this.server?.signInAddress();
  }

  async setPassword(password: string | null): Promise<void> {
    await this.password.set(password);
    this.server?.endSessions();
  }
}

type ConsoleOptions = ServiceHostOptions & { readonly clock: Clock; readonly keepGoing: boolean };

async function tryConsole(
  place: HostAndPort,
  options: ConsoleOptions,
  access: HostConsoleAccess,
  admin: AdminContext,
  failures: string[],
): Promise<ConsoleServer | undefined> {
  const open = async (port: number): Promise<ConsoleServer> =>
    await openConsole({
      address: place.address,
      port,
      folder: options.consoleFolder ?? CONSOLE_FOLDER,
      clock: options.clock,
      password: access.password,
      tls: admin.tls,
      admin,
    });
  try {
    return await open(place.port);
  } catch (error) {
    failures.push(explainListenError(error, 'the console', place.address, place.port));
    // Without the console nobody could see what failed: any other port is better than none.
    return options.keepGoing && place.port !== 0 ? await open(0) : undefined;
  }
}
