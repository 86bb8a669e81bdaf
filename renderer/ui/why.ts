/** The words of "why?" in the language of this window. */
import { whyEnglish } from '../../shared/decisions/why-english.ts';
import { whyGerman } from '../../shared/decisions/why-german.ts';
import type { WhyWords } from '../../shared/decisions/why-words.ts';
import { language } from '../language.ts';

export const whyWords: WhyWords = { en: whyEnglish, de: whyGerman }[language];
