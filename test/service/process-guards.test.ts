import { afterEach, expect, test } from 'vitest';
import { guardProcess } from '../../main/service/process-guards.ts';

/** The listeners of the test runner stand aside while these errors are thrown on purpose. */
const events = ['uncaughtException', 'unhandledRejection'] as const;
const runners = events.map((event) => process.listeners(event));
const reports: string[] = [];
let stops = 0;
let release: () => void = () => undefined;

function guard(): void {
  for (const event of events) process.removeAllListeners(event);
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
  events.forEach((event, place) => {
    for (const listener of runners[place] ?? []) process.on(event, listener);
  });
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
