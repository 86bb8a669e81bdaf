/** The admin API of one running host over each of its carriers. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import { type AdminClient, channelClient } from '../../main/admin/channel.ts';
import type { AdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { type WindowPort, servePort } from '../../main/desktop/message-port-carrier.ts';
import { connectControl, controlPath } from '../../main/host/control-socket.ts';
import type { ServiceHost } from '../../main/service/host.ts';
import { webSocketChannel } from '../../main/host/websocket-channel.ts';
import { ADMIN_PORT_RECEIPT } from '../../shared/admin-api/console.ts';

export interface CarriedClient {
  readonly client: AdminClient;
  readonly close: () => void;
}

export const CARRIERS = {
  'in process': (host) =>
    Promise.resolve({ client: createRouterClient(adminRouter, { context: { admin: host.admin, caller: 'command line' } }), close: () => undefined }),
  'the control socket': async (host) => {
    const connection = await connectControl(controlPath(host.engine.dataFolder));
    if (connection === undefined) throw new Error('no control socket');
    return connection;
  },
  'the WebSocket of the console': async (host) => {
    const socket = await consoleSocket(host);
    return { client: channelClient(webSocketChannel(socket)), close: () => socket.terminate() };
  },
  'a MessagePort': (host) => Promise.resolve(overMessagePort(host.admin)),
} as const satisfies Record<string, (host: ServiceHost) => Promise<CarriedClient>>;
export type CarrierName = keyof typeof CARRIERS;
export const CARRIER_NAMES = Object.keys(CARRIERS) as CarrierName[];

/** Signs in as a browser does. @returns the cookie */
export async function signIn(host: ServiceHost): Promise<string> {
  if (host.console === undefined) throw new Error('no console');
  const answer = await fetch(host.console.signInAddress(), { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`not signed in: ${answer.status}`);
  return cookie;
}

/** The WebSocket of a page that is signed in. */
export async function consoleSocket(host: ServiceHost): Promise<WebSocket> {
  const cookie = await signIn(host);
  const origin = new URL(host.console?.url ?? '').origin;
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api`, { origin, headers: { cookie } });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** A port of Node dressed as one of Electron's main process: there, listeners get an event. */
export function electronPort(port: MessagePort): WindowPort {
  return {
    on: (event: 'message' | 'close', listener: ((event: { readonly data: unknown }) => void) | (() => void)) => {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => listener({ data: undefined }));
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

/** @param receipts whether this window says that it has received what was sent */
export function overMessagePort(admin: AdminContext, receipts: () => boolean = () => true): CarriedClient & { readonly port: MessagePort } {
  return overPort((port) => servePort(port, admin), receipts);
}

/** A window whose port the host gets. */
export function overPort(connect: (port: WindowPort) => void, receipts: () => boolean = () => true): CarriedClient & { readonly port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  connect(electronPort(port1));
  port2.on('message', () => {
    if (receipts()) port2.postMessage(ADMIN_PORT_RECEIPT);
  });
  const client: AdminClient = createORPCClient(
    new RPCLink<Record<never, never>>({
      port: {
        postMessage: (data: unknown) => port2.postMessage(data),
        onMessage: { addListener: (listener) => port2.on('message', listener) },
        onDisconnect: { addListener: (listener) => port2.on('close', listener) },
      },
    }),
  );
  return { client, port: port2, close: () => port2.close() };
}

/** The next item of a subscription. Fails if it has ended. */
export async function next<T>(items: AsyncIterator<T, unknown>): Promise<T> {
  const result = await items.next();
  if (result.done === true) throw new Error('the subscription has ended');
  return result.value;
}

/** The refusal of a call. Fails if there is none, or not one of the API. */
export async function refusal(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (error instanceof ORPCError) return error;
  throw new Error(`not refused as the contract says, but: ${String(error)}`);
}
