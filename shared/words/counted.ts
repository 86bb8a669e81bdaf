/** Numbers with their nouns, by the rules of a language (CLDR): English and German tell one from all others. */
import type { Language } from '../language.ts';

const RULES: Readonly<Record<Language, Intl.PluralRules>> = { en: new Intl.PluralRules('en'), de: new Intl.PluralRules('de') };

/** The form that goes with the number. */
export function pluralForm(value: number, one: string, many: string, language: Language = 'en'): string {
  return RULES[language].select(value) === 'one' ? one : many;
}

/** `1 session`, `17 sessions`, as the server says it. */
export function counted(value: number, one: string, many: string): string {
  return `${value} ${pluralForm(value, one, many)}`;
}
