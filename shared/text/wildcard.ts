/**
 * Wildcard patterns as people know them from file names: `*` is any run of characters, an empty one too, `?` exactly one.
 * Windows show what a pattern matches with the same code that decides about mail. A character is a code point, case does
 * not matter. No regular expressions: the cost is bounded by pattern length times text length, whatever the pattern.
 */

export type WildcardToken = { readonly kind: 'run' } | { readonly kind: 'one' } | { readonly kind: 'literal'; readonly character: string };

const ASCII = /^\p{ASCII}*$/u;

/** Simple case folding, as Unicode's CaseFolding.txt has it for one character; the longer foldings (ß to ss) are not simple. */
function foldCharacter(character: string): string {
  // Dotless i: the only letter that an upper and lower case round trip takes to another one (i) that folding keeps apart.
  if (character === 'ı') return character;
  const upper = character.toUpperCase();
  // An upper case of several characters (ΐ, ᾳ, ß) is no simple one.
  const lower = (isOneCharacter(upper) ? upper : character).toLowerCase();
  return isOneCharacter(lower) ? lower : character;
}

function isOneCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

/** No letter above this has two cases (Unicode planes 0 and 1). */
const CASED_BELOW = 0x20000;
/** Units that become a text in one go: as arguments of one call they must fit on the stack. */
const FOLDED_AT_ONCE = 4096;
/** What characters fold to, looked up once each, since names come by the million; 0 is not looked up yet. Made when there is need. */
let folds: Uint32Array | undefined;

function foldCodePoint(point: number): number {
  if (point >= CASED_BELOW) return point;
  folds ??= new Uint32Array(CASED_BELOW);
  const known = folds[point] ?? 0;
  if (known !== 0) return known;
  const folded = foldCharacter(String.fromCodePoint(point)).codePointAt(0) ?? point;
  folds[point] = folded;
  return folded;
}

/** Makes texts that differ in case alone the same text, character by character: its length in code points stays. */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let changed = false;
  for (let at = 0; at < text.length && !changed; ) {
    const point = text.codePointAt(at) ?? 0;
    changed = foldCodePoint(point) !== point;
    at += unitsOf(point);
  }
  // Most names beyond ASCII: scripts without case, and what is written small.
  if (!changed) return text;
  let folded = '';
  let units: number[] = [];
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    const other = foldCodePoint(point);
    if (other > 0xffff) units.push(0xd800 + ((other - 0x10000) >> 10), 0xdc00 + (other & 0x3ff));
    else units.push(other);
    at += unitsOf(point);
    if (units.length < FOLDED_AT_ONCE && at < text.length) continue;
    folded += String.fromCharCode(...units);
    units = [];
  }
  return folded;
}

function unitsOf(point: number): number {
  return point > 0xffff ? 2 : 1;
}

/**
 * The pattern taken apart, case folded. `?` and `*` side by side are brought into one order, `?` first and one `*` last,
 * which means the same.
 */
export function wildcardTokens(pattern: string): readonly WildcardToken[] {
  const tokens: WildcardToken[] = [];
  let run = false;
  const closeRun = (): void => {
    if (run) tokens.push({ kind: 'run' });
    run = false;
  };
  for (const character of foldCase(pattern)) {
    if (character === '*') run = true;
    else if (character === '?') tokens.push({ kind: 'one' });
    else {
      closeRun();
      tokens.push({ kind: 'literal', character });
    }
  }
  closeRun();
  return tokens;
}

/** Counts what matching costs, in characters that are compared. */
export interface MatchCost {
  steps: number;
}

/** What stands between two `*`: code points, -1 for `?`. */
interface Piece {
  readonly points: readonly number[];
  /** The text of it if it has no `?`. */
  readonly text: string | undefined;
}

const ANY = -1;
/** Characters that the search for a text passes in the time that comparing one by itself takes. */
const SEARCHED_AT_ONCE = 8;

/** A pattern made ready. `matches` is true if it covers the whole text. */
export class Wildcard {
  /** The pattern has neither `*` nor `?`: it matches this text alone, case folded. */
  readonly literal: string | undefined;
  /** The pieces in their order: the first begins the text, the last ends it. One alone is all of it. */
  readonly #pieces: readonly Piece[];

  constructor(pattern: string) {
    const tokens = wildcardTokens(pattern);
    this.literal = tokens.every(({ kind }) => kind === 'literal') ? foldCase(pattern) : undefined;
    this.#pieces = piecesOf(tokens);
  }

  matches(text: string): boolean {
    return this.matchesFolded(foldCase(text));
  }

