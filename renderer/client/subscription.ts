/** Live subscriptions: opened when a part of a window appears or the connection is new, cancelled when either goes. */
import { useEffect, useEffectEvent } from 'react';
import { useConnection } from './carrier-context.tsx';

/**
 * @param key what is subscribed to: another key is another subscription.
 * @param open asks the host for the live items; `signal` cancels.
 */
export function useSubscription<Item>(
  key: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Item>>,
  onItem: (item: Item) => void,
  onFailure: (error: unknown) => void,
): void {
  const connection = useConnection();
  const generation = connection.state === 'open' ? connection.generation : 0;
  const start = useEffectEvent(open);
  const give = useEffectEvent(onItem);
  const fail = useEffectEvent(onFailure);

  useEffect(() => {
    if (generation === 0) return undefined;
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const item of await start(controller.signal)) {
        if (controller.signal.aborted) return;
        give(item);
      }
    };
    read().catch((error: unknown) => {
      // After a cancel or with the connection gone, the end of the stream is no news.
      if (!controller.signal.aborted) fail(error);
    });
    return () => controller.abort();
  }, [key, generation]);
}
