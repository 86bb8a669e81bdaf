import { expect, it } from 'vitest';
import { allRevisions } from '../../renderer/windows/history/all-revisions.ts';
import type { Revision } from '../../shared/admin-api/settings.ts';

it.each([0, 1, 999, 1000, 1001, 3000])('reads a history of %i revisions whole, each once and in order', async (count) => {
  const kept: Revision[] = Array.from({ length: count }, (_, place) => ({ revision: count - place, at: place, by: 'console', changes: [] }));
  const history = async ({ limit, before = Number.POSITIVE_INFINITY }: { limit: number; before?: number }): Promise<Revision[]> =>
    kept.filter(({ revision }) => revision < before).slice(0, limit);
  expect(await allRevisions(history)).toEqual(kept);
});
