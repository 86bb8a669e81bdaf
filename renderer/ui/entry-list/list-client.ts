/** What the list editor asks of the server, the same for each list (shared/admin-api/entries.ts). */
import type { EntryQuery, EntryRow, EntrySelection } from '../../../shared/admin-api/entries.ts';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import type { ListFileFormat } from '../../../shared/lists/write-entries.ts';
import { settingsKeys } from '../../client/settings.ts';

interface Changed {
  readonly count: number;
  readonly undo: string;
  readonly revision?: number | undefined;
}

export interface EntryPage<Entry> {
  readonly total: number;
  readonly all: number;
  readonly rows: readonly EntryRow<Entry>[];
}

export interface ListClient<Entry> {
  list(input: EntryQuery & { readonly offset: number; readonly limit: number }): Promise<EntryPage<Entry>>;
  add(input: { readonly entry: Entry; readonly confirmed: boolean }): Promise<Changed & { readonly lengthened: boolean }>;
  update(input: { readonly key: string; readonly entry: Entry; readonly confirmed: boolean }): Promise<Changed>;
  remove(input: { readonly selection: EntrySelection }): Promise<Changed>;
  enable(input: { readonly selection: EntrySelection; readonly enabled: boolean }): Promise<Changed>;
  import(input: { readonly text: string; readonly skipUnreadable: boolean; readonly confirmed: boolean }): Promise<{
    readonly added: number;
    readonly lengthened: number;
    readonly alreadyThere: number;
    readonly unreadable: number;
    readonly undo: string;
    readonly revision?: number | undefined;
  }>;
  export(input: { readonly format: ListFileFormat; readonly from: number }): Promise<{ readonly text: string; readonly next: number | null }>;
  undo(input: { readonly undo: string; readonly confirmed: boolean }): Promise<unknown>;
}

/** Beneath the settings: whatever changes these makes the lists load again. */
export const entryKeys = {
  list: (list: ListId) => [...settingsKeys.all, 'entries', list] as const,
  page: (list: ListId, query: EntryQuery, page: number) => [...settingsKeys.all, 'entries', list, query, page] as const,
};
