/** Chooses the words of a language, and puts names together from them. */
import { type Language } from '../language.ts';
import { LANGUAGES } from '../language.ts';
import { type MenuCommand, MENU_COMMANDS, switchOfCommand, windowOfCommand } from '../menu.ts';
import { optionOfWindow, type SecurityWindowId, type WindowId } from '../windows.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { SharedWords } from './words.ts';

const ALL: Readonly<Record<Language, SharedWords>> = { en: english, de: german };

export function sharedWords(language: Language): SharedWords {
  return ALL[language];
}

export function windowTitle(words: SharedWords, id: WindowId): string {
  const option = optionOfWindow(id);
  return option === undefined ? words.windows[id as Exclude<WindowId, SecurityWindowId>] : words.options[option].title;
}

/** What a menu calls a command. */
export function commandLabel(words: SharedWords, command: MenuCommand): string {
  const window = windowOfCommand(command);
  if (window !== undefined) return optionOfWindow(window) === undefined ? windowTitle(words, window) : words.openOption;
  const path = switchOfCommand(command);
  if (path !== undefined) return words.field(path)?.label ?? path;
  const plain = MENU_COMMANDS.find((one) => one === command);
  if (plain !== undefined) return words.commands[plain];
  const language = LANGUAGES.find((one) => command === `language:${one}`);
  return language === undefined ? command : words.languages[language];
}
