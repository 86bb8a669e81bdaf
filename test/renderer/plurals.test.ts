/** What the windows say of one of something, in each language: never "1 entries". */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pluralForm } from '../../shared/words/counted.ts';

/** Words that mean several, after "1 ": in English they end in an s; in German each catalogue's own nouns are named. */
const SEVERAL = {
  en: /(?:^|[^\d.,])1 (?:(?:new|kept|more|unwanted|open|mailing|automatic|held) )?(?!is\b|was\b|has\b|address\b|this\b|alias\b|pass\b|as\b|holds\b|sends\b|ms\b)[a-z]+s\b/,
  de: /(?:^|[^\d.,])1 (?:\S+e[nr]? )?(?:Abfragen|Dateien|Empfängern|Adressen|Aliasse|Änderungen|Angaben|Anmeldungen|Anhänge|Benutzer[ns]|Domains|Einträge|Entscheidungen|Ereignisse|Fehlern|Konten|Listen|Mailinglisten|Mitglieder|Mitgliedern|Nachrichten|Prüfungen|Regeln|Schlüsseln|Sekunden|Sitzungen|Stunden|Tage|Tagen|Texte|Verbindungen|Versuche|Zeilen|Ziele)\b/u,
} as const;

/** Every text that a function of a catalogue makes of ones; what cannot be made of ones makes nothing. */
function textsOfOne(part: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof part === 'function') {
    try {
      const made: unknown = Reflect.apply(
        part,
        undefined,
        Array.from({ length: part.length }, () => 1),
      );
      return typeof made === 'string' ? [[path, made]] : [];
    } catch {
      // It wants something else than a number: a text, a list.
      return [];
    }
  }
  return typeof part === 'object' && part !== null ? Object.entries(part).flatMap(([name, inner]) => textsOfOne(inner, `${path}.${name}`)) : [];
}

async function catalogue(language: 'en' | 'de'): Promise<readonly (readonly [string, string])[]> {
  const folder = new URL(`../../renderer/texts/${language}/`, import.meta.url);
  const files = await Promise.all(readdirSync(folder).map(async (file): Promise<[string, unknown]> => [file, await import(new URL(file, folder).href)]));
  return files.flatMap(([file, part]) => textsOfOne(part, file));
}

describe.each(['en', 'de'] as const)('one of something, in %s', (language) => {
  test('is one, in every text of the catalogue', async () => {
    const texts = await catalogue(language);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter(([, text]) => SEVERAL[language].test(text))).toEqual([]);
  });

  test('is told from none and from many by the rules of the language', () => {
    expect([0, 1, 2, 21, 1000].map((value) => pluralForm(value, 'one', 'many', language))).toEqual(['many', 'one', 'many', 'many', 'many']);
  });
});

test('the patterns find what they are for', () => {
  expect(SEVERAL.en.test('1 entries')).toBe(true);
  expect(SEVERAL.en.test('refused 1 times')).toBe(true);
  expect(SEVERAL.en.test('21 entries, 1 address')).toBe(false);
  expect(SEVERAL.de.test('1 Einträge')).toBe(true);
  expect(SEVERAL.de.test('1 neue Nachrichten')).toBe(true);
  expect(SEVERAL.de.test('1 Eintrag von 11 Einträge')).toBe(false);
});
