/**
 * Which rows of a long list are selected: by key, or all of them but for some, since of 100,000 rows most are not in the page. The
 * cursor is the row that the keyboard is at, the anchor where a range begins.
 */
export interface MultiSelection {
  /** Every row that is listed, but for `keys`; else `keys` alone. */
  readonly all: boolean;
  readonly keys: ReadonlySet<string>;
  readonly cursor: number;
  readonly anchor: number;
}

export const NO_SELECTION: MultiSelection = { all: false, keys: new Set(), cursor: -1, anchor: -1 };

export function isSelected({ all, keys }: MultiSelection, key: string): boolean {
  return all !== keys.has(key);
}

export function selectedCount({ all, keys }: MultiSelection, listed: number): number {
  return all ? Math.max(0, listed - keys.size) : keys.size;
}

export function selectOnly(key: string, index: number): MultiSelection {
  return { all: false, keys: new Set([key]), cursor: index, anchor: index };
}

export function toggle(selection: MultiSelection, key: string, index: number): MultiSelection {
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { ...selection, keys, cursor: index, anchor: index };
}

export function selectAll(selection: MultiSelection): MultiSelection {
  return { ...selection, all: true, keys: new Set() };
}

/** @param keys of the rows from the anchor to `cursor` */
export function selectRange(selection: MultiSelection, keys: readonly string[], cursor: number): MultiSelection {
  return { all: false, keys: new Set(keys), cursor, anchor: selection.anchor < 0 ? cursor : selection.anchor };
}

/** The key of the one row that is selected; undefined for none or several. */
export function onlyKey({ all, keys }: MultiSelection): string | undefined {
  return !all && keys.size === 1 ? keys.values().next().value : undefined;
}
