/** The native menu bar, made of shared/menu.ts: labels, check marks, accelerators, in the order that the platform is used to. */
import type { WindowReport } from '../../shared/desktop-bridge.ts';
import { type MenuCommand, type MenuEntry, type MenuItem, type MenuId, MENUS, switchOfCommand, windowOfCommand } from '../../shared/menu.ts';
import { optionIsOn } from '../../shared/settings/switches.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { WindowId } from '../../shared/windows.ts';
import { commandLabel } from '../../shared/words/shared-words.ts';
import type { SharedWords } from '../../shared/words/words.ts';
import { valueAt } from '../settings/json-path.ts';
import type { DesktopTexts } from './texts.ts';
import type { MenuTemplate } from './shell.ts';
import type { UpdateState } from './updates.ts';

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly words: SharedWords;
  readonly texts: DesktopTexts;
  readonly settings: Settings;
  /** Of the window in front. */
  readonly report: WindowReport | undefined;
  /** Undefined where it cannot. */
  readonly startsAtLogin: boolean | undefined;
  /** Undefined where the application cannot update itself. */
  readonly updates: UpdateState | undefined;
}

export interface MenuActions {
  readonly run: (command: MenuCommand) => void;
  readonly setStartsAtLogin: (starts: boolean) => void;
  readonly lookForUpdates: () => void;
  /** Restarts with the version that lies ready, once it is confirmed. */
  readonly restartForUpdate: () => void;
  readonly quit: () => void;
}

/** What needs no menu here: nobody signs in on the desktop, and each window stands by itself. */
const LEFT_OUT: ReadonlySet<MenuCommand> = new Set<MenuCommand>(['sign-out', 'toggle-navigation']);

/** Commands of one window: chosen elsewhere, they open it first. The others work in every window. */
const HOMES: Partial<Record<MenuCommand, WindowId>> = {
  'start-all-listeners': 'server',
  'stop-all-listeners': 'server',
  'import-accounts': 'accounts',
  'find-in-log': 'log',
  'toggle-following': 'log',
  'clear-log-filter': 'log',
  'toggle-log-details': 'log',
};

export function homeOfCommand(command: MenuCommand): WindowId | undefined {
  return HOMES[command];
}

export function menuTemplate(facts: MenuFacts, actions: MenuActions): MenuTemplate[] {
  const menus = MENUS.map(
    ({ id, entries }): MenuTemplate => ({
      id: `menu:${id}`,
      label: facts.words.menus[id],
      submenu: withoutIdleSeparators([...entries.flatMap((entry) => entryTemplates(entry, facts, actions)), ...extras(id, facts, actions)]),
    }),
  );
  if (facts.platform !== 'darwin') return menus;
  // The application menu comes first on a Mac, and without an Edit menu its text fields have no shortcuts.
  const [help] = menus.splice(-1).map((menu): MenuTemplate => ({ ...menu, role: 'help' }));
  return [
    applicationMenu(facts, actions),
    ...menus.slice(0, 1),
    { role: 'editMenu' },
    ...menus.slice(1),
    { role: 'windowMenu' },
    ...(help === undefined ? [] : [help]),
  ];
}

function entryTemplates(entry: MenuEntry, facts: MenuFacts, actions: MenuActions): MenuTemplate[] {
  if (entry === 'separator') return [{ type: 'separator' }];
  if (!('option' in entry)) return itemTemplates(entry, facts, actions);
  // An entry that opens a submenu has no native check mark: the text carries it.
  const on = optionIsOn(facts.settings.security, entry.option);
  return [
    {
      id: `option:${entry.option}`,
      label: `${on ? '✓ ' : ''}${facts.words.options[entry.option].title}`,
      submenu: entry.entries.flatMap((inner) => entryTemplates(inner, facts, actions)),
    },
  ];
}

