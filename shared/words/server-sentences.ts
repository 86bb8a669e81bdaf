/** Puts what the server says into the language of a window: by the English sentence, with `{}` where something is filled in. */
import { REASONS } from '../decisions/reasons.ts';
import type { Language } from '../language.ts';
import { FINDINGS } from '../security-findings.ts';
import { SECURITY_OPTIONS } from '../security-options.ts';
import { GERMAN_DELIVERY_SENTENCES } from './german-delivery-sentences.ts';
import { GERMAN_DNS_SENTENCES } from './german-dns-sentences.ts';
import { GERMAN_LOG_ADMIN_SENTENCES } from './german-log-admin-sentences.ts';
import { GERMAN_LOG_SENTENCES } from './german-log-sentences.ts';
import { GERMAN_LOG_SERVER_SENTENCES } from './german-log-server-sentences.ts';
import { germanOptions } from './german-options.ts';
import { germanFindings, germanReasons } from './german-reasons.ts';
import { GERMAN_SENTENCES } from './german-sentences.ts';

/** What sentences are about: those of the delivery and of the log stand beside replies of other servers, and must not be found in these. */
export type SentenceArea = 'server' | 'delivery' | 'log';

const GERMAN_SERVER = { ...GERMAN_SENTENCES, ...GERMAN_DNS_SENTENCES };
/** Everything that the server says may end up in the log, reasons and findings by their words. */
const GERMAN_LOG: Readonly<Record<string, string>> = {
  ...GERMAN_SERVER,
  ...GERMAN_DELIVERY_SENTENCES,
  ...inOtherWords(REASONS, ({ explanation }, id) => [explanation, germanReasons[id]]),
  ...inOtherWords(FINDINGS, (finding, id) => [finding, germanFindings[id]]),
  ...Object.fromEntries(
    SECURITY_OPTIONS.flatMap(({ id, title }) => [
      [id, `„${germanOptions[id].title}“`],
      [`${title}: {}.`, `${germanOptions[id].title}: {}.`],
    ]),
  ),
  ...GERMAN_LOG_SENTENCES,
  ...GERMAN_LOG_ADMIN_SENTENCES,
  ...GERMAN_LOG_SERVER_SENTENCES,
};

const SENTENCES: Readonly<Record<Language, Readonly<Record<SentenceArea, Readonly<Record<string, string>>>>>> = {
  en: { server: {}, delivery: {}, log: {} },
  de: { server: GERMAN_SERVER, delivery: GERMAN_DELIVERY_SENTENCES, log: GERMAN_LOG },
};

/** The reply of another server: a code, and what that server says (RFC 5321 section 4.2). */
const REPLY = /^[2-5]\d\d(?:[ -]|$)/;
/** Hundreds of something that is counted here look like one. */
const COUNT = /^\d+ (?:more recipients|recipients|new recipients|messages|different wrong|events)\b/;

/** Whoever has done something stands before all of it. */
const WHO = /^(?:console|command line): \{\}$/;

interface Pattern {
  /** What stands around the places that are filled in. */
  readonly english: readonly string[];
  readonly translated: string;
}

/** A sentence in another one in another one, in a line that says who: the server puts no more into each other. */
const DEEPEST = 4;

export class ServerSentences {
  readonly #whole: Readonly<Record<string, string>>;
  readonly #besideReplies: boolean;
  #patterns: readonly Pattern[] | undefined;

  constructor(language: Language, area: SentenceArea = 'server') {
    this.#whole = SENTENCES[language][area];
    this.#besideReplies = area !== 'server';
  }

  /** The sentence in the language of the window; as it is, where it says what nobody could know, such as the answer of another server. */
  said(sentence: string): string {
    return this.#said([sentence], DEEPEST) ?? sentence;
  }

  /** @param spellings of one sentence; undefined if none of them is known */
  #said(spellings: readonly string[], deep: number): string | undefined {
    const whole = spellings.find((spelling) => Object.hasOwn(this.#whole, spelling));
    if (whole !== undefined) return this.#whole[whole];
    if (deep === 0 || (this.#besideReplies && spellings.some((spelling) => REPLY.test(spelling) && !COUNT.test(spelling)))) return undefined;
    for (const { english, translated } of this.#all) {
      const values = spellings.map((spelling) => filledIn(english, spelling)).find((found) => found !== undefined);
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
      .toSorted(([one], [other]) => Number(WHO.test(other)) - Number(WHO.test(one)) || other.length - one.length)
      .map(([english, translated]) => ({ english: english.split('{}'), translated })));
  }
}

/** What stands between the pieces, each as short as can be; undefined if the text has them not. Without going back: some of the text comes from strangers. */
function filledIn(pieces: readonly string[], text: string): string[] | undefined {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values: string[] = [];
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return undefined;
    values.push(text.slice(from, at));
    from = at + piece.length;
  }
  return [...values, text.slice(from, end)];
}

function inOtherWords<Id extends string, Said>(all: Readonly<Record<Id, Said>>, words: (said: Said, id: Id) => [string, string]): Record<string, string> {
  const ids = Object.keys(all) as Id[];
  return Object.fromEntries(ids.map((id) => words(all[id], id)));
}

/** The sentences that have words in a language, for the test that none is missing. */
export function knownSentences(language: Language, area: SentenceArea = 'server'): readonly string[] {
  return Object.keys(SENTENCES[language][area]);
}
