/**
 * The patterns of a list, held against the files of a message all at once. A sender chooses the names, 10,000 of them, and
 * this runs where all mail waits for it: so each name is folded once and looked through once, for the one text of each
 * pattern that nothing it matches can do without. Only where that stands, the pattern itself is tried. What all of it may
 * cost is counted, in steps and not in time, so that the same message always gets the same answer.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { foldCase, type MatchCost, Wildcard } from '../../../shared/text/wildcard.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import type { Turns } from '../../settings/turns.ts';
import { Matcher } from '../filters/automaton.ts';
import type { CompiledAutomaton } from '../filters/automaton-tables.ts';
import { compilePatterns } from '../filters/compile-patterns.ts';
import { fileType, plain } from './file-name.ts';

export interface AttachmentMatch {
  readonly file: AttachmentFacts;
  readonly how: 'name' | 'content';
}

/** Without wildcards, the text that it matches; else its place among those with wildcards that are held against the same texts. */
type Pattern = { readonly ofType: boolean } & ({ readonly literal: string } | { readonly place: number });
type Texts = ReadonlyMap<string, AttachmentMatch>;

/** What a program counts as by its content: a file whose name ends so, whatever stands before it. */
const PROGRAM = '.exe';
/** Stands before and behind a text that is looked through: no name has a NUL once it is cleaned. */
const EDGE = '\0';
/** So many tries are quicker than to get the search going: a usual message, and a pattern that is only asked about. */
const TRIED_ONE_BY_ONE = 1000;
/** What being told that a text stands somewhere costs, in steps. */
const HIT_STEPS = 4;
/** What trying a pattern costs before it compares anything, in steps. */
const TRY_STEPS = 8;

/** The names and types of all files, each once with the first file that has it: an archive may have 10,000 files of one type. */
class FileIndex {
  readonly types = new Map<string, AttachmentMatch>();
  readonly names = new Map<string, AttachmentMatch>();
  readonly #cost: MatchCost;

  constructor(files: readonly AttachmentFacts[], byContent: boolean, cost: MatchCost) {
    this.#cost = cost;
    for (const file of files) {
      for (const name of file.names) this.#add(name, { file, how: 'name' });
    }
    if (!byContent) return;
    for (const file of files) {
      if (file.program === undefined) continue;
      for (const name of file.names.length === 0 ? [''] : file.names) this.#add(`${name}${PROGRAM}`, { file, how: 'content' });
    }
  }

  #add(name: string, match: AttachmentMatch): void {
    this.#cost.steps += name.length;
    if (this.#cost.steps > FIXED_LIMITS.attachmentMatchSteps) return;
    const folded = foldCase(name);
    if (!this.names.has(folded)) this.names.set(folded, match);
    const type = fileType(folded);
    if (!this.types.has(type)) this.types.set(type, match);
  }
}

/** What is searched for, and for each text of it the patterns that cannot do without. */
interface Needed {
  readonly automaton: CompiledAutomaton;
  readonly patterns: readonly (readonly number[])[];
}

/** Patterns with wildcards that are held against the same texts. */
class WildcardGroup {
  readonly #wildcards: readonly Wildcard[];
  #made: Needed | undefined;

  constructor(wildcards: readonly Wildcard[]) {
    this.#wildcards = wildcards;
  }

