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

/** Makes texts that differ in case alone the same text, character by character: its length in code points stays. */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
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

/** A pattern made ready. `matches` is true if it covers the whole text. */
export class Wildcard {
  /** The pattern has neither `*` nor `?`: it matches this text alone, case folded. */
  readonly literal: string | undefined;
  readonly #tokens: readonly WildcardToken[];

  constructor(pattern: string) {
    this.#tokens = wildcardTokens(pattern);
    this.literal = this.#tokens.every(({ kind }) => kind === 'literal') ? foldCase(pattern) : undefined;
  }

  matches(text: string): boolean {
    const folded = foldCase(text);
    return this.literal === undefined ? matchTokens(this.#tokens, Array.from(folded), coversCharacter) : this.literal === folded;
  }
}

function coversCharacter(token: WildcardToken, character: string): boolean {
  return token.kind === 'one' || (token.kind === 'literal' && token.character === character);
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
