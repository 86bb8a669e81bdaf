/** Numbers with their nouns, by the rules of the language of the window. */
import { pluralForm } from '../../shared/words/counted.ts';
import { language, locale } from '../language.ts';

const numbers = new Intl.NumberFormat(locale);

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1 message`, `2,000 messages`. */
export function plural(value: number, one: string, many: string): string {
  return `${numbers.format(value)} ${formOf(value, one, many)}`;
}

const lists = new Intl.ListFormat(locale);

/** `one, two and three`. */
export function enumeration(parts: readonly string[]): string {
  return lists.format(parts);
}

/** The form of a word that goes with a number: "it" or "they". */
export function formOf(value: number, one: string, many: string): string {
  return pluralForm(value, one, many, language);
}
