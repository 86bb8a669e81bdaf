/** Units that are folded together: a character and the marks that join it, or the halves of a pair (normalise.ts). */
import { foldText } from './fold.ts';

/** Where the last surrogate pair, or first half of one, begins. */
export function lastPairIn(text: string): number {
  for (let at = text.length - 1; at > 0; at -= 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800) return at;
  }
  return 0;
}

/** Short clusters come again and again: in Hindi each syllable is one. */
const foldedClusters = new Map<string, string>();
const CACHED_CLUSTERS = 4096;

export function foldCluster(cluster: string): string {
  const known = foldedClusters.get(cluster);
  if (known !== undefined) return known;
  const folded = foldText(cluster);
  if (cluster.length > 4) return folded;
  if (foldedClusters.size >= CACHED_CLUSTERS) foldedClusters.clear();
  foldedClusters.set(cluster, folded);
  return folded;
}
