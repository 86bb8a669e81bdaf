/** Units that are folded together: a character and the marks that join it, or the halves of a pair (normalise.ts). */
import { foldText, joinsNothing } from './fold.ts';

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

/** By unit, as met: its normal form whatever is in front of it, if nothing joins it behind; '' where it needs what is in front. */
const formsAlone = new Map<number, string>();

/** The units of a cluster that join with nothing are folded by themselves: of some a form is 18 characters, and takes its time. */
export function foldCluster(cluster: string): string {
  let folded = '';
  let from = 0;
  for (let at = 1; at <= cluster.length; at += 1) {
    if (at < cluster.length && formAlone(cluster.charCodeAt(at)) === '') continue;
    folded += (at - from === 1 && formAlone(cluster.charCodeAt(from))) || foldTogether(cluster.slice(from, at));
    from = at;
  }
  return folded;
}

function formAlone(unit: number): string {
  const known = formsAlone.get(unit);
  if (known !== undefined) return known;
  const character = String.fromCharCode(unit);
  const folded = joinsNothing(character) ? foldText(character) : '';
  const form = joinsNothing(folded) ? folded : '';
  formsAlone.set(unit, form);
  return form;
}

function foldTogether(cluster: string): string {
  const known = foldedClusters.get(cluster);
  if (known !== undefined) return known;
  const folded = foldText(cluster);
  if (cluster.length > 4) return folded;
  if (foldedClusters.size >= CACHED_CLUSTERS) foldedClusters.clear();
  foldedClusters.set(cluster, folded);
  return folded;
}
