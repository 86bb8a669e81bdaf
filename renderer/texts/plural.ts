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

/** More of them would hide what else the sentence says. */
const NAMED = 5;

/** `one, two and 30 more`. */
export function some(parts: readonly string[], more: (count: number) => string): string {
  return enumeration(parts.length > NAMED ? [...parts.slice(0, NAMED), more(parts.length - NAMED)] : parts);
}

/** The form of a word that goes with a number: "it" or "they". */
export function formOf(value: number, one: string, many: string): string {
  return pluralForm(value, one, many, language);
}
