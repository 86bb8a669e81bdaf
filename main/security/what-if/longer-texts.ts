/**
 * The texts of a message around a place where a filter's text stands: what a longer filter may be made of. In normal form
 * (filters/normalise.ts), as filters see it, so that what is made of it is found again.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { MimeWalker } from '../../mime/mime-walker.ts';
import { FilterText } from '../content/filter-text.ts';
import type { FilterHit } from '../content/scanned-content.ts';
import { isInScope } from '../filters/filter-rules.ts';
import { normalisePattern } from '../filters/normalise.ts';
import { normalTexts } from './normal-texts.ts';

type Where = FilterHit['where'];

/** Characters on each side of the text that are looked at: longer ones are not proposed. */
const AROUND = FIXED_LIMITS.proposalCharacters;

/** Where the text stands in a message: with what is around it in normal form. */
export function placesOf(message: Buffer, text: string, scope: FilterScope): readonly string[] {
  const pattern = normalisePattern(text);
  const places = new Set<string>();
  const look = (where: Where, whole: string): void => {
    if (!isInScope(scope, where)) return;
    for (let at = whole.indexOf(pattern); at >= 0 && places.size < FIXED_LIMITS.proposalPlaces; at = whole.indexOf(pattern, at + pattern.length)) {
      places.add(cutAround(whole, at, pattern.length));
    }
  };
  const walker = new MimeWalker(new FilterText(normalTexts(look)));
  walker.write(message);
  walker.end();
  return [...places];
}

/** Words that the cut goes through are left out. */
function cutAround(whole: string, at: number, length: number): string {
  let start = Math.max(0, at - AROUND);
  if (start > 0) start = nextWord(whole, start, at);
  let end = Math.min(whole.length, at + length + AROUND);
  if (end < whole.length) {
    const space = whole.lastIndexOf(' ', end);
    end = space < at + length ? at + length : space;
  }
  return whole.slice(start, end);
}

function nextWord(whole: string, from: number, most: number): number {
  const space = whole.indexOf(' ', from);
  return space < 0 || space >= most ? most : space + 1;
}

/**
 * Longer texts that begin and end between words, made of a place where a text stands; the words that it stands in are completed.
 * @param pattern in normal form
 */
export function longerTexts(place: string, pattern: string): readonly string[] {
  const texts = new Set<string>();
  for (let at = place.indexOf(pattern); at >= 0; at = place.indexOf(pattern, at + pattern.length)) {
    const starts = wordStarts(place, at);
    const ends = wordEnds(place, at + pattern.length);
    for (const start of starts) {
      for (const end of ends) {
        const text = place.slice(start, end);
        if (text.length > pattern.length && text.length <= FIXED_LIMITS.proposalCharacters && text.trim() === text) texts.add(text);
      }
    }
  }
  return [...texts];
}

/** Places before `at` where a word begins, and `at` itself, the nearest first. */
function wordStarts(place: string, at: number): number[] {
  const starts = [at];
  for (let from = at; from > 0 && starts.length <= FIXED_LIMITS.proposalWords; ) {
    // The word that `from` is in, or else the one before it.
    let start = from;
    while (start > 0 && !isBetween(place, start - 1)) start -= 1;
    if (start === from) {
      while (start > 0 && isBetween(place, start - 1)) start -= 1;
      while (start > 0 && !isBetween(place, start - 1)) start -= 1;
    }
    if (start === from) break;
    starts.push(start);
    from = start;
  }
  return starts;
}

/** Places from `at` on where a word ends, and `at` itself, the nearest first. */
function wordEnds(place: string, at: number): number[] {
  const ends = [at];
  for (let from = at; from < place.length && ends.length <= FIXED_LIMITS.proposalWords; ) {
    let end = from;
    while (end < place.length && !isBetween(place, end)) end += 1;
    if (end === from) {
      while (end < place.length && isBetween(place, end)) end += 1;
      while (end < place.length && !isBetween(place, end)) end += 1;
    }
    if (end === from) break;
    ends.push(end);
    from = end;
  }
  return ends;
}

/** Letters, marks and digits of any script are of a word; what stands between words is not. */
function isBetween(text: string, at: number): boolean {
  return !/[\p{L}\p{M}\p{N}\p{Cs}]/u.test(text.charAt(at));
}
