import { expect, onTestFinished, test } from 'vitest';
import { StartingThread, type ThreadClient } from '../../main/store/threads/thread-client.ts';
import type { FAILING_OPERATIONS } from './failing-worker.ts';

async function start(): Promise<ThreadClient<typeof FAILING_OPERATIONS>> {
  const { client, facts } = await new StartingThread<typeof FAILING_OPERATIONS, string>(new URL('./failing-worker.ts', import.meta.url), undefined).open();
  onTestFinished(() => client.close());
  expect(facts).toBe('opened');
  return client;
}

test('answers come to those who asked', async () => {
  const client = await start();
  const texts = Array.from({ length: 50 }, (_, index) => `call ${index}`);
  expect(await Promise.all(texts.map((text) => client.call('echo', { text })))).toEqual(texts);
});

test('when the worker dies, calls under way and later ones fail; none hangs', async () => {
  const client = await start();
  const underWay = [client.call('fail', undefined), client.call('echo', { text: 'behind it' })];
  for (const result of await Promise.allSettled(underWay)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { name: 'StoreError', kind: 'failed', message: 'The store has stopped after an error: nobody catches this' },
    });
  }
  await expect(client.call('echo', { text: 'later' })).rejects.toMatchObject({ name: 'StoreError', kind: 'failed' });
});

test('calls made before the close are answered, later ones are refused', async () => {
  const client = await start();
  const before = client.call('echo', { text: 'in time' });
  const closed = client.close();
  await expect(client.call('echo', { text: 'too late' })).rejects.toThrow('closed');
  expect(await before).toBe('in time');
  await closed;
  await client.close();
});

test('a worker that cannot be loaded is an error and not a wait', async () => {
  await expect(new StartingThread(new URL('./no-such-worker.ts', import.meta.url), undefined).open()).rejects.toMatchObject({
    name: 'StoreError',
    kind: 'failed',
  });
});
