import { afterEach, describe, expect, it, vi } from 'vitest';
import { HitCounters } from '../../../main/security/hits/hit-counters.ts';
import type { HitStore } from '../../../main/store/mail-store.ts';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { openTestStore, temporaryFolder } from '../../store/fixtures.ts';

const hit = (entry: string, option: SecurityOptionId = 'filters'): { option: SecurityOptionId; entry: string } => ({ option, entry });
const noTrouble = (error: unknown): void => {
  throw error;
};

afterEach(() => {
  vi.useRealTimers();
});

describe('hits', () => {
  it('are counted by option and entry, and go on after a restart', async () => {
    const dataFolder = temporaryFolder();
    const store = await openTestStore({ dataFolder });
    const counters = await HitCounters.open(store.hits, noTrouble);
    counters.count(hit('pills'), 1000);
    counters.count(hit('pills'), 2000.5);
    counters.count(hit('pills', 'attachment-filters'), 3000);
    expect([...counters.of('filters')]).toEqual([['pills', { hits: 2, lastHitAt: 2000 }]]);
    await counters.close();
    await store.close();
    const again = await HitCounters.open((await openTestStore({ dataFolder })).hits, noTrouble);
    again.count(hit('pills'), 4000);
    expect([...again.of('filters')]).toEqual([['pills', { hits: 3, lastHitAt: 4000 }]]);
    expect([...again.of('attachment-filters')]).toEqual([['pills', { hits: 1, lastHitAt: 3000 }]]);
    expect([...again.of('banned-addresses')]).toEqual([]);
    await again.close();
  });

  it('beyond the limit cost the entry that was hit longest ago', async () => {
    const { hits } = await openTestStore();
    const counters = await HitCounters.open(hits, noTrouble, 3);
    for (const [now, entry] of ['one', 'two', 'three', 'one', 'four'].entries()) counters.count(hit(entry), now);
    expect([...counters.of('filters').keys()]).toEqual(['three', 'one', 'four']);
    await counters.close();
    expect((await hits.load()).map(({ entry }) => entry)).toEqual(['three', 'one', 'four']);
  });

  it('are saved together a few seconds later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let puts = 0;
    const store: HitStore = {
      load: () => Promise.resolve([]),
      put: () => {
        puts += 1;
        return Promise.resolve();
      },
      remove: () => Promise.resolve(),
    };
    const counters = await HitCounters.open(store, noTrouble);
    for (let count = 0; count < 1000; count += 1) counters.count(hit(`entry ${count % 10}`), count);
    expect(puts).toBe(0);
    await vi.advanceTimersByTimeAsync(FIXED_LIMITS.hitFlushSeconds * 1000);
    expect(puts).toBe(1);
    await counters.close();
    expect(puts).toBe(1);
  });

  it('that cannot be saved are kept for the next time, and told of once', async () => {
    const { hits } = await openTestStore();
    let failing = true;
    const troubles: unknown[] = [];
    const store: HitStore = {
      load: () => hits.load(),
      put: (changed) => (failing ? Promise.reject(new Error('disk full')) : hits.put(changed)),
      remove: (entries) => hits.remove(entries),
    };
    const counters = await HitCounters.open(store, (error) => troubles.push(error));
    counters.count(hit('one'), 1);
    await counters.save();
    counters.count(hit('one'), 2);
    await counters.save();
    expect(troubles).toEqual([new Error('disk full')]);
    failing = false;
    await counters.close();
    expect(await hits.load()).toEqual([{ option: 'filters', entry: 'one', hits: 2, lastHitAt: 2 }]);
  });

  it('of options that this version does not know are left alone', async () => {
    const { hits } = await openTestStore();
    await hits.put([{ option: 'of-tomorrow', entry: 'x', hits: 1, lastHitAt: 1 }]);
    const counters = await HitCounters.open(hits, noTrouble);
    await counters.close();
    expect(await hits.load()).toHaveLength(1);
  });
});
