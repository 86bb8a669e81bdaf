/** Text without its case. Characters fold one by one, whatever stands around them, so that a part of a text folds as it does within the whole. */
export function foldCase(text: string): string {
  // Final sigma is the one letter whose lower case depends on its neighbours.
  return text.toLowerCase().replaceAll('ς', 'σ');
}
