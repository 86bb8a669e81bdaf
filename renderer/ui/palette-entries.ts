/** What the command palette finds: windows, commands, settings, accounts, and searches of log and messages for what was typed. */
import type { Account } from '../../shared/admin-api/directory.ts';
import { MENU_ITEMS, type MenuCommand, windowOfCommand } from '../../shared/menu.ts';
import { SECURITY_OPTIONS } from '../../shared/security-options.ts';
import { DECLARATIONS } from '../../shared/settings/declarations.ts';
import { WINDOWS, type WindowEntry } from '../../shared/windows.ts';
import { commandLabel, windowTitle } from '../../shared/words/shared-words.ts';
import { names, texts } from '../texts.ts';

export type PaletteAction =
  | { readonly do: 'command'; readonly command: MenuCommand }
  | { readonly do: 'open'; readonly path: string; readonly search?: Readonly<Record<string, string>> };

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** Where it belongs: the kind of thing, or the window of a setting. */
  readonly place: string;
  readonly action: PaletteAction;
}

/** The window in which a setting is shown; undefined for one that no window shows by itself, such as a field of a list's entry. */
export function windowOfSetting(path: string): WindowEntry | undefined {
  const option = SECURITY_OPTIONS.find(({ id }) => path.startsWith(`security.${id}.`));
  const [area = ''] = path.split('.');
  // The guard's limits stand beside the other settings of what leaves.
  const id = option === undefined ? `${area === 'outbound' ? 'delivery' : area}-settings` : `security/${option.id}`;
  return WINDOWS.find((entry) => entry.id === id);
}

const windows: readonly PaletteEntry[] = WINDOWS.map(({ id, path }) => ({
  id: `window ${id}`,
  label: windowTitle(names, id),
  place: texts.palette.places.window,
  action: { do: 'open', path },
}));

const commands: readonly PaletteEntry[] = MENU_ITEMS.filter(({ command }) => windowOfCommand(command) === undefined && !command.startsWith('switch:')).map(
  ({ command }) => ({ id: `command ${command}`, label: commandLabel(names, command), place: texts.palette.places.command, action: { do: 'command', command } }),
);

const settings: readonly PaletteEntry[] = DECLARATIONS.flatMap(({ path, label }) => {
  const window = windowOfSetting(path);
  if (label === '' || path.includes('[]') || window === undefined) return [];
  return [
    {
      id: `setting ${path}`,
      label: names.field(path)?.label ?? label,
      place: windowTitle(names, window.id),
      action: { do: 'open' as const, path: window.path, search: { field: path } },
    },
  ];
});

const STANDING: readonly PaletteEntry[] = [...windows, ...commands, ...settings];

/** Entries that are shown at once; who wants others types on. */
const SHOWN = 40;

/** How well an entry fits, smaller is better; undefined if it does not. Each word must be found; a label that begins with the text fits best. */
function distance(entry: PaletteEntry, text: string, words: readonly string[]): number | undefined {
  const label = entry.label.toLocaleLowerCase();
  const all = `${label} ${entry.place.toLocaleLowerCase()} ${entry.id.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return undefined;
  if (label.startsWith(text)) return 0;
  return words.every((word) => label.includes(word)) ? 1 : 2;
}

export function findEntries(typed: string, accounts: readonly Account[]): readonly PaletteEntry[] {
  const text = typed.trim().toLocaleLowerCase();
  if (text === '') return windows;
  const words = text.split(/\s+/);
  const people = accounts.map(
    ({ address, name }): PaletteEntry => ({
      id: `account ${address}`,
      label: name === '' ? address : `${address} (${name})`,
      place: texts.palette.places.account,
      action: { do: 'open', path: '/accounts', search: { account: address } },
    }),
  );
  const found = [...STANDING, ...people]
    .flatMap((entry) => {
      const how = distance(entry, text, words);
      return how === undefined ? [] : [{ entry, how }];
    })
    .toSorted((one, other) => one.how - other.how)
    .slice(0, SHOWN)
    .map(({ entry }) => entry);
  return [...found, ...searches(typed.trim())];
}

function searches(typed: string): readonly PaletteEntry[] {
  return [
    {
      id: 'search log',
      label: texts.palette.searchLog(typed),
      place: texts.palette.places.search,
      action: { do: 'open', path: '/log', search: { text: typed } },
    },
    {
      id: 'search messages',
      label: texts.palette.searchMessages(typed),
      place: texts.palette.places.search,
      action: { do: 'open', path: '/messages', search: { text: typed } },
    },
  ];
}
