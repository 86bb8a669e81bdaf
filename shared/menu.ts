/**
 * The menu bar as data: the desktop host makes a native menu of it, the browser shows it itself. An entry names a
 * command; whoever shows the menu carries it out in the window (renderer/ui/commands.ts).
 */
export const MENU_COMMANDS = [
  'show-server',
  'show-log',
  'start-all-listeners',
  'stop-all-listeners',
  'sign-out',
  'show-domains',
  'show-accounts',
  'show-aliases',
  'new-domain',
  'new-account',
  'new-alias',
  'find-in-log',
  'toggle-following',
  'clear-log-filter',
  'toggle-log-details',
  'appearance-system',
  'appearance-light',
  'appearance-dark',
  'appearance-contrast',
  'show-shortcuts',
  'show-about',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

export interface MenuItem {
  readonly command: MenuCommand;
  readonly label: string;
  /** As Electron writes accelerators: modifiers in order, then the key. */
  readonly accelerator?: string;
  /** One of a group of which exactly one is on. */
  readonly radio?: true;
}
export type MenuEntry = MenuItem | 'separator';

export interface Menu {
  readonly id: 'server' | 'accounts' | 'view' | 'help';
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

export const MENUS: readonly Menu[] = [
  {
    id: 'server',
    label: 'Server',
    entries: [
      { command: 'show-server', label: 'Server and live log', accelerator: 'Alt+1' },
      { command: 'show-log', label: 'Live log alone', accelerator: 'Alt+2' },
      'separator',
      { command: 'start-all-listeners', label: 'Start all listeners' },
      { command: 'stop-all-listeners', label: 'Stop all listeners…' },
      'separator',
      { command: 'sign-out', label: 'Sign out' },
    ],
  },
  {
    id: 'accounts',
    label: 'Accounts',
    entries: [
      { command: 'show-domains', label: 'Domains', accelerator: 'Alt+3' },
      { command: 'show-accounts', label: 'Accounts', accelerator: 'Alt+4' },
      { command: 'show-aliases', label: 'Aliases', accelerator: 'Alt+5' },
      'separator',
      { command: 'new-domain', label: 'New domain…' },
      { command: 'new-account', label: 'New account…', accelerator: 'Alt+N' },
      { command: 'new-alias', label: 'New alias…' },
    ],
  },
  {
    id: 'view',
    label: 'View',
    entries: [
      { command: 'find-in-log', label: 'Find in the log', accelerator: 'Control+F' },
      { command: 'toggle-following', label: 'Pause or follow the log', accelerator: 'Alt+P' },
      { command: 'clear-log-filter', label: 'Clear the log filter', accelerator: 'Alt+C' },
      { command: 'toggle-log-details', label: 'Event details', accelerator: 'Alt+I' },
      'separator',
      { command: 'appearance-system', label: 'System appearance', radio: true },
      { command: 'appearance-light', label: 'Light', radio: true },
      { command: 'appearance-dark', label: 'Dark', radio: true },
      { command: 'appearance-contrast', label: 'High contrast', radio: true },
    ],
  },
  {
    id: 'help',
    label: 'Help',
    entries: [
      { command: 'show-shortcuts', label: 'Keyboard shortcuts', accelerator: 'F1' },
      { command: 'show-about', label: 'About Gatepost' },
    ],
  },
];

/** The command of an accelerator such as `Alt+1`, or undefined. */
export function commandOfAccelerator(accelerator: string): MenuCommand | undefined {
  for (const menu of MENUS) {
    for (const entry of menu.entries) {
      if (entry !== 'separator' && entry.accelerator === accelerator) return entry.command;
    }
  }
  return undefined;
}
