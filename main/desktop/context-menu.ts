/** The context menu of texts, made of shared/menu.ts: with the words of our language, and the keys of the system. */
import { TEXT_MENUS } from '../../shared/menu.ts';
import type { MenuPlace, MenuTemplate } from './shell.ts';
import type { DesktopTexts } from './texts.ts';

/** Empty where there is nothing to be done to a text. */
export function contextMenu({ isField, hasSelection, possible }: MenuPlace, texts: DesktopTexts): MenuTemplate[] {
  if (!isField && !hasSelection) return [];
  return TEXT_MENUS[isField ? 'field' : 'selection'].map(
    (entry): MenuTemplate =>
      entry === 'separator' ? { type: 'separator' } : { id: `text:${entry}`, role: entry, label: texts.text[entry], enabled: possible[entry] },
  );
}
