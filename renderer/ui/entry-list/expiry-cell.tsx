/** When an entry ends, in a row of a list. */
import { texts } from '../../texts.ts';
import { formatDateTime, formatListTime } from '../format.ts';
import { useNow } from '../now.ts';

/** Every so often an entry may have expired while its row is on screen. */
const LOOK_MS = 30_000;

export function ExpiryCell({ expires }: { readonly expires: string | null }) {
  const now = useNow(LOOK_MS);
  const words = texts.lists;
  if (expires === null) return words.never;
  const at = Date.parse(expires);
  // Since when is in the tooltip: the column has no room for it, and what counts is that it is over.
  if (at <= now) return <span title={`${words.expired} (${formatDateTime(at)})`}>{words.expired}</span>;
  return <span title={formatDateTime(at)}>{formatListTime(at, now)}</span>;
}
