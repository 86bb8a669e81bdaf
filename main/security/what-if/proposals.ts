/**
 * Longer texts for a filter that hits good mail: made of what stands around the text in unwanted messages, and held against
 * good ones with the scan of real traffic, all in one automaton. What hits a good message is out.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { Turns } from '../../settings/turns.ts';
import type { KeptMessage, KeptMessages, Share } from '../../store/kept-messages.ts';
import { ContentScan } from '../content/content-scan.ts';
import { compileFilterRules } from '../filters/filter-rules.ts';
import { normalisePattern } from '../filters/normalise.ts';
import type { Budget, Knowledge } from './kept-hits.ts';
import { longerTexts, placesOf } from './longer-texts.ts';
import { quickLook } from './quick-look.ts';
import type { ProposalRequest, ProposalShare } from './what-if-protocol.ts';

/** The filter itself, which tells whether a message is hit at all, stands before its longer texts. */
const ITSELF = 0;

/**
 * @param learned what is known of the filter: messages that it does not hit need no second look
 * @param digests what is known of the messages
 * @returns undefined if it was cancelled
 */
export async function proposeTexts(
  kept: KeptMessages,
  { entry, unwanted: traceIds, messages }: ProposalRequest,
  share: Share,
  { learned, digests }: Knowledge,
  budget: Budget,
): Promise<ProposalShare | undefined> {
  const unwanted = [...kept.unwanted(messages, traceIds, FIXED_LIMITS.proposalMessages)];
  const texts = textsOf(unwanted, entry);
  const rules = compileFilterRules(
    [entry.text, ...texts].map((text) => ({ text, scope: entry.scope, action: 'reject', enabled: true, note: '', expires: null })),
  );
  const hitsOf = (message: Buffer): readonly number[] => {
    const scan = new ContentScan(rules, { attachments: false });
    scan.write(message);
    return scan.end().filterHits.map(({ entry: index }) => index);
  };
  const glance = quickLook({ list: 'filters', entry });
  const pattern = normalisePattern(entry.text);
  const ids = new Set(unwanted.map(({ id }) => id));
  const counts = texts.map(() => 0);
  let hit = 0;
  for (const { bytes } of unwanted) {
    const found = hitsOf(bytes);
    if (found.includes(ITSELF)) hit += 1;
    for (const index of found) if (index !== ITSELF) counts[index - 1] = (counts[index - 1] ?? 0) + 1;
  }
  const spoiled = new Set<number>();
  const turns = new Turns();
  let [good, examined, complete] = [0, 0, true];
  for (const { id, bytes, held } of kept.newest(messages, share)) {
    if (turns.over) {
      await turns.next();
      if (budget.cancelled()) return undefined;
    }
    if (budget.over()) {
      complete = false;
      break;
    }
    examined += 1;
    if (held || ids.has(id) || learned.isHit(id) === false || digests.get(id)?.holds(pattern, entry.scope) === false || glance?.(bytes) === 'no') continue;
    const found = hitsOf(bytes);
    if (found.includes(ITSELF)) good += 1;
    for (const index of found) spoiled.add(index);
  }
  const judged = texts.map((text, place) => ({ text, unwanted: counts[place] ?? 0, spares: !spoiled.has(place + 1) }));
  return { texts: judged.filter(({ unwanted: count }) => count > 0), unwanted: hit, good, kept: kept.count(messages), examined, complete };
}

/** The shortest of each message's in turn, so that no message is without. */
function textsOf(unwanted: readonly KeptMessage[], { text, scope }: ProposalRequest['entry']): readonly string[] {
  const pattern = normalisePattern(text);
  const ofEach = unwanted.map(({ bytes }) => {
    const texts = placesOf(bytes, text, scope).flatMap((place) => longerTexts(place, pattern));
    return [...new Set(texts)].toSorted((one, other) => one.length - other.length);
  });
  const all = new Set<string>();
  const longest = Math.max(0, ...ofEach.map(({ length }) => length));
  for (let place = 0; place < longest && all.size < FIXED_LIMITS.proposalTexts; place += 1) {
    for (const texts of ofEach) {
      const next = texts[place];
      if (next !== undefined) all.add(next);
    }
  }
  return [...all];
}

/** @param shares of the threads: a text is proposed that all of them have found to spare good mail */
export function bestTexts(shares: readonly ProposalShare[]): { text: string; unwanted: number }[] {
  const [first, ...others] = shares;
  const spared = (text: string): boolean => others.every(({ texts }) => texts.some((one) => one.text === text && one.spares));
  const standing = (first?.texts ?? []).filter(({ text, spares }) => spares && spared(text));
  const sorted = standing.toSorted((one, other) => other.unwanted - one.unwanted || one.text.length - other.text.length);
  const best: { text: string; unwanted: number }[] = [];
  for (const { text, unwanted } of sorted) {
    // A text that holds a better one says nothing new.
    if (best.length < FIXED_LIMITS.proposalsShown && !best.some((better) => text.includes(better.text))) best.push({ text, unwanted });
  }
  return best;
}
