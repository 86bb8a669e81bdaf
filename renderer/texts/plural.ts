/** Numbers with their nouns. */
import { locale } from '../language.ts';

const numbers = new Intl.NumberFormat(locale);

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1 message`, `2,000 messages`. */
export function plural(value: number, one: string, many: string): string {
  return `${numbers.format(value)} ${value === 1 ? one : many}`;
}
