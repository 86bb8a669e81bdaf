/** MTA-STS policies outlive a restart of the store, until they end, and within a limit. */
import { expect, test } from 'vitest';
import { openTestStore, temporaryFolder } from './fixtures.ts';

const policy = (domain: string, until: number) =>
  ({ domain, id: '1', mode: 'enforce', hosts: ['mx.example.com', '*.example.net'], maxAgeSeconds: 100, until }) as const;

test('policies are kept until they end; those that end first make room', async () => {
  const dataFolder = temporaryFolder();
  const store = await openTestStore({ dataFolder });
  const first = [policy('a.test', 100), policy('b.test', 400), policy('c.test', 300), policy('d.test', 200)];
  for (const one of first) await store.policies.keep(one, 50, 3);
  await store.policies.keep(policy('b.test', 500), 50, 3);
  await store.close();
  const again = await openTestStore({ dataFolder });
  expect(await again.policies.load(60, 10)).toEqual([policy('b.test', 500), policy('c.test', 300), policy('d.test', 200)]);
  expect(await again.policies.load(250, 1)).toEqual([policy('b.test', 500)]);
  await again.policies.keep(policy('e.test', 900), 350, 10);
  expect((await again.policies.load(0, 10)).map(({ domain }) => domain)).toEqual(['e.test', 'b.test']);
  await again.close();
});
