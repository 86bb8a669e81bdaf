/**
 * What a thread has learned from the last question about a list: whoever types asks about a longer text with each letter, and
 * what a text is not found in, no longer one is. The same question asked again goes on where time was up. Messages never
 * change, and their ids are never used twice.
 */
import { normalisePattern } from '../filters/normalise.ts';
import type { AskedEntry } from './what-if-protocol.ts';

export class Learned {
  readonly #asked: AskedEntry;
  /** By message id. */
  readonly #known = new Map<number, boolean>();

  private constructor(asked: AskedEntry) {
    this.#asked = asked;
  }

  /** @param before what the question before this one has taught; undefined for none */
  static from(asked: AskedEntry, before: Learned | undefined): Learned {
    const learned = new Learned(asked);
    if (before === undefined) return learned;
    const isSame = isSameQuestion(asked, before.#asked);
    if (!isSame && !isNarrower(asked, before.#asked)) return learned;
    for (const [id, hit] of before.#known) if (isSame || !hit) learned.#known.set(id, hit);
    return learned;
  }

  /** Undefined where that is not known. */
  isHit(messageId: number): boolean | undefined {
    return this.#known.get(messageId);
  }

  note(messageId: number, hit: boolean): void {
    this.#known.set(messageId, hit);
  }

  /** Forgets messages that are too old to be asked about. */
  keepFrom(oldestId: number): void {
    for (const id of this.#known.keys()) if (id < oldestId) this.#known.delete(id);
  }
}

function isSameQuestion(asked: AskedEntry, before: AskedEntry): boolean {
  if (asked.list === 'filters') return before.list === 'filters' && asked.entry.text === before.entry.text && asked.entry.scope === before.entry.scope;
  if (asked.list === 'attachment-filters') {
    return before.list === 'attachment-filters' && asked.pattern === before.pattern && asked.byContent === before.byContent;
  }
  if (asked.list === 'filter-list') return before.list === 'filter-list' && inOneText(asked.entries) === inOneText(before.entries);
  return (
    before.list === 'attachment-list' &&
    asked.byContent === before.byContent &&
    asked.which === before.which &&
    asked.patterns.join('\n') === before.patterns.join('\n')
  );
}

function inOneText(entries: Extract<AskedEntry, { list: 'filter-list' }>['entries']): string {
  return entries.map(({ text, scope }) => `${scope} ${text}`).join('\n');
}

/** All that this one can hit, the one before hits, too. */
function isNarrower(asked: AskedEntry, before: AskedEntry): boolean {
  if (asked.list !== 'filters' || before.list !== 'filters' || asked.entry.scope !== before.entry.scope) return false;
  const shorter = normalisePattern(before.entry.text);
  return shorter !== '' && normalisePattern(asked.entry.text).includes(shorter);
}
