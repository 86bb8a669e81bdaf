/** The selected row of a list, and the rows that a search leaves of it. */
import { useState } from 'react';
import { findRows } from './find-rows.ts';

export interface ListState<Row> {
  readonly search: string;
  setSearch(text: string): void;
  /** The rows in which each word of the search is found. */
  readonly shown: readonly Row[];
  readonly selectedKey: string | undefined;
  select(key: string): void;
  /** The selected row, if it is among those shown. */
  readonly selected: Row | undefined;
}

/** @param initialKey the row that is selected at first */
export function useListState<Row>(rows: readonly Row[], keyOf: (row: Row) => string, textOf: (row: Row) => string, initialKey?: string): ListState<Row> {
  const [search, setSearch] = useState('');
  const [selectedKey, select] = useState<string | undefined>(initialKey);
  const shown = findRows(rows, search, textOf);
  return { search, setSearch, shown, selectedKey, select, selected: shown.find((row) => keyOf(row) === selectedKey) };
}
