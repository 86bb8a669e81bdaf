/** A WebSocket as a channel of the admin API, for both ends: with back-pressure, and closed when the other side is gone. */
import type { WebSocket } from 'ws';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Channel } from '../admin/channel.ts';

/** RFC 6455 section 7.4.1: the data does not keep to what was agreed. */
const PROTOCOL_ERROR = 1002;

export function webSocketChannel(socket: WebSocket): Channel {
  let waiting: (() => void)[] = [];
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  const keepsUp = (): boolean => !isOpen() || socket.bufferedAmount < FIXED_LIMITS.adminSendBacklogBytes;
  const release = (): void => {
    if (!keepsUp()) return;
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  };
  socket.on('close', release);
  // 'close' follows, and there is nobody to tell: a browser that goes away in the middle is no news.
  socket.on('error', () => socket.terminate());
  return {
    send: (text) => {
      // The callback comes when the text has left the process, or never will; either way whoever waits may look again.
      if (isOpen()) socket.send(text, release);
    },
    ready: () => (keepsUp() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    onText: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(PROTOCOL_ERROR, 'texts only');
        else listener(textOf(data));
      });
    },
    onClose: (listener) => socket.on('close', listener),
    breach: (why) => socket.close(PROTOCOL_ERROR, why),
  };
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

/** Ends connections whose other side has gone without a word: one ping each interval, and no answer is an answer. */
export function keepAlive(socket: WebSocket): void {
  let alive = true;
  const timer = setInterval(() => {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, FIXED_LIMITS.consolePingSeconds * 1000);
  timer.unref();
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => clearInterval(timer));
}
