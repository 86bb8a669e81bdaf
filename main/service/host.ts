/**
 * The service host: the engine on a data folder with the console, the control socket and the command line in front.
 * Used by `gatepost serve`, by `npm start` where there is no window, and by tests.
 */
import type { LogEvent } from '../../shared/events.ts';
import { type AdminContext, createAdminContext } from '../admin/context.ts';
import { closeAll } from '../close-all.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Engine, openEngine } from '../engine.ts';
import type { Json } from '../settings/json-path.ts';
import { CONSOLE_FOLDER } from './console-files.ts';
import { ConsolePassword } from './console-password.ts';
import { type ConsoleServer, openConsole } from './console-server.ts';
import { openControlSocket } from './control-socket.ts';
import { openDataFolder } from './data-folder.ts';
import { DEFAULT_ADMIN, type HostAndPort, type ListenPlan } from './listen-option.ts';
import { explainListenError } from './system-errors.ts';
import { VERSION } from './version.ts';

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

export interface ServiceHost {
  readonly engine: Engine;
  readonly admin: AdminContext;
  /** Undefined if it was not asked for, or could not be opened. */
  readonly console: ConsoleServer | undefined;
  /** What could not be opened, one sentence each. */
  readonly failures: readonly string[];
  /** Stops accepting, lets open transactions finish for at most `graceSeconds`, closes everything. */
  stop(graceSeconds: number): Promise<void>;
}

/** Listeners could not be opened; one sentence each. */
export class ListenersFailed extends Error {
  readonly failures: readonly string[];
  constructor(failures: readonly string[]) {
    super(failures.join('\n'));
    this.name = 'ListenersFailed';
    this.failures = failures;
  }
}

/**
 * Starts a host. On any failure everything that was opened is closed again.
 * @throws DataFolderError, SettingsError, SettingsFileError, StoreError, or ListenersFailed unless told to keep going
 */
export async function startServiceHost(options: ServiceHostOptions): Promise<ServiceHost> {
  const { clock = systemClock, keepGoing = false, listen } = options;
  /** What has been opened and how to close it again, the last one first. */
  const closers: ((graceSeconds: number) => void | Promise<void>)[] = [];
  const close = async (graceSeconds: number): Promise<void> => {
    await closeAll(closers.splice(0).map((closer) => async () => await closer(graceSeconds)));
  };
  try {
    const folder = openDataFolder(options.dataFolder);
    closers.unshift(() => folder.release());
    const engine = await openEngine({
      dataFolder: folder.path,
      listeners: listen?.listeners ?? 'from-settings',
      clock,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    closers.unshift(async (graceSeconds) => await engine.stop(graceSeconds));
    if (options.settings !== undefined) await engine.settings.import(options.settings, 'start');

    const access = new HostConsoleAccess(folder.path);
    const admin = createAdminContext(engine, VERSION, access);
    const failures: string[] = [];
    const place = listen === undefined ? DEFAULT_ADMIN : listen.admin;
    const console = place === undefined ? undefined : await tryConsole(place, { ...options, clock, keepGoing }, access, admin, failures);
    if (console !== undefined) {
      access.server = console;
      closers.unshift(async () => await console.stop());
    }
    await engine.start();
    failures.push(...engine.listeners.states.flatMap(({ state, problem }) => (state === 'failed' ? [problem ?? 'a listener failed'] : [])));
    if (failures.length > 0 && !keepGoing) throw new ListenersFailed(failures);

    const control = await openControlSocket(folder.path, admin);
    closers.unshift(async () => await control.stop());
    folder.announce({
      pid: process.pid,
      startedAt: engine.startedAt,
      version: VERSION,
      control: control.path,
      ...(console === undefined ? {} : { admin: console.url }),
    });
    return { engine, admin, console, failures, stop: close };
  } catch (error) {
    await close(0);
    throw error;
  }
}

/** Access to the console of this host, once it is open. */
class HostConsoleAccess {
  readonly password: ConsolePassword;
  server: ConsoleServer | undefined;

  constructor(dataFolder: string) {
    this.password = new ConsolePassword(dataFolder);
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
