import { expect, onTestFinished, test, vi } from 'vitest';
import { NotConnectedError } from '../../renderer/client/admin-client.ts';
import { WebSocketCarrier } from '../../renderer/client/websocket-carrier.ts';

/** A socket as a browser has it: whatever a listener has set going goes on before the next one is told. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static last: FakeSocket | undefined;
  readyState = 0;
  readonly sent: unknown[] = [];
  readonly #told: { readonly type: string; readonly listener: (event: Event) => void }[] = [];

  constructor() {
    super();
    FakeSocket.last = this;
  }

  override addEventListener(type: string, listener: (event: Event) => void): void {
    this.#told.push({ type, listener });
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(): void {
    this.readyState = 3;
  }

  async tell(type: 'open' | 'close', readyState: number): Promise<void> {
    this.readyState = readyState;
    for (const { listener } of this.#told.filter((one) => one.type === type)) {
      listener(new Event(type));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

test('a call made the moment that one before it has failed with the connection was not sent, and says so', async () => {
  vi.stubGlobal('WebSocket', FakeSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  const carrier = new WebSocketCarrier({ url: 'ws://127.0.0.1/', sessionEnded: () => Promise.resolve(false), onSessionEnded: () => undefined });
  onTestFinished(() => carrier.close());
  const socket = FakeSocket.last;
  await socket?.tell('open', 1);
  const failures: unknown[] = [];
  const calls = async (): Promise<void> => {
    for (let call = 0; call < 2; call += 1) await carrier.client.domains.list().catch((error: unknown) => failures.push(error));
  };
  const made = calls();
  await vi.waitFor(() => expect(socket?.sent).toHaveLength(1));
  await socket?.tell('close', 3);
  await made;
  expect(failures).toEqual([expect.objectContaining({ name: 'AbortError' }), expect.any(NotConnectedError)]);
  expect(socket?.sent).toHaveLength(1);
});

test('an attempt that hangs gives way to the one that somebody asks for, and matters no more', async () => {
  vi.stubGlobal('WebSocket', FakeSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const carrier = new WebSocketCarrier({ url: 'ws://127.0.0.1/', sessionEnded: () => Promise.resolve(false), onSessionEnded: () => undefined });
  onTestFinished(() => carrier.close());
  const stood = FakeSocket.last;
  await stood?.tell('open', 1);
  await stood?.tell('close', 3);
  vi.runOnlyPendingTimers();
  const hanging = FakeSocket.last;
  expect(hanging).not.toBe(stood);
  carrier.retryNow();
  const asked = FakeSocket.last;
  expect(asked).not.toBe(hanging);
  expect(hanging?.readyState).toBe(3);
  await asked?.tell('open', 1);
  await hanging?.tell('close', 3);
  expect(carrier.connection).toEqual({ state: 'open', generation: 2 });
});
