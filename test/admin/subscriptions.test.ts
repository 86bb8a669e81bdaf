/** Live subscriptions with readers that are slow, stuck, or gone. */
import { createRouterClient } from '@orpc/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { latest } from '../../main/admin/live.ts';
import { channelClient } from '../../main/admin/channel.ts';
import { type ServiceHost, startServiceHost } from '../../main/service/host.ts';
import { webSocketChannel } from '../../main/host/websocket-channel.ts';
import type { EventBatch } from '../../shared/admin-api/log.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { consoleSocket, next, overMessagePort } from './carriers.ts';

async function startHost(): Promise<ServiceHost> {
  const host = await startServiceHost({ dataFolder: tempFolder(), listen: { listeners: [], admin: { address: '127.0.0.1', port: 0 } } });
  onTestFinished(async () => await host.stop(0));
  return host;
}

/** Many events, with pauses in which a reader could fetch them. */
async function emitMany(admin: AdminContext, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    admin.events.emit({ kind: 'server', level: 'debug', protocol: 'server', text: `${made} ${'x'.repeat(1500)}` });
    if (made % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Reads batches until `count` events have come or were lost. */
async function readAll(batches: AsyncIterator<EventBatch, unknown>, count: number): Promise<{ read: number; lost: number }> {
  const total = { read: 0, lost: 0 };
  while (total.read + total.lost < count) {
    const batch = await next(batches);
    total.read += batch.events.length;
    total.lost += batch.lost;
  }
  return total;
}

describe('a reader of the live log that is stuck', () => {
  const EVENTS = 12_000;

  test('on a WebSocket: the server keeps little for it, and it is told how many events it has lost', async () => {
    const host = await startHost();
    const socket = await consoleSocket(host);
    const batches = await channelClient(webSocketChannel(socket)).log.follow({ kinds: ['server'] });
    socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    await emitMany(host.admin, EVENTS);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * 1024 * 1024);
    socket.resume();
    host.admin.events.emit({ kind: 'server', level: 'debug', protocol: 'server', text: 'the last one' });
    const { read, lost } = await readAll(batches, EVENTS + 1);
    expect(lost).toBeGreaterThan(0);
    expect(read).toBeGreaterThanOrEqual(FIXED_LIMITS.liveLogBacklog);
    socket.terminate();
  });

  test('on a MessagePort: nothing is sent past the credits, and it is told how many events it has lost', async () => {
    const host = await startHost();
    let receiving = false;
    const { client, port, close } = overMessagePort(host.admin, () => receiving);
    let messages = 0;
    port.on('message', () => {
      messages += 1;
    });
    onTestFinished(close);
    const batches = await client.log.follow({ kinds: ['server'] });
    // One event at a time, so that each is a message of its own.
    for (let made = 0; made < FIXED_LIMITS.adminPortCredits * 2; made += 1) {
      const sent = messages;
      host.admin.events.emit({ kind: 'server', level: 'debug', protocol: 'server', text: String(made) });
      const deadline = Date.now() + 150;
      while (messages === sent && Date.now() < deadline && messages < FIXED_LIMITS.adminPortCredits) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await emitMany(host.admin, 5000);
    expect(messages).toBe(FIXED_LIMITS.adminPortCredits);
    receiving = true;
    for (let receipt = 0; receipt < FIXED_LIMITS.adminPortCredits; receipt += 1) port.postMessage('gatepost:received');
    const { lost } = await readAll(batches, FIXED_LIMITS.adminPortCredits * 2 + 5000);
    expect(lost).toBeGreaterThan(0);
  });
});

describe('the status', () => {
  test('comes now and at most twice a second, however much changes', async () => {
    const host = await startHost();
    const client = createRouterClient(adminRouter, { context: { admin: host.admin, caller: 'console' } });
    const cancel = new AbortController();
    const updates = await client.server.watch(undefined, { signal: cancel.signal });
    const startedAt = Date.now();
    const counting = setInterval(() => host.engine.events.count('connections'), 1);
    onTestFinished(() => clearInterval(counting));
    const seen: number[] = [];
    for (let item = 0; item < 4; item += 1) seen.push((await next(updates)).sinceStart.connections);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(3 * FIXED_LIMITS.statusIntervalMs);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    cancel.abort();
  });

  test('leaves nothing behind when the reader goes away, on whatever carrier', async () => {
    const host = await startHost();
    const subscribed = new Set<() => void>();
    const admin: AdminContext = {
      ...host.admin,
      onListenersChange: (listener) => {
        subscribed.add(listener);
        return () => subscribed.delete(listener);
      },
    };
    const { client, close } = overMessagePort(admin);
    await (await client.server.watch()).next();
    await (await client.server.watch()).next();
    expect(subscribed.size).toBe(2);
    close();
    await expect.poll(() => subscribed.size).toBe(0);
  });
});

test('a slow reader gets the value of now and none that is old', async () => {
  let value = 1;
  let change = (): void => undefined;
  const values = latest({
    read: () => value,
    subscribe: (changed) => {
      change = changed;
      return () => undefined;
    },
    intervalMs: 0,
    signal: undefined,
  });
  expect((await values.next()).value).toBe(1);
  for (value = 2; value < 10; value += 1) change();
  expect((await values.next()).value).toBe(10);
  await values.return();
});
