/** Sorting of rows that are all here. */
import { locale } from '../language.ts';

export interface Sorting {
  /** The id of a column. */
  readonly column: string;
  readonly descending: boolean;
}

/** A column as far as sorting knows it. */
interface Sortable<Row> {
  readonly id: string;
  readonly sortBy: (row: Row) => string | number;
}

/** Numbers in a text count as numbers: 10.0.0.2 stands before 10.0.0.10. */
const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });

export function sortRows<Row>(rows: readonly Row[], columns: readonly Sortable<Row>[], { column, descending }: Sorting): Row[] {
  const sortBy = columns.find(({ id }) => id === column)?.sortBy;
  if (sortBy === undefined) return [...rows];
  const direction = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [left, right] = [sortBy(one), sortBy(other)];
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : collator.compare(String(left), String(right));
    return order * direction;
  });
}
