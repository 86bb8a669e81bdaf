/**
 * The menu bar as data: the desktop host makes a native menu of it, the browser shows it itself. An entry names an action;
 * whoever shows the menu carries it out in the window (renderer/ui/commands.ts). Its words are in shared/words.
 */
import { LANGUAGES, type Language } from './language.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from './security-options.ts';
import { SWITCHES, type SwitchPath } from './settings/switches.ts';
import { WINDOWS, type WindowId } from './windows.ts';

/** Commands that are neither "show a window" nor a switch of the settings. */
export const MENU_COMMANDS = [
  'start-all-listeners',
  'stop-all-listeners',
  'sign-out',
  'new-domain',
  'new-account',
  'new-alias',
  'new-list',
  'import-accounts',
  'new-dkim-key',
  'find-in-log',
  'toggle-following',
  'clear-log-filter',
  'toggle-log-details',
  'command-palette',
  'toggle-navigation',
  'undo',
  'appearance-system',
  'appearance-light',
  'appearance-dark',
  'appearance-contrast',
  'show-shortcuts',
  'show-about',
] as const;
export type PlainCommand = (typeof MENU_COMMANDS)[number];

/** What can be asked of a window, by one name: a plain command, a window to show, a switch to turn, a language to speak. */
export type MenuCommand = PlainCommand | `show:${WindowId}` | `switch:${SwitchPath}` | `language:${Language}`;

export interface MenuItem {
  readonly command: MenuCommand;
  /** As Electron writes accelerators: modifiers in order, then the key. */
  readonly accelerator?: string;
  /** One of a group of which exactly one is on. */
  readonly radio?: 'appearance' | 'language';
  /** Has a check mark while it is on. */
  readonly check?: true;
}

export interface Submenu {
  /** The option whose switches it holds; the submenu has a check mark while the option does anything. */
  readonly option: SecurityOptionId;
  readonly entries: readonly (MenuItem | 'separator')[];
}
export type MenuEntry = MenuItem | Submenu | 'separator';

export const MENU_IDS = ['server', 'accounts', 'security', 'delivery', 'logs', 'view', 'help'] as const;
export type MenuId = (typeof MENU_IDS)[number];

export interface Menu {
  readonly id: MenuId;
  readonly entries: readonly MenuEntry[];
}

const show = (id: WindowId, accelerator?: string): MenuItem => ({ command: `show:${id}`, ...(accelerator === undefined ? {} : { accelerator }) });
const item = (command: PlainCommand, accelerator?: string): MenuItem => ({ command, ...(accelerator === undefined ? {} : { accelerator }) });

function optionMenu(option: SecurityOptionId): Submenu {
  const switches = SWITCHES[option].map((path): MenuItem => ({ command: `switch:${path}`, check: true }));
  return { option, entries: [show(`security/${option}`), ...(switches.length === 0 ? [] : ['separator' as const, ...switches])] };
}

export const MENUS: readonly Menu[] = [
  {
    id: 'server',
    entries: [
      show('server', 'Alt+1'),
      show('sessions'),
      'separator',
      item('start-all-listeners'),
      item('stop-all-listeners'),
      'separator',
      show('server-settings'),
      show('desktop-settings'),
      show('hosting'),
      show('history'),
      show('first-run'),
      'separator',
      item('undo', 'Control+Z'),
      item('sign-out'),
    ],
  },
  {
    id: 'accounts',
    entries: [
      show('domains', 'Alt+3'),
      show('accounts', 'Alt+4'),
      show('aliases', 'Alt+5'),
      show('mailing-lists'),
      show('forwarding'),
      'separator',
      item('new-domain'),
      item('new-account', 'Alt+N'),
      item('new-alias'),
      item('new-list'),
      item('import-accounts'),
    ],
  },
  { id: 'security', entries: [...SECURITY_OPTIONS.map(({ id }) => optionMenu(id)), 'separator', show('simulator'), show('relay-test')] },
  {
    id: 'delivery',
    entries: [
      show('queue', 'Alt+7'),
      show('quarantine', 'Alt+8'),
      show('outbound'),
      'separator',
      show('dns-records'),
      show('dkim'),
      item('new-dkim-key'),
      'separator',
      show('delivery-settings'),
    ],
  },
  {
    id: 'logs',
    entries: [
      show('log', 'Alt+2'),
      show('messages', 'Alt+6'),
      'separator',
      item('find-in-log', 'Control+F'),
      item('toggle-following', 'Alt+P'),
      item('clear-log-filter', 'Alt+C'),
      item('toggle-log-details', 'Alt+I'),
      'separator',
      show('logging-settings'),
    ],
  },
  {
    id: 'view',
    entries: [
      item('command-palette', 'Control+K'),
      { command: 'toggle-navigation', accelerator: 'Alt+B', check: true },
      'separator',
      ...(['appearance-system', 'appearance-light', 'appearance-dark', 'appearance-contrast'] as const).map(
        (command): MenuItem => ({ command, radio: 'appearance' }),
      ),
      'separator',
      ...LANGUAGES.map((language): MenuItem => ({ command: `language:${language}`, radio: 'language' })),
    ],
  },
  { id: 'help', entries: [item('show-shortcuts', 'F1'), item('show-about')] },
];

/** What can be done to a text; the words and keys are those of the system. */
export const TEXT_COMMANDS = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const;
export type TextCommand = (typeof TEXT_COMMANDS)[number];

/** The context menus: of a text field, and of text that is selected anywhere else. Rows of tables have menus of their own in the page. */
export const TEXT_MENUS = {
  field: ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'separator', 'selectAll'],
  selection: ['copy', 'separator', 'selectAll'],
} as const satisfies Record<string, readonly (TextCommand | 'separator')[]>;

/** Every entry that names a command, those of submenus too. */
export const MENU_ITEMS: readonly MenuItem[] = MENUS.flatMap(({ entries }) => entries).flatMap((entry): MenuItem[] =>
  entry === 'separator' ? [] : 'option' in entry ? entry.entries.filter((inner) => inner !== 'separator') : [entry],
);

/** The command of an accelerator such as `Alt+1`, or undefined. */
export function commandOfAccelerator(accelerator: string): MenuCommand | undefined {
  return MENU_ITEMS.find((entry) => entry.accelerator === accelerator)?.command;
}

/** The window that a command shows; undefined for other commands. */
export function windowOfCommand(command: MenuCommand): WindowId | undefined {
  return WINDOWS.find(({ id }) => command === `show:${id}`)?.id;
}

/** The switch that a command turns; undefined for other commands. */
export function switchOfCommand(command: MenuCommand): SwitchPath | undefined {
  return Object.values(SWITCHES)
    .flat()
    .find((path) => command === `switch:${path}`);
}
