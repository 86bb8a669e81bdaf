/** Settings revisions, automatic bans, statistics and hits. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { COUNTERS, type Counter, type Counters } from '../../shared/admin-api/server.ts';
import { revisionSchema } from '../../shared/admin-api/settings.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { RevisionRow, RevisionStore } from '../settings/revisions.ts';
import type { HitStore, StatisticsStore } from './mail-store.ts';
import type { KeptRevision } from './operations/records.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export function createRevisionStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): RevisionStore {
  return {
    add: async ({ at, by, json, changes }) => {
      const note = { at, by, changes: JSON.stringify(changes) };
      if (json.length <= FIXED_LIMITS.revisionBytes) return await writer.call('revision.add', { ...note, document: new TextDecoder().decode(json) });
      // The thread pool packs it, so that neither the sessions nor the commits of mail wait for that.
      const packed = Uint8Array.from(await compress(json));
      return await writer.call('revision.add', { ...note, document: packed }, [packed.buffer]);
    },
    get: async (revision) => {
      const kept = await reader.call('revision.get', { revision });
      return kept === undefined ? undefined : await revisionRow(kept);
    },
    list: async (limit, before) =>
      (await reader.call('revision.list', { limit, ...(before === undefined ? {} : { before }) })).map(({ changes, ...note }) => ({
        ...note,
        changes: changes === null ? undefined : revisionSchema.shape.changes.parse(JSON.parse(changes)),
      })),
  };
}

/** The document is handed out as it was kept: main/settings judges it, and leads those of older versions to the present one. */
async function revisionRow(kept: KeptRevision): Promise<RevisionRow> {
  const json = typeof kept.document === 'string' ? kept.document : String(await decompress(kept.document));
  const document: unknown = JSON.parse(json);
  return { ...kept, document: document as Settings };
}

export function createStatisticsStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): StatisticsStore {
  return {
    add: (day, hour, counters) => writer.call('statistics.add', { day, hour, counters }),
    byDay: async (days) => grouped(await reader.call('statistics.byDay', { days }), ({ day }) => day).map(([day, counters]) => ({ day, counters })),
    byHour: async (since) => grouped(await reader.call('statistics.byHour', { since }), ({ hour }) => hour).map(([hour, counters]) => ({ hour, counters })),
  };
}

export function createHitStore(writer: ThreadClient<WriteOperations>, reader: ThreadClient<ReadOperations>): HitStore {
  return {
    load: () => reader.call('hits.load', {}),
    put: (hits) => writer.call('hits.put', { hits }),
    remove: (entries) => writer.call('hits.remove', { entries }),
  };
}

/** Counters that this program does not know (of a newer or older one) are left out. */
function grouped<Kept extends { readonly counter: string; readonly amount: number }, Time>(
  kept: readonly Kept[],
  timeOf: (row: Kept) => Time,
): readonly (readonly [Time, Partial<Counters>])[] {
  const times = new Map<Time, Partial<Counters>>();
  for (const row of kept) {
    const counters = times.get(timeOf(row)) ?? {};
    if (isCounter(row.counter)) counters[row.counter] = row.amount;
    times.set(timeOf(row), counters);
  }
  return [...times];
}

function isCounter(name: string): name is Counter {
  return Object.hasOwn(COUNTERS, name);
}
