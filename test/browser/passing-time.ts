/**
 * Loaded into the servers of the browser tests before anything else: a test can let time pass for what waits long (a change on
 * trial goes back after a minute) instead of waiting for it. Only timers of half a minute and more hear of it.
 */
import { clearTimeout as end, setTimeout as begin } from 'node:timers';
import { isMainThread } from 'node:worker_threads';

const LONG_MS = 30_000;

interface Waiting {
  left: number;
  readonly run: () => void;
}

const waiting = new Map<NodeJS.Timeout, Waiting>();

function setLongTimeout(callback: (...values: unknown[]) => void, delay = 1, ...values: unknown[]): NodeJS.Timeout {
  const run = (): void => callback(...values);
  const timer = begin(() => {
    waiting.delete(timer);
    run();
  }, delay);
  if (delay >= LONG_MS) waiting.set(timer, { left: delay, run });
  return timer;
}

function clearLongTimeout(timer: NodeJS.Timeout | undefined): void {
  if (timer !== undefined) waiting.delete(timer);
  end(timer);
}

function pass({ passed }: { readonly passed: number }): void {
  for (const one of waiting.values()) one.left -= passed;
  const due = [...waiting].filter(([, { left }]) => left <= 0);
  // What they begin anew waits from now on.
  for (const [timer, { run }] of due) {
    clearLongTimeout(timer);
    run();
  }
}

if (isMainThread) {
  Object.defineProperty(globalThis, 'setTimeout', { value: setLongTimeout, configurable: true, writable: true });
  Object.defineProperty(globalThis, 'clearTimeout', { value: clearLongTimeout, configurable: true, writable: true });
  process.on('message', pass);
  // The server ends when it is told to, and not later.
  process.channel?.unref();
}
