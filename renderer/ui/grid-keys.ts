/** How the keyboard walks the rows of a table. */

/**
 * @param key `KeyboardEvent.key`
 * @param current the row in question, or -1 without one
 * @param pageSize rows that fit on screen
 * @returns the row to go to, or undefined if the key does not walk or there are no rows
 */
export function rowAfterKey(key: string, current: number, count: number, pageSize: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const clamp = (index: number): number => Math.max(0, Math.min(last, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(current + 1);
    case 'ArrowUp':
      return current < 0 ? last : clamp(current - 1);
    case 'PageDown':
      return clamp(Math.max(current, 0) + Math.max(1, pageSize - 1));
    case 'PageUp':
      return clamp((current < 0 ? last : current) - Math.max(1, pageSize - 1));
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
