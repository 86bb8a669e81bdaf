/** Reads the columns of a row with their types: a column of another type is a mistake of ours, found here and not later. */
import type { SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw mismatch(column, 'an integer');
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw mismatch(column, 'a text');
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function blob(row: Row, column: string): Uint8Array<ArrayBuffer> {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw mismatch(column, 'a blob');
  return value;
}

/** A list of texts, kept as JSON. */
export function texts(row: Row, column: string): readonly string[] {
  const list: unknown = JSON.parse(text(row, column));
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) throw mismatch(column, 'a list of texts');
  return list;
}

function mismatch(column: string, expected: string): TypeError {
  return new TypeError(`column ${column} is not ${expected}`);
}
