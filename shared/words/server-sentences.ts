/** Puts what the server says into the language of a window: by the English sentence, with `{}` where something is filled in. */
import type { Language } from '../language.ts';
import { GERMAN_DELIVERY_SENTENCES } from './german-delivery-sentences.ts';
import { GERMAN_DNS_SENTENCES } from './german-dns-sentences.ts';
import { GERMAN_SENTENCES } from './german-sentences.ts';

/** What sentences are about: those of the delivery stand beside replies of other servers, and must not be found in these. */
export type SentenceArea = 'server' | 'delivery';

const SENTENCES: Readonly<Record<Language, Readonly<Record<SentenceArea, Readonly<Record<string, string>>>>>> = {
  en: { server: {}, delivery: {} },
  de: { server: { ...GERMAN_SENTENCES, ...GERMAN_DNS_SENTENCES }, delivery: GERMAN_DELIVERY_SENTENCES },
};

/** The reply of another server: a code, and what that server says (RFC 5321 section 4.2). */
const REPLY = /^[2-5]\d\d(?:[ -]|$)/;

interface Pattern {
  readonly english: RegExp;
  readonly translated: string;
}

/** A sentence in another one in another one: the server puts no more into each other. */
const DEEPEST = 3;

export class ServerSentences {
  readonly #whole: Readonly<Record<string, string>>;
  readonly #besideReplies: boolean;
  #patterns: readonly Pattern[] | undefined;

  constructor(language: Language, area: SentenceArea = 'server') {
    this.#whole = SENTENCES[language][area];
    this.#besideReplies = area === 'delivery';
  }

  /** The sentence in the language of the window; as it is, where it says what nobody could know, such as the answer of another server. */
  said(sentence: string): string {
    return this.#said([sentence], DEEPEST) ?? sentence;
  }

  /** @param spellings of one sentence; undefined if none of them is known */
  #said(spellings: readonly string[], deep: number): string | undefined {
    const whole = spellings.find((spelling) => Object.hasOwn(this.#whole, spelling));
    if (whole !== undefined) return this.#whole[whole];
    if (deep === 0 || (this.#besideReplies && spellings.some((spelling) => REPLY.test(spelling)))) return undefined;
    for (const { english, translated } of this.#all) {
      const values = spellings.map((spelling) => english.exec(spelling)?.slice(1)).find((found) => found !== undefined);
      if (values === undefined) continue;
      // In the middle of another sentence a sentence begins with a small letter.
      const filled = values.map((value) => this.#said([value, value.slice(0, 1).toUpperCase() + value.slice(1)], deep - 1) ?? value);
      return translated.split('{}').reduce((text, piece, place) => `${text}${filled[place - 1] ?? ''}${piece}`);
    }
    return undefined;
  }

  /** The most telling first: a sentence may be a general one with another one in it. Made when they are first needed. */
  get #all(): readonly Pattern[] {
    return (this.#patterns ??= Object.entries(this.#whole)
      .flatMap(([english, translated]): [string, string][] => [
        [english, translated],
        // "203.0.113.300 must be …", as of the lines of an import.
        ...(/^(?:must|is) /.test(english) ? [[`{} ${english}`, `{} ${translated.slice(0, 1).toLowerCase()}${translated.slice(1)}`] as [string, string]] : []),
      ])
      .filter(([english]) => english.includes('{}'))
      .toSorted(([one], [other]) => other.length - one.length)
      .map(([english, translated]) => ({ english: patternOf(english), translated })));
  }
}

function patternOf(english: string): RegExp {
  const pieces = english.split('{}').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join('(.*?)')}$`, 'su');
}

/** The sentences that have words in a language, for the test that none is missing. */
export function knownSentences(language: Language, area: SentenceArea = 'server'): readonly string[] {
  return Object.keys(SENTENCES[language][area]);
}
