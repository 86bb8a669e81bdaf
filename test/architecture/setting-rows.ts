/** The declared settings as documentation shows them: path, label, help and default. */
import { DECLARATIONS } from '../../shared/settings/declarations.ts';

interface SettingRow {
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly standard: string;
}

/** The settings below a path. Groups that only hold others are left out. */
export function rowsUnder(path: string): SettingRow[] {
  return DECLARATIONS.filter((declared) => declared.path.startsWith(`${path}.`))
    .filter(({ label, field }) => label !== '' || field.kind !== 'group')
    .map(({ path: own, label, help, standard }) => ({ path: own, label, help, standard: say(standard) }));
}

function say(value: unknown): string {
  if (value === undefined) return '';
  // Of entries what they are about: the rest of them is as each field says.
  if (Array.isArray(value) && typeof value[0] === 'object') return value.map((entry: object) => `\`${String(Object.values(entry)[0])}\``).join(' ');
  return `\`${JSON.stringify(value)}\``;
}

/** Text for a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|');
