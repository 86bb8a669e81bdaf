import { afterEach, expect, test } from 'vitest';
import { guardProcess } from '../../main/host/process-guards.ts';

/** The listeners of the test runner stand aside while these errors are thrown on purpose. */
const onException = process.listeners('uncaughtException');
const onRejection = process.listeners('unhandledRejection');
const reports: string[] = [];
let stops = 0;
let release: () => void = () => undefined;

function guard(): void {
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
  reports.length = 0;
  stops = 0;
  release = guardProcess({
    report: (text) => reports.push(text),
    stop: () => {
      stops += 1;
    },
  });
}

afterEach(() => {
  release();
  for (const listener of onException) process.on('uncaughtException', listener);
  for (const listener of onRejection) process.on('unhandledRejection', listener);
});

async function throwLater(error: Error): Promise<void> {
  setImmediate(() => {
    throw error;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
}

test('an error of a connection that nobody handled is reported, and the server goes on', async () => {
  guard();
  await throwLater(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
  expect(stops).toBe(0);
  expect(reports).toEqual([expect.stringContaining('the server goes on: Error: read ECONNRESET')]);
});

test('a rejected promise that nobody awaited is reported, and the server goes on', async () => {
  guard();
  void Promise.reject(new Error('forgotten'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stops).toBe(0);
  expect(reports).toEqual([expect.stringContaining('the server goes on: Error: forgotten')]);
});

test('any other exception stops the server, in order', async () => {
  guard();
  await throwLater(new TypeError('undefined is not a function'));
  expect(stops).toBe(1);
  expect(reports).toEqual([expect.stringContaining('the server stops: TypeError: undefined is not a function')]);
});
