/** What a setting is called in the language of the window. */
import { SECURITY_OPTIONS } from '../../../shared/security-options.ts';
import { type Declaration, declaredField } from '../../../shared/settings/declarations.ts';
import { names } from '../../texts.ts';

/** Label and help of a setting in the language of the window; what the control shows, a unit or "Unlimited", is not said twice. */
export function wordsOf({ path, label, help }: Declaration): { readonly label: string; readonly help: string } {
  const words = names.field(path) ?? { label, help };
  return {
    help: words.help.replace(/ ?(?:Empty: without limit\.|Leer: ohne Grenze\.)$/, ''),
    label: words.label.replace(/ \((?:bytes|seconds|minutes|hours|days|Bytes|Sekunden|Minuten|Stunden|Tage)\)$/, ''),
  };
}

/** What a setting is called where its window is not seen: the main switch of an option is called as the option. */
export function spokenLabel(path: string): string {
  const option = SECURITY_OPTIONS.find(({ id }) => path === `security.${id}.enabled`);
  if (option !== undefined) return names.options[option.id].title;
  const declaration = declaredField(path);
  return declaration === undefined ? path : wordsOf(declaration).label;
}

/** The same by the path; a setting that is not declared has its path for a label. */
export function wordsOfPath(path: string): { readonly label: string; readonly help: string } {
  const declaration = declaredField(path);
  return declaration === undefined ? { label: path, help: '' } : wordsOf(declaration);
}
