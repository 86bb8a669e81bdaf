/**
 * A service of this computer as the server that the desktop shows. Each window has a WebSocket of its own to the console, whose
 * texts pass through here unread: it is the same admin API. One more tells menu, tray and notifications what they need.
 */
import type { WebSocket } from 'ws';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { channelClient } from '../admin/channel.ts';
import { systemClock } from '../clock.ts';
import { webSocketChannel } from '../host/websocket-channel.ts';
import type { ConsoleSession } from './console-sign-in.ts';
import type { DesktopServer } from './desktop-server.ts';
import { FollowedService } from './followed-service.ts';
import { type Later, unhurried } from './later.ts';
import { type WindowPort, portChannel } from './message-port-carrier.ts';

/** Milliseconds between two signs of life: a console forgets whoever is idle for long, and a tray icon says nothing by itself. */
const SIGN_OF_LIFE_MS = (FIXED_LIMITS.consoleSessionHours * 3_600_000) / 12;

export interface ServiceConsoleOptions {
  readonly session: ConsoleSession;
  /** Signs in once more without anybody being asked, if that is possible; the session may have ended while the computer slept. */
  readonly renew: () => Promise<ConsoleSession | undefined>;
  /** Called once, when the service is gone, or has ended the session for good. */
  readonly lost: () => void;
  readonly later?: Later;
}

/** @throws NotConnected, or what the service refuses with */
export async function connectToService(options: ServiceConsoleOptions): Promise<DesktopServer> {
  const link = new ServiceLink(options);
  const socket = await options.session.open();
  const state = await FollowedService.read(channelClient(webSocketChannel(socket)));
  link.hold(socket, state);
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
        start: async (id) => await state.client.server.startListener({ id }),
        stop: async (id) => await state.client.server.stopListener({ id }),
      },
      settings: {
        get current() {
          return state.settings;
        },
        onChange: (listener) => state.onSettings(listener),
      },
      addressLists: { automaticBans: () => state.bans, onBan: (listener) => state.onBan(listener) },
      tls: {
        get facts() {
          return state.status.certificate;
        },
        onChange: (listener) => state.onStatus(listener),
      },
      // It delivers, and looks after its computer, by itself.
      delivery: { nudge: () => undefined, activity: { connections: 0, messages: new Set(), entries: new Set() }, onChange: () => () => undefined },
      onListenersChange: (listener) => state.onStatus(listener),
    },
    version: state.status.version,
    connect: (port) => void passThrough(port, link.session),
    onEvent: (listener) => state.onEvent(listener),
    note: () => undefined,
    stop: () => {
      link.leave();
      return Promise.resolve();
    },
  };
}

/** The connection behind menu, tray and notifications: kept alive, and made anew once when it ends. */
class ServiceLink {
  readonly #options: ServiceConsoleOptions;
  #session: ConsoleSession;
  #left = false;
  #letGo = (): void => undefined;

  constructor(options: ServiceConsoleOptions) {
    this.#options = options;
    this.#session = options.session;
  }

  get session(): ConsoleSession {
    return this.#session;
  }

  hold(socket: WebSocket, state: FollowedService): void {
    const { later = unhurried } = this.#options;
    const stopFollowing = state.follow();
    let rest = (): void => undefined;
    const live = (): void => {
      // Should it fail, the end of the connection tells.
      state.client.server.status().catch(() => undefined);
      rest = later(SIGN_OF_LIFE_MS, live);
    };
    rest = later(SIGN_OF_LIFE_MS, live);
    this.#letGo = () => {
      rest();
      stopFollowing();
      socket.terminate();
    };
    if (socket.readyState === socket.CLOSED) void this.#ended(state);
    else socket.once('close', () => void this.#ended(state));
  }

  leave(): void {
    this.#left = true;
    this.#letGo();
  }

  async #ended(state: FollowedService): Promise<void> {
    if (this.#left) return;
    this.#letGo();
    try {
      const session = await this.#options.renew();
      const socket = await session?.open();
      if (session !== undefined && socket !== undefined) {
        await state.moveTo(channelClient(webSocketChannel(socket)));
        if (this.#left) {
          socket.terminate();
          return;
        }
        this.#session = session;
        this.hold(socket, state);
        return;
      }
    } catch {
      // It is gone, which is all there is to say.
    }
    if (!this.#left) this.#options.lost();
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
