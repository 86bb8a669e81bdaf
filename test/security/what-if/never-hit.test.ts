/** Entries that were there long ago and have not been hit since. */
import { expect, test } from 'vitest';
import { LIST_IDS } from '../../../main/security/what-if/lint-lists.ts';
import { findNeverHit } from '../../../main/security/what-if/never-hit.ts';
import type { RevisionRow } from '../../../main/settings/revisions.ts';
import { type Settings, defaultSettings, settingsSchema } from '../../../shared/settings/settings.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;

function withFilters(...texts: readonly string[]): Settings {
  return settingsSchema.parse({ security: { filters: { entries: texts.map((text) => ({ text })) } } });
}

/** @param history newest first: how many days ago, and the settings from then on */
async function neverHit(
  settings: Settings,
  history: readonly (readonly [daysAgo: number, document: Settings])[],
  lastHits: Readonly<Record<string, number>> = {},
): Promise<string[]> {
  const rows: RevisionRow[] = history.map(([daysAgo, document], place) => ({
    revision: history.length - place,
    at: NOW - daysAgo * DAY,
    by: 'test',
    document,
  }));
  const revisions = {
    list: (limit: number) => Promise.resolve(rows.slice(0, limit).map(({ revision, at, by }) => ({ revision, at, by, changes: [] }))),
    get: (revision: number) => Promise.resolve(rows.find((row) => row.revision === revision)),
  };
  const hits = { of: () => new Map(Object.entries(lastHits).map(([entry, daysAgo]) => [entry, { lastHitAt: NOW - daysAgo * DAY }])) };
  const found = await findNeverHit({ settings, hits, revisions, now: NOW }, LIST_IDS);
  return found.flatMap(({ odd }) => odd).map(({ option, index, entry, detail }) => `${option} ${index} ${entry}: ${detail}`);
}

test('an entry that is old and was never hit, or not for long', async () => {
  const settings = withFilters('fresh', 'old', 'hit lately', 'hit long ago');
  const history = [
    [3, settings],
    [31, withFilters('old', 'hit lately', 'hit long ago')],
    [90, withFilters()],
  ] as const;
  expect(await neverHit(settings, history, { 'hit lately': 2, 'hit long ago': 40 })).toEqual([
    'filters 1 old: it has never matched',
    'filters 3 hit long ago: the last match was 40 days ago',
  ]);
});

test('where nothing is known of that time, nothing is said', async () => {
  expect(await neverHit(withFilters('old'), [[29, withFilters('old')]])).toEqual([]);
  expect(await neverHit(withFilters('old'), [])).toEqual([]);
});

test('the default entries, those that are switched off and expired ones are passed over', async () => {
  const settings = settingsSchema.parse({
    security: {
      filters: {
        entries: [
          { text: 'off', enabled: false },
          { text: 'expired', expires: new Date(NOW - DAY).toISOString() },
        ],
      },
      'banned-addresses': { entries: [{ address: '192.0.2.1' }] },
    },
  });
  expect(await neverHit(settings, [[40, settings]])).toEqual(['banned-addresses 0 192.0.2.1: it has never matched']);
  expect(await neverHit(defaultSettings(), [[40, defaultSettings()]])).toEqual([]);
});

test('a list that is switched off is no matter', async () => {
  const off = settingsSchema.parse({
    security: { filters: { enabled: false, entries: [{ text: 'x' }] }, 'attachment-filters': { enabled: false, entries: [{ pattern: '.TXT' }] } },
  });
  expect(await neverHit(off, [[40, off]])).toEqual([]);
});