  /** The same for a text that is case folded already, which says what it costs: at most its length times the longest piece. */
  matchesFolded(folded: string, cost: MatchCost = { steps: 0 }): boolean {
    if (this.literal !== undefined) return this.literal === folded;
    const [first, ...others] = this.#pieces;
    const last = others.pop();
    if (first === undefined) return folded === '';
    let at = endOfPiece(first, folded, 0, cost);
    if (last === undefined) return at === folded.length;
    for (const piece of others) {
      if (at < 0) return false;
      at = findPiece(piece, folded, at, cost);
    }
    if (at < 0) return false;
    const start = startOfLast(last, folded, cost);
    return start >= at && endOfPiece(last, folded, start, cost) === folded.length;
  }

  /**
   * The longest text that stands in whatever the pattern matches, when `edge` is put before and behind it; no text that is
   * matched has `edge` in it. A quick search for it spares most matching.
   */
  needs(edge: string): string {
    let longest = edge;
    for (const [index, { points }] of this.#pieces.entries()) {
      let run = index === 0 ? edge : '';
      for (const point of points) {
        run = point === ANY ? '' : run + String.fromCodePoint(point);
        if (run.length > longest.length) longest = run;
      }
      if (index === this.#pieces.length - 1 && run.length >= longest.length) longest = run + edge;
    }
    return longest;
  }
}

function piecesOf(tokens: readonly WildcardToken[]): readonly Piece[] {
  const pieces: number[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'run') pieces.push([]);
    else pieces.at(-1)?.push(token.kind === 'one' ? ANY : (token.character.codePointAt(0) ?? 0));
  }
  return pieces.map((points) => ({ points, text: points.includes(ANY) ? undefined : String.fromCodePoint(...points) }));
}

/** Where a piece that begins at `at` ends; -1 if it does not stand there. */
function endOfPiece({ points }: Piece, text: string, at: number, cost: MatchCost): number {
  let end = at;
  for (const point of points) {
    cost.steps += 1;
    const here = text.codePointAt(end);
    if (here === undefined || (point !== ANY && point !== here)) return -1;
    end += unitsOf(here);
  }
  return end;
}

/** Where the first of a piece from `from` on ends: what more the `*` before it could take, the one behind it can take as well. -1 if there is none. */
function findPiece(piece: Piece, text: string, from: number, cost: MatchCost): number {
  if (piece.text !== undefined) {
    const found = text.indexOf(piece.text, from);
    cost.steps += 1 + ((found < 0 ? text.length : found) - from) / SEARCHED_AT_ONCE;
    return found < 0 ? -1 : found + piece.text.length;
  }
  for (let at = from; at < text.length; ) {
    const end = endOfPiece(piece, text, at, cost);
    if (end >= 0) return end;
    at += unitsOf(text.codePointAt(at) ?? 0);
  }
  return -1;
}

/** Where the last piece has to begin, to end with the text; -1 if the text is too short. */
function startOfLast({ points }: Piece, text: string, cost: MatchCost): number {
  let start = text.length;
  for (let left = points.length; left > 0; left -= 1) {
    if (start <= 0) return -1;
    start -= start > 1 && (text.codePointAt(start - 2) ?? 0) > 0xffff ? 2 : 1;
  }
  cost.steps += points.length;
  return start;
}

/**
 * The walk with two pointers: on a mismatch only the last `*` takes one character more, since whatever the ones before it
 * took is settled by then. At most pattern length times text length steps.
 * @param covers whether a token that is no `*` covers one item
 */
function matchTokens<Item>(tokens: readonly WildcardToken[], items: readonly Item[], covers: (token: WildcardToken, item: Item) => boolean): boolean {
  let at = 0;
  let token = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (at < items.length) {
    const current = tokens[token];
    const item = items[at];
    if (current?.kind === 'run') {
      lastRun = token;
      runEnd = at;
      token += 1;
    } else if (current !== undefined && item !== undefined && covers(current, item)) {
      token += 1;
      at += 1;
    } else if (lastRun >= 0) {
      runEnd += 1;
      at = runEnd;
      token = lastRun + 1;
    } else return false;
  }
  while (tokens[token]?.kind === 'run') token += 1;
  return token === tokens.length;
}

/**
 * True only if every text that `narrow` matches is matched by `wide`, too. It proves, and may miss: `?` in `wide` stands
 * for one character or `?` of `narrow`, its `*` for any of it, and only a `*` can stand for a `*`.
 */
export function wildcardCovers(wide: string, narrow: string): boolean {
  return matchTokens(wildcardTokens(wide), wildcardTokens(narrow), (token, other) => {
    if (other.kind === 'run') return false;
    return token.kind === 'one' || (token.kind === 'literal' && other.kind === 'literal' && token.character === other.character);
  });
}
