/**
 * A service of this computer as the server that the desktop shows. Each window has a WebSocket of its own to the console, whose
 * texts pass through here unread: it is the same admin API. One more tells menu, tray and notifications what they need.
 */
import type { WebSocket } from 'ws';
import { settingsSchema, type Settings } from '../../shared/settings/settings.ts';
import type { Status } from '../../shared/admin-api/server.ts';
import type { LogEvent } from '../../shared/events.ts';
import { type AdminClient, channelClient } from '../admin/channel.ts';
import { systemClock } from '../clock.ts';
import { webSocketChannel } from '../host/websocket-channel.ts';
import type { ConsoleSession } from './console-sign-in.ts';
import type { DesktopServer } from './desktop-server.ts';
import { type WindowPort, portChannel } from './message-port-carrier.ts';

/** What is worth a notification; a busy server has thousands of others. */
const KINDS: LogEvent['kind'][] = ['message-held', 'server'];

export interface ServiceConsoleOptions {
  readonly session: ConsoleSession;
  /** Called once, when the service is gone or has ended the session. */
  readonly lost: () => void;
}

/** @throws NotConnected, or what the service refuses with */
export async function connectToService({ session, lost }: ServiceConsoleOptions): Promise<DesktopServer> {
  const socket = await session.open();
  const client = channelClient(webSocketChannel(socket));
  const state = new ServiceState(client, await client.server.status(), await readSettings(client));
  let left = false;
  socket.once('close', () => {
    if (!left) lost();
  });
  const stop = state.follow();
  const never = (): (() => void) => () => undefined;
  return {
    isOurs: false,
    admin: {
      clock: systemClock,
      dataFolder: state.status.dataFolder,
      listeners: {
        get states() {
          return state.status.listeners;
        },
        sessions: () => [],
        start: async (id) => await client.server.startListener({ id }),
        stop: async (id) => await client.server.stopListener({ id }),
      },
      settings: {
        get current() {
          return state.settings;
        },
        onChange: (listener) => state.onSettings(listener),
      },
      // The service bans whether anybody is at a screen or not; what it has banned is in its window.
      addressLists: { automaticBans: () => [], onBan: never },
      tls: {
        get facts() {
          return state.status.certificate;
        },
        onChange: (listener) => state.onStatus(listener),
      },
      // It delivers, and looks after its computer, by itself.
      delivery: { nudge: () => undefined, activity: { connections: 0, messages: new Set(), entries: new Set() }, onChange: never },
      onListenersChange: (listener) => state.onStatus(listener),
    },
    connect: (port) => void passThrough(port, session),
    onEvent: (listener) => state.onEvent(listener),
    note: () => undefined,
    stop: () => {
      left = true;
      stop();
      socket.terminate();
      return Promise.resolve();
    },
  };
}

async function readSettings(client: AdminClient): Promise<Settings> {
  // The lists of entries stay where they are: no menu shows them.
  return settingsSchema.parse(await client.settings.get({ lists: false }));
}

/** What is known of the service, kept up to date by its live subscriptions. */
class ServiceState {
  readonly #client: AdminClient;
  readonly #onStatus = new Set<() => void>();
  readonly #onSettings = new Set<(now: Settings, before: Settings) => void>();
  readonly #onEvent = new Set<(event: LogEvent) => void>();
  status: Status;
  settings: Settings;

  constructor(client: AdminClient, status: Status, settings: Settings) {
    this.#client = client;
    this.status = status;
    this.settings = settings;
  }

  /** @returns the way to stop */
  follow(): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    // Each ends with the connection, of which `lost` tells.
    const quietly = (subscription: Promise<void>): void => void subscription.catch(() => undefined);
    quietly(this.#followStatus(signal));
    quietly(this.#followSettings(signal));
    quietly(this.#followEvents(signal));
    return () => ended.abort();
  }

  onStatus(listener: () => void): () => void {
    this.#onStatus.add(listener);
    return () => this.#onStatus.delete(listener);
  }

  onSettings(listener: (now: Settings, before: Settings) => void): () => void {
    this.#onSettings.add(listener);
    return () => this.#onSettings.delete(listener);
  }

  onEvent(listener: (event: LogEvent) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  async #followStatus(signal: AbortSignal): Promise<void> {
    for await (const status of await this.#client.server.watch(undefined, { signal })) {
      this.status = status;
      for (const tell of this.#onStatus) tell();
    }
  }

  async #followSettings(signal: AbortSignal): Promise<void> {
    for await (const _revision of await this.#client.settings.watch(undefined, { signal })) {
      const before = this.settings;
      this.settings = await readSettings(this.#client);
      for (const tell of this.#onSettings) tell(this.settings, before);
    }
  }

  async #followEvents(signal: AbortSignal): Promise<void> {
    for await (const { events } of await this.#client.log.follow({ kinds: KINDS }, { signal })) {
      for (const event of events) for (const tell of this.#onEvent) tell(event);
    }
  }
}

/** Joins a window to a WebSocket of its own; a slow window makes the service wait. */
async function passThrough(port: WindowPort, session: ConsoleSession): Promise<void> {
  let socket: WebSocket;
  try {
    socket = await session.open();
  } catch {
    // The window says that the connection is lost.
    port.close();
    return;
  }
  const window = portChannel(port);
  const service = webSocketChannel(socket);
  service.onText((text) => {
    window.send(text);
    socket.pause();
    void window.ready().then(() => socket.resume());
  });
  window.onText((text) => service.send(text));
  service.onClose(() => port.close());
  window.onClose(() => socket.terminate());
  port.start();
}
