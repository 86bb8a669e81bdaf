/** Every language names everything. The types hold lists of ids to it; the settings are named by their paths, which only a test can count. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES, preferredLanguage } from '../../shared/language.ts';
import { MENU_ITEMS } from '../../shared/menu.ts';
import { DECLARATIONS } from '../../shared/settings/declarations.ts';
import { WINDOWS } from '../../shared/windows.ts';
import { germanFields } from '../../shared/words/german-fields.ts';
import { commandLabel, sharedWords, windowTitle } from '../../shared/words/shared-words.ts';

const declared = DECLARATIONS.filter(({ label }) => label !== '').map(({ path }) => path);

describe.each(LANGUAGES)('the words of %s', (language) => {
  const words = sharedWords(language);

  it('name each setting that is declared', () => {
    expect(declared.filter((path) => (words.field(path)?.label ?? '') === '' || (words.field(path)?.help ?? '') === '')).toEqual([]);
  });

  it('name each window, and each entry of the menus by itself', () => {
    for (const { id } of WINDOWS) expect(windowTitle(words, id)).not.toBe('');
    for (const { command } of MENU_ITEMS) expect(commandLabel(words, command), command).not.toBe(command);
  });
});

it('German has words for no setting that is not there', () => {
  expect(Object.keys(germanFields).filter((path) => !declared.includes(path))).toEqual([]);
});

it('the system decides which language a window begins with', () => {
  expect(preferredLanguage(['de-AT', 'en'])).toBe('de');
  expect(preferredLanguage(['fr-FR', 'en-GB', 'de'])).toBe('en');
  expect(preferredLanguage(['fr'])).toBe('en');
  expect(preferredLanguage([])).toBe('en');
});
