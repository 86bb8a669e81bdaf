/** A window of the desktop whose connection ends: it asks for another, and nothing in it is lost. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { NotConnectedError } from '../../renderer/client/admin-client.ts';
import { MessagePortCarrier } from '../../renderer/client/message-port-carrier.ts';

test('a port that closes is followed by another; calls meanwhile are refused at once', async () => {
  const channels = [new MessageChannel(), new MessageChannel(), new MessageChannel()] as const;
  onTestFinished(() => {
    for (const { port2 } of channels) port2.close();
  });
  const [first, second, third] = channels;
  const waiting = [second, third];
  const carrier = new MessagePortCarrier(first.port1, async () => await Promise.resolve(waiting.shift()?.port1 ?? third.port1));
  const states: string[] = [];
  carrier.onChange(() => states.push(carrier.connection.state));
  expect(carrier.connection).toEqual({ state: 'open', generation: 1 });
  first.port2.close();
  await vi.waitFor(() => expect(states).toContain('lost'));
  await expect(carrier.client.server.status()).rejects.toThrow(NotConnectedError);
  carrier.retryNow();
  await vi.waitFor(() => expect(carrier.connection).toEqual({ state: 'open', generation: 2 }));
  // And by itself.
  second.port2.close();
  await vi.waitFor(() => expect(carrier.connection).toEqual({ state: 'open', generation: 3 }), { timeout: 20_000 });
});