function itemTemplates({ command, accelerator, radio, check }: MenuItem, facts: MenuFacts, { run }: MenuActions): MenuTemplate[] {
  if (LEFT_OUT.has(command) || (command === 'show-about' && facts.platform === 'darwin')) return [];
  // On a Mac Command+Z belongs to the Edit menu.
  const shortcut = facts.platform === 'darwin' && command === 'undo' ? undefined : accelerator?.replace('Control', 'CommandOrControl');
  return [
    {
      id: command,
      label: label(commandLabel(facts.words, command)),
      ...(shortcut === undefined ? {} : { accelerator: shortcut, registerAccelerator: false }),
      ...(radio !== undefined || check === true ? { type: radio === undefined ? 'checkbox' : 'radio', checked: isChecked(command, facts) } : {}),
      enabled: isEnabled(command, facts),
      click: () => run(command),
    },
  ];
}

/** An ampersand would make a mnemonic of the next letter. */
function label(text: string): string {
  return text.replaceAll('&', '&&');
}

function isChecked(command: MenuCommand, { settings, report }: MenuFacts): boolean {
  const path = switchOfCommand(command);
  if (path !== undefined) return valueAt(settings, path.split('.')) === true;
  return report !== undefined && (command === `appearance-${report.appearance}` || command === `language:${report.language}`);
}

/** Greyed out is only what the window in front could do at other times, and cannot now. */
function isEnabled(command: MenuCommand, { report }: MenuFacts): boolean {
  if (windowOfCommand(command) !== undefined || homeOfCommand(command) !== undefined) return true;
  return report === undefined || report.offered.includes(command);
}

/** What the browser's menu bar has no use for. */
function extras(id: MenuId, facts: MenuFacts, actions: MenuActions): MenuTemplate[] {
  if (id === 'help' && facts.platform !== 'darwin') return updateItems(facts, actions);
  if (id !== 'server') return [];
  const { startsAtLogin } = facts;
  const atLogin = (starts: boolean): MenuTemplate => ({
    id: 'start-at-login',
    label: facts.texts.startAtLogin,
    type: 'checkbox',
    checked: starts,
    click: () => actions.setStartsAtLogin(!starts),
  });
  const start = startsAtLogin === undefined ? [] : [{ type: 'separator' } as const, atLogin(startsAtLogin)];
  return facts.platform === 'darwin' ? start : [...start, { type: 'separator' }, quitItem(facts, actions)];
}

/** One entry that says how far it is, with a separator above it. */
function updateItems({ updates, texts: { updates: words } }: MenuFacts, actions: MenuActions): MenuTemplate[] {
  const entry = (label: string, click?: () => void): MenuTemplate[] => [
    { type: 'separator' },
    { id: 'updates', label, enabled: click !== undefined, ...(click === undefined ? {} : { click }) },
  ];
  switch (updates?.is) {
    case undefined:
      return [];
    case 'idle':
      return entry(words.look, actions.lookForUpdates);
    case 'looking':
      return entry(words.looking);
    case 'fetching':
      return entry(words.fetching(updates.version));
    case 'ready':
      return entry(words.restart(updates.version), actions.restartForUpdate);
    case 'waiting':
      return entry(words.waiting(updates.version));
  }
}

function quitItem({ texts, platform }: MenuFacts, { quit }: MenuActions): MenuTemplate {
  return { id: 'quit', label: texts.quit, click: quit, ...(platform === 'win32' ? {} : { accelerator: 'CommandOrControl+Q' }) };
}

function applicationMenu(facts: MenuFacts, actions: MenuActions): MenuTemplate {
  return {
    label: 'Gatepost',
    submenu: [
      { id: 'show-about', label: facts.words.commands['show-about'], click: () => actions.run('show-about') },
      ...updateItems(facts, actions),
      { type: 'separator' },
      { id: 'settings', label: facts.texts.settings, accelerator: 'Command+,', click: () => actions.run('show:server-settings') },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quitItem(facts, actions),
    ],
  };
}

/** What was left out may leave two separators side by side, or one at an end. */
function withoutIdleSeparators(entries: readonly MenuTemplate[]): MenuTemplate[] {
  return entries.filter((entry, place) => {
    if (entry.type !== 'separator') return true;
    const before = entries[place - 1];
    return before !== undefined && before.type !== 'separator' && entries.slice(place + 1).some((later) => later.type !== 'separator');
  });
}
