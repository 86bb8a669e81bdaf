/**
 * The carrier of the desktop host: the admin API for one window, over the MessagePort that its preload script has got.
 * A port has no send buffer that could be looked at, so the window answers each message with a receipt, and live
 * subscriptions pause while too many are without one.
 */
import { ADMIN_PORT_RECEIPT } from '../../shared/admin-api/console.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { type Channel, serveChannel } from '../admin/channel.ts';
import type { AdminContext } from '../admin/context.ts';

/** The part of Electron's MessagePortMain that is used here. */
export interface WindowPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: string): void;
  start(): void;
  close(): void;
}

/** Answers the calls of a window until its port is closed. Only a window of ours may have the other end. */
export function servePort(port: WindowPort, admin: AdminContext): void {
  serveChannel(portChannel(port), { admin, caller: 'console' });
  port.start();
}

/** A port as a channel; its receipts are not for whoever uses it. */
export function portChannel(port: WindowPort): Channel {
  let open = true;
  /** Messages sent and not received yet. */
  let underWay = 0;
  let waiting: (() => void)[] = [];
  const keepsUp = (): boolean => !open || underWay < FIXED_LIMITS.adminPortCredits;
  const release = (): void => {
    if (!keepsUp()) return;
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  };
  port.on('close', () => {
    open = false;
    release();
  });
  return {
    send: (text) => {
      if (!open) return;
      underWay += 1;
      port.postMessage(text);
    },
    ready: () => (keepsUp() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    onText: (listener) => {
      port.on('message', ({ data }) => {
        if (data === ADMIN_PORT_RECEIPT) {
          underWay = Math.max(0, underWay - 1);
          release();
        } else if (typeof data === 'string') {
          listener(data);
        } else {
          port.close();
        }
      });
    },
    onClose: (listener) => port.on('close', listener),
    breach: () => port.close(),
  };
}
