/** A list that is here as a whole, of which several rows can be selected: searched, sorted and chosen from in the page. */
import { useMemo, useState } from 'react';
import { texts } from '../texts.ts';
import { findRows } from './find-rows.ts';
import { isSelected, type MultiSelection, NO_SELECTION, selectOnly } from './multi-selection.ts';
import type { MultiColumn } from './multi-table.tsx';
import { type Sorting, sortRows } from './sort-rows.ts';

export interface MultiListColumn<Row> extends MultiColumn<Row> {
  readonly sortBy: (row: Row) => string | number;
}

export interface MultiListOptions<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What the search looks at. */
  readonly textOf: (row: Row) => string;
  readonly columns: readonly MultiListColumn<Row>[];
  /** At first; else by the first column. */
  readonly sorting?: Sorting;
  /** What is searched for at first. */
  readonly search?: string;
  /** The key of the row that is selected at first. */
  readonly selected?: string | undefined;
}

export interface MultiList<Row> {
  readonly all: readonly Row[];
  readonly search: string;
  /** What was selected is not any more: it may not be listed. */
  setSearch(text: string): void;
  /** What the search leaves, sorted. */
  readonly shown: readonly Row[];
  readonly chosen: readonly Row[];
  /** The one row that is chosen; undefined for none or several. */
  readonly only: Row | undefined;
  selectOnly(key: string): void;
  unselect(): void;
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly MultiListColumn<Row>[];
  readonly sorting: Sorting;
  setSorting(sorting: Sorting): void;
  readonly selection: MultiSelection;
  setSelection(selection: MultiSelection): void;
  /**
   * "3 accounts", "1 of 3 accounts" or "2 selected".
   * @param total where there are more than are here
   */
  count(one: string, many: string, total?: number): string;
}

export function useMultiList<Row>({ rows, keyOf, textOf, columns, sorting: first, search: find = '', selected }: MultiListOptions<Row>): MultiList<Row> {
  const [search, setSearch] = useState(find);
  const [sorting, setSorting] = useState<Sorting>(first ?? { column: columns[0]?.id ?? '', descending: false });
  const [selection, setSelection] = useState<MultiSelection>(() => (selected === undefined ? NO_SELECTION : selectOnly(selected, -1)));
  const shown = useMemo(() => sortRows(findRows(rows, search, textOf), columns, sorting), [rows, search, textOf, columns, sorting]);
  const chosen = shown.filter((row) => isSelected(selection, keyOf(row)));
  return {
    all: rows,
    search,
    setSearch: (text) => {
      setSearch(text);
      setSelection(NO_SELECTION);
    },
    shown,
    chosen,
    only: chosen.length === 1 ? chosen[0] : undefined,
    selectOnly: (key) => setSelection(selectOnly(key, -1)),
    unselect: () => setSelection(NO_SELECTION),
    keyOf,
    columns,
    sorting,
    setSorting,
    selection,
    setSelection,
    count: (one, many, total = rows.length) => {
      if (chosen.length > 1) return texts.lists.selected(chosen.length);
      return shown.length === rows.length ? texts.table.count(total, one, many) : texts.table.countOf(shown.length, total, one, many);
    },
  };
}
