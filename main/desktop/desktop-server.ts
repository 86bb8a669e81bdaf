/** The server that the desktop shows: its own, in this process, or a service of this computer (service-console.ts). */
import type { LogEvent } from '../../shared/events.ts';
import type { AdminContext } from '../admin/context.ts';
import type { Host } from '../host/open-host.ts';
import { VERSION } from '../host/version.ts';
import { type WindowPort, servePort } from './message-port-carrier.ts';

/** What menu, tray and notifications read of the server, and the little that they change. */
export interface DesktopAdmin {
  readonly clock: AdminContext['clock'];
  readonly dataFolder: string;
  readonly listeners: Pick<AdminContext['listeners'], 'states' | 'sessions' | 'start' | 'stop'>;
  readonly settings: Pick<AdminContext['settings'], 'current' | 'onChange'>;
  readonly addressLists: Pick<AdminContext['addressLists'], 'onBan'> & {
    /** Those in force. */
    automaticBans(): readonly { readonly address: string }[];
  };
  readonly tls: Pick<AdminContext['tls'], 'facts' | 'onChange'>;
  readonly delivery: Pick<AdminContext['delivery'], 'nudge' | 'activity' | 'onChange'>;
  onListenersChange(listener: () => void): () => void;
}

export interface DesktopServer {
  /** True: closing the application stops it. */
  readonly isOurs: boolean;
  readonly admin: DesktopAdmin;
  /** Of the program that the server runs. */
  readonly version: string;
  /** Gives a window the admin API. */
  connect(port: WindowPort): void;
  onEvent(listener: (event: LogEvent) => void): () => void;
  /** Writes a line into the log of our own server. */
  note(text: string, level?: 'info' | 'error'): void;
  /** Stops our own server, or leaves the service. */
  stop(graceSeconds: number): Promise<void>;
}

export function ownServer(host: Host): DesktopServer {
  const { events } = host.engine;
  return {
    isOurs: true,
    admin: host.admin,
    version: VERSION,
    connect: (port) => servePort(port, host.admin),
    onEvent: (listener) => events.onEvent(listener),
    note: (text, level = 'info') => events.emit({ kind: 'server', level, protocol: 'server', text }),
    stop: async (graceSeconds) => await host.stop(graceSeconds),
  };
}
