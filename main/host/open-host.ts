/**
 * What every host does at its start: takes hold of the data folder, opens the engine, puts its own front before it (the
 * console, or nothing), opens the listeners and then the control socket, so that the command line finds any host alike.
 */
import { resolve } from 'node:path';
import type { LogEvent } from '../../shared/events.ts';
import type { ListenerSettings } from '../../shared/settings/server.ts';
import { type AdminContext, type ConsoleAccess, createAdminContext } from '../admin/context.ts';
import { closeAll } from '../close-all.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Engine, openEngine } from '../engine.ts';
import type { Json } from '../settings/json-path.ts';
import type { SecretKeeper } from '../settings/secret-keeper.ts';
import { openControlSocket } from './control-socket.ts';
import { isFullDisk, openDataFolder } from './data-folder.ts';
import { DataFolderError } from './data-folder-error.ts';
import { type HostingOptions, createHosting } from './hosting.ts';
import { errorCode } from './system-errors.ts';
import { VERSION } from './version.ts';

/** What stands in front of the engine besides the control socket. */
export interface HostFront {
  /** Where people find it, for whoever finds the folder taken. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly dataFolder: string;
  /** A partial settings document, merged and saved before the start. */
  readonly settings?: Json | undefined;
  /** Those of the settings, or for this run these alone. */
  readonly listeners: 'from-settings' | readonly ListenerSettings[];
  /** A listener that cannot be opened is reported in `failures`, and does not keep the host from starting. */
  readonly keepGoing?: boolean;
  readonly clock?: Clock;
  /** Keeps the secrets of the settings; left out: as they are, in a file that its owner alone may read. */
  readonly secrets?: SecretKeeper;
  /** Hears every event, from the repairs at the start on. */
  readonly onEvent?: (event: LogEvent) => void;
  /** What kind of host it is; left out: one without a window. */
  readonly hosting?: Partial<Omit<HostingOptions, 'dataFolder'>>;
  readonly access: (dataFolder: string) => ConsoleAccess;
  /** Opens what this host puts in front, before the listeners. What could not be opened goes to `failures`, one sentence each. */
  readonly openFront?: (admin: AdminContext, failures: string[]) => Promise<HostFront | undefined>;
}

export interface Host {
  readonly engine: Engine;
  readonly admin: AdminContext;
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
 * Opens a host. On any failure everything that was opened is closed again.
 * @throws DataFolderError, SettingsError, SettingsFileError, StoreError, or ListenersFailed unless told to keep going
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const { clock = systemClock, keepGoing = false } = options;
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
      listeners: options.listeners,
      relayTestAfterChanges: true,
      clock,
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    closers.unshift(async (graceSeconds) => await engine.stop(graceSeconds));
    if (options.settings !== undefined) await engine.settings.import(options.settings, 'start');

    const admin = createAdminContext(
      engine,
      VERSION,
      options.access(folder.path),
      createHosting({ dataFolder: folder.path, isDesktop: false, ...options.hosting }),
    );
    const failures: string[] = [];
    const front = await options.openFront?.(admin, failures);
    if (front !== undefined) closers.unshift(async () => await front.stop());
    await engine.start();
    failures.push(...engine.listeners.states.flatMap(({ state, problem }) => (state === 'failed' ? [problem ?? 'a listener failed'] : [])));
    if (failures.length > 0 && !keepGoing) throw new ListenersFailed(failures);

    const control = await openControlSocket(folder.path, admin);
    closers.unshift(async () => await control.stop());
    const unsaid = folder.announce({
      pid: process.pid,
      startedAt: engine.startedAt,
      version: VERSION,
      control: control.path,
      ...(front === undefined ? {} : { admin: front.url }),
    });
    if (unsaid !== undefined) engine.events.emit({ kind: 'server', level: 'warning', protocol: 'server', text: unsaid });
    return { engine, admin, failures, stop: close };
  } catch (error) {
    await close(0);
    // Most of these name no file, and which disk it is that folder says.
    if (!isFullDisk(error)) throw error;
    throw new DataFolderError(`the disk that holds the data folder ${resolve(options.dataFolder)} is full (${errorCode(error)}): free some space`, {
      cause: error,
    });
  }
}
