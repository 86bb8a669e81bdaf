/**
 * Searches the texts of one message for the filters. Texts are apart from each other: nothing matches across their ends.
 * Several can be open at a time (the source of an HTML part and what it shows); each has a matcher of its own, and
 * matchers are used again from message to message.
 */
import { FILTER_SCOPES, type FilterScope } from '../../../shared/settings/security/filters.ts';
import type { FilterHit } from '../content/scanned-content.ts';
import { Matcher } from './automaton.ts';
import { type FilterRules, isInScope } from './filter-rules.ts';
import { Normaliser } from './normalise.ts';

type Where = FilterHit['where'];

/** The place that is told of an entry found in several: the one that says most. It must not depend on which is found first, since that depends on how the message is cut up on its way. */
const TOLD_FIRST: readonly Where[] = ['subject', 'from', 'attachment-name', 'headers', 'urls', 'body'];

/** Matchers at rest, by the rules they were made for; a few are enough for a thread that works on one message at a time. */
const AT_REST = 16;
const atRest = new WeakMap<FilterRules, OpenText[]>();

/** One text, piece by piece. */
export interface TextPieces {
  /** Takes ASCII bytes, the quick way. */
  ascii(bytes: Uint8Array): void;
  text(text: string): void;
  /** The text is at its end, and the object no more to be used. */
  end(): void;
}

/** Whoever is told of the texts of a message: the search, or somebody who wants to see what it would search. */
export interface TextTaker {
  open(where: Where): TextPieces;
  /** Takes a text that is at hand as a whole. */
  whole(where: Where, text: string): void;
}

/** Is told of the texts of a message, and says at the end which filters it has found in them. */
export interface TextListener extends TextTaker {
  /** It wants to be told of anything at all. */
  readonly active: boolean;
  hits(): FilterHit[];
}

/** One text on its way through the search. */
class OpenText implements TextPieces {
  readonly #normaliser: Normaliser;
  #search: TextSearch | undefined;
  #where: Where = 'body';

  constructor(rules: FilterRules) {
    const matcher = new Matcher(rules.automaton, (pattern) => this.#search?.hit(pattern, this.#where));
    this.#normaliser = new Normaliser(matcher);
    this.#reset = () => matcher.reset();
  }

  readonly #reset: () => void;

  begin(search: TextSearch, where: Where): void {
    this.#search = search;
    this.#where = where;
    this.#reset();
  }

  ascii(bytes: Uint8Array): void {
    this.#normaliser.ascii(bytes);
  }

  /** What follows is a text of its own, in the same place of the message. */
  next(): void {
    this.#normaliser.endPart();
  }

  text(text: string): void {
    this.#normaliser.text(text);
  }

  /** The text is at its end, and the object no more to be used by whoever had it. */
  end(): void {
    this.#normaliser.end();
    this.#search?.rest(this);
    this.#search = undefined;
  }
}

export class TextSearch implements TextListener {
  readonly #rules: FilterRules;
  readonly #hits = new Map<number, Where>();
  /** Takes the texts that are at hand as a whole, one behind the other: most are short, and to search each by itself takes longer than to search it. */
  readonly #whole = new Map<Where, OpenText>();
  readonly #rest: OpenText[];

  constructor(rules: FilterRules) {
    this.#rules = rules;
    this.#rest = atRest.get(rules) ?? [];
    atRest.set(rules, this.#rest);
  }

  /** There is something to search for. */
  get active(): boolean {
    return this.#rules.automaton.size > 0;
  }

  open(where: Where): OpenText {
    const text = this.#rest.pop() ?? new OpenText(this.#rules);
    text.begin(this, where);
    return text;
  }

  /** Searches a text that is at hand as a whole, at the latest when the hits are asked for. */
  whole(where: Where, text: string): void {
    let open = this.#whole.get(where);
    if (open === undefined) {
      open = this.open(where);
      this.#whole.set(where, open);
    }
    open.text(text);
    open.next();
  }

  /** The entries found, in the order of the list. */
  hits(): FilterHit[] {
    for (const open of this.#whole.values()) open.end();
    this.#whole.clear();
    return [...this.#hits].map(([entry, where]) => ({ entry, where })).toSorted((one, other) => one.entry - other.entry);
  }

  /** A pattern was found. */
  hit(pattern: number, where: Where): void {
    const scope: FilterScope = FILTER_SCOPES[this.#rules.scopes[pattern] ?? 0] ?? 'anywhere';
    if (!isInScope(scope, where)) return;
    const entry = this.#rules.entries[pattern];
    if (entry === undefined) return;
    const known = this.#hits.get(entry);
    if (known === undefined || TOLD_FIRST.indexOf(where) < TOLD_FIRST.indexOf(known)) this.#hits.set(entry, where);
  }

  /** Takes a text back that is at its end. */
  rest(text: OpenText): void {
    if (this.#rest.length < AT_REST) this.#rest.push(text);
  }
}
