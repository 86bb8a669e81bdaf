/** What a setting is called in the language of the window. */
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { names } from '../../texts.ts';

/** Label and help of a setting in the language of the window; a unit that the control shows is not said twice. */
export function wordsOf({ path, label, help }: Declaration): { readonly label: string; readonly help: string } {
  const words = names.field(path) ?? { label, help };
  return { help: words.help, label: words.label.replace(/ \((?:bytes|minutes|days|seconds|Bytes|Minuten|Tage|Sekunden)\)$/, '') };
}
