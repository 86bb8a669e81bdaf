/** The rows of a list as the table needs them: the pages on screen are fetched, and kept true while the window is open. */
import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { EntryQuery, EntryRow } from '../../../shared/admin-api/entries.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import { type EntryPage, entryKeys, type ListClient } from './list-client.ts';

const PAGE = 200;
/** Hits are counted while the window is open, and the server bans by itself. */
const REFRESH_MS = 10_000;

export interface EntryRows<Entry> {
  /** Undefined before the first page has come. */
  readonly total: number | undefined;
  /** Entries in the list, whatever is searched for. */
  readonly all: number;
  readonly error: Error | null;
  readonly rowAt: (index: number) => EntryRow<Entry> | undefined;
  readonly keysBetween: (from: number, to: number) => Promise<readonly string[]>;
  readonly onShow: (first: number, last: number) => void;
  readonly reload: () => void;
}

export function useEntryRows<Entry>(client: ListClient<Entry>, list: ListId, query: EntryQuery): EntryRows<Entry> {
  const queries = useQueryClient();
  const [shown, setShown] = useState({ first: 0, last: 0 });
  const pageQuery = (page: number) => ({
    queryKey: entryKeys.page(list, query, page),
    queryFn: () => client.list({ ...query, offset: page * PAGE, limit: PAGE }),
  });
  // The first page is always there: it knows how many there are.
  const pages = [...new Set([0, ...numbersBetween(pageOf(shown.first), pageOf(shown.last))])];
  const results = useQueries({
    queries: pages.map((page) => ({
      ...pageQuery(page),
      refetchInterval: REFRESH_MS,
      ...(page === 0 ? { placeholderData: keepPreviousData<EntryPage<Entry>> } : {}),
    })),
  });
  const byPage = new Map(pages.map((page, place) => [page, results[place]?.data]));
  const known = results.find(({ data }) => data !== undefined)?.data;
  const onShow = useCallback((first: number, last: number) => setShown({ first, last }), []);
  return {
    total: known?.total,
    all: known?.all ?? 0,
    error: results.find(({ error }) => error !== null)?.error ?? null,
    rowAt: (index) => byPage.get(pageOf(index))?.rows[index % PAGE],
    keysBetween: async (from, to) => {
      const last = Math.min(to, from + FIXED_LIMITS.selectedEntries - 1);
      const found = await Promise.all(numbersBetween(pageOf(from), pageOf(last)).map((page) => queries.query({ ...pageQuery(page), staleTime: 'static' })));
      const start = pageOf(from) * PAGE;
      return found
        .flatMap(({ rows }) => rows)
        .slice(from - start, last - start + 1)
        .map(({ key }) => key);
    },
    onShow,
    reload: () => void queries.invalidateQueries({ queryKey: entryKeys.list(list) }),
  };
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE);
}

function numbersBetween(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}