  /** @returns by pattern the first of the texts that it matches. What is missing once `cost` is past its limit says nothing. */
  find(texts: Texts, cost: MatchCost): readonly (AttachmentMatch | undefined)[] {
    if (this.#wildcards.length * texts.size <= TRIED_ONE_BY_ONE) {
      return this.#wildcards.map((wildcard) => {
        for (const [text, match] of texts) {
          cost.steps += TRY_STEPS;
          if (wildcard.matchesFolded(text, cost)) return match;
        }
        return undefined;
      });
    }
    return this.#search(texts, cost);
  }

  #search(texts: Texts, cost: MatchCost): readonly (AttachmentMatch | undefined)[] {
    const { automaton, patterns } = (this.#made ??= this.#compile());
    const found: (AttachmentMatch | undefined)[] = this.#wildcards.map(() => undefined);
    /** Those without a match yet. */
    const open = [...patterns];
    let current = '';
    let match: AttachmentMatch | undefined;
    const matcher = new Matcher(automaton, (needed) => {
      cost.steps += HIT_STEPS;
      if (cost.steps > FIXED_LIMITS.attachmentMatchSteps) return;
      open[needed] = (open[needed] ?? []).filter((pattern) => {
        if (cost.steps > FIXED_LIMITS.attachmentMatchSteps) return true;
        cost.steps += TRY_STEPS;
        if (this.#wildcards[pattern]?.matchesFolded(current, cost) !== true) return true;
        found[pattern] = match;
        return false;
      });
    });
    for ([current, match] of texts) {
      cost.steps += current.length;
      if (cost.steps > FIXED_LIMITS.attachmentMatchSteps) break;
      matcher.feed(withEdges(current));
      matcher.end();
      matcher.reset();
    }
    return found;
  }

  /** Makes ready what is needed for many files, elsewhere than on this thread. */
  async prepare(compile: (texts: readonly string[]) => Promise<CompiledAutomaton>): Promise<void> {
    const { texts, patterns } = this.#needed();
    const automaton = await compile(texts);
    this.#made ??= { automaton, patterns };
  }

  #compile(): Needed {
    const { texts, patterns } = this.#needed();
    return { automaton: compilePatterns(texts), patterns };
  }

  #needed(): { readonly texts: readonly string[]; readonly patterns: Needed['patterns'] } {
    const needing = new Map<string, number[]>();
    for (const [index, wildcard] of this.#wildcards.entries()) {
      const needed = wildcard.needs(EDGE);
      const others = needing.get(needed);
      if (others === undefined) needing.set(needed, [index]);
      else others.push(index);
    }
    return { texts: [...needing.keys()], patterns: [...needing.values()] };
  }
}

function withEdges(text: string): Uint16Array {
  const units = new Uint16Array(text.length + 2);
  for (let at = 0; at < text.length; at += 1) units[at + 1] = text.charCodeAt(at);
  return units;
}

function isOfType(pattern: string): boolean {
  return pattern.trimStart().startsWith('.');
}

function wildcardOf(pattern: string): Wildcard {
  return new Wildcard(plain(pattern.trim()));
}

export class AttachmentPatterns {
  readonly #patterns: readonly Pattern[];
  readonly #ofTypes: WildcardGroup;
  readonly #ofNames: WildcardGroup;

  /**
   * @param patterns those that begin with a dot are held against the type, any other against the whole name
   * @param wildcards the same, read
   */
  constructor(patterns: readonly string[], wildcards: readonly Wildcard[] = patterns.map(wildcardOf)) {
    const ofTypes: Wildcard[] = [];
    const ofNames: Wildcard[] = [];
    this.#patterns = wildcards.map((wildcard, index) => {
      const ofType = isOfType(patterns[index] ?? '');
      if (wildcard.literal !== undefined) return { ofType, literal: wildcard.literal };
      const group = ofType ? ofTypes : ofNames;
      return { ofType, place: group.push(wildcard) - 1 };
    });
    this.#ofTypes = new WildcardGroup(ofTypes);
    this.#ofNames = new WildcardGroup(ofNames);
  }

  /** The same for a long list, without holding anybody up. @param compile elsewhere than on this thread */
  static async inTurns(
    patterns: readonly string[],
    turns: Turns,
    compile: (texts: readonly string[]) => Promise<CompiledAutomaton>,
  ): Promise<AttachmentPatterns> {
    const wildcards: Wildcard[] = [];
    await turns.forEach(patterns, (pattern) => wildcards.push(wildcardOf(pattern)));
    const made = new AttachmentPatterns(patterns, wildcards);
    await made.#ofTypes.prepare(compile);
    await made.#ofNames.prepare(compile);
    return made;
  }

  /**
   * The first file that each pattern matches, in the order of the patterns; undefined for one that matches none.
   * @returns undefined if the names are too many to find out: any of them may be one that the list forbids
   */
  find(files: readonly AttachmentFacts[], byContent: boolean): readonly (AttachmentMatch | undefined)[] | undefined {
    const cost: MatchCost = { steps: 0 };
    const index = new FileIndex(files, byContent, cost);
    const types = this.#ofTypes.find(index.types, cost);
    const names = this.#ofNames.find(index.names, cost);
    if (cost.steps > FIXED_LIMITS.attachmentMatchSteps) return undefined;
    return this.#patterns.map((pattern) => {
      if ('literal' in pattern) return (pattern.ofType ? index.types : index.names).get(pattern.literal);
      return (pattern.ofType ? types : names)[pattern.place];
    });
  }
}
