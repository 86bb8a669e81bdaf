/** A moment in a row of a table: short, so that the room is for what the row is about; the tooltip has the whole of it. */
import { formatDateTime, formatListTime } from './format.ts';
import { useNow } from './now.ts';

/** Every so often another day may have begun. */
const LOOK_MS = 60_000;

export function ListTime({ at }: { readonly at: number }) {
  const now = useNow(LOOK_MS);
  return <span title={formatDateTime(at)}>{formatListTime(at, now)}</span>;
}
