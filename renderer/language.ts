/** The language of this window: as chosen in the View menu, else as the system prefers. It is read once; another choice loads the window anew. */
import { type Language, languageSchema, preferredLanguage } from '../shared/language.ts';

const STORAGE_KEY = 'gatepost.language';

function chosenLanguage(): Language | undefined {
  if (typeof localStorage === 'undefined') return undefined;
  return languageSchema.safeParse(localStorage.getItem(STORAGE_KEY)).data;
}

export const language: Language = chosenLanguage() ?? preferredLanguage(navigator.languages);

/** How dates and numbers are written: as in the system's own region, where it speaks this language. */
export const locale: string = navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;

export function chooseLanguage(chosen: Language): void {
  if (chosen === language) return;
  localStorage.setItem(STORAGE_KEY, chosen);
  window.location.reload();
}

/** What is chosen in one window is meant for all. One with a dialog open keeps what is typed there, and follows when it is opened anew. */
export function followLanguage(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === STORAGE_KEY && document.querySelector('[aria-modal="true"]') === null) window.location.reload();
  });
}
