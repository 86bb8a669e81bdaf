/**
 * Entries that have matched nothing for long: they may have outlived their purpose. How old an entry is, is not written in
 * it; but the revisions of the settings tell whether it was there long ago already.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { SecurityOptionId } from '../../../shared/security-options.ts';
import { type Settings, defaultSettings } from '../../../shared/settings/settings.ts';
import { isJsonObject, type Json, valueAt } from '../../settings/json-path.ts';
import type { RevisionStore } from '../../settings/revisions.ts';
import { Turns } from '../../settings/turns.ts';
import type { ListId } from './lint-lists.ts';
import type { Odd } from './lint-switches.ts';
import type { OddOnes } from './odd-ones.ts';

/** What is known of hits. */
export interface KnownHits {
  /** The entries of an option that were ever hit, by their first field. */
  of(option: SecurityOptionId): ReadonlyMap<string, { /** Milliseconds since 1970. */ readonly lastHitAt: number }>;
}

export interface NeverHitParts {
  readonly settings: Settings;
  readonly hits: KnownHits;
  readonly revisions: Pick<RevisionStore, 'list' | 'get'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DAY = 86_400_000;
/** Revisions that are looked back over: with ten changes a day more than three months. */
const REVISIONS = 1000;
/** The lists whose hits are counted, each with the first field of its entries. */
const FIRST_FIELDS: Record<ListId, string> = {
  filters: 'text',
  'attachment-filters': 'pattern',
  'banned-addresses': 'address',
  'trusted-addresses': 'address',
};

/**
 * Entries in use that were in the list long ago already, and have had no hit since. The ones of the default settings are there to
 * be on the safe side, hits or not; of those that came later nothing can be said yet.
 * @param lists those that are asked about
 * @returns one for each of these
 */
export async function findNeverHit({ settings, hits, revisions, now }: NeverHitParts, lists: readonly ListId[]): Promise<readonly OddOnes[]> {
  const since = now - FIXED_LIMITS.neverHitDays * DAY;
  const then = (await revisions.list(REVISIONS)).find(({ at }) => at <= since);
  const document = then === undefined ? undefined : (await revisions.get(then.revision))?.document;
  if (document === undefined) return [];
  const found: OddOnes[] = [];
  const turns = new Turns();
  for (const option of lists) {
    const odd: Odd[] = [];
    let total = 0;
    const known = hits.of(option);
    const old = await firstFields(document, option, turns);
    const defaults = await firstFields(defaultSettings(), option, turns);
    await eachInUse(settings, option, now, turns, (index, entry) => {
      const last = known.get(entry)?.lastHitAt;
      if (!old.has(entry) || defaults.has(entry) || (last !== undefined && last > since)) return;
      total += 1;
      if (odd.length < FIXED_LIMITS.shownLints) odd.push({ option, finding: 'never-hit', index, entry, detail: words(last, now) });
    });
    found.push({ total, odd });
  }
  return found;
}

function words(last: number | undefined, now: number): string {
  return last === undefined ? 'it has never matched' : `the last match was ${Math.floor((now - last) / DAY)} days ago`;
}

/** An old document may have another shape. */
async function firstFields(document: Json, option: ListId, turns: Turns): Promise<ReadonlySet<string>> {
  const fields = new Set<string>();
  const entries = valueAt(document, ['security', option, 'entries']);
  if (!Array.isArray(entries)) return fields;
  await turns.forEach(entries, (entry) => {
    const field = isJsonObject(entry) ? entry[FIRST_FIELDS[option]] : undefined;
    if (typeof field === 'string') fields.add(field);
  });
  return fields;
}

async function eachInUse({ security }: Settings, option: ListId, now: number, turns: Turns, take: (index: number, entry: string) => void): Promise<void> {
  const isLive = (expires: string | null): boolean => expires === null || Date.parse(expires) > now;
  switch (option) {
    case 'filters': {
      const { enabled, entries } = security.filters;
      await turns.forEach(enabled ? entries : [], ({ text, enabled: on, expires }, index) => {
        if (on && isLive(expires)) take(index, text);
      });
      return;
    }
    case 'attachment-filters': {
      const { enabled, entries } = security['attachment-filters'];
      await turns.forEach(enabled ? entries : [], ({ pattern, enabled: on }, index) => {
        if (on) take(index, pattern);
      });
      return;
    }
    case 'banned-addresses':
    case 'trusted-addresses':
      await turns.forEach(security[option].entries, ({ address, expires }, index) => {
        if (isLive(expires)) take(index, address);
      });
  }
}
