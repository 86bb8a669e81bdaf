/** The native menu bar, as each platform has it. */
import { expect, test } from 'vitest';
import { type MenuFacts, menuTemplate } from '../../main/desktop/native-menu.ts';
import type { MenuTemplate } from '../../main/desktop/shell.ts';
import { desktopTexts } from '../../main/desktop/texts.ts';
import type { UpdateState } from '../../main/desktop/updates.ts';
import type { MenuCommand } from '../../shared/menu.ts';
import { SECURITY_OPTIONS } from '../../shared/security-options.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { sharedWords } from '../../shared/words/shared-words.ts';
import { EVERYTHING, StandInShell } from './stand-in-shell.ts';

const shell = new StandInShell();
const ran: MenuCommand[] = [];
const nothing = (): void => undefined;
const actions = {
  run: (command: MenuCommand) => void ran.push(command),
  setStartsAtLogin: nothing,
  lookForUpdates: nothing,
  restartForUpdate: nothing,
  quit: nothing,
};

function template(facts: Partial<MenuFacts> = {}): MenuTemplate[] {
  const settings = settingsSchema.parse({});
  return menuTemplate(
    {
      platform: 'win32',
      words: sharedWords('en'),
      texts: desktopTexts('en'),
      settings,
      report: EVERYTHING,
      startsAtLogin: false,
      updates: undefined,
      ...facts,
    },
    actions,
  );
}
const names = (menus: readonly MenuTemplate[]): unknown[] => menus.map(({ label, role }) => label ?? role);

test('the menus stand in the order of the model, and Quit at the end of the first; a Mac begins with the application', () => {
  expect(names(template())).toEqual(['Server', 'Accounts', 'Security', 'Delivery', 'Logs', 'View', 'Help']);
  expect(template()[0]?.submenu?.at(-1)?.id).toBe('quit');
  const mac = template({ platform: 'darwin' });
  expect(names(mac)).toEqual(['Gatepost', 'Server', 'editMenu', 'Accounts', 'Security', 'Delivery', 'Logs', 'View', 'windowMenu', 'Help']);
  expect(mac[0]?.submenu?.at(-1)?.id).toBe('quit');
  expect(mac.at(-1)?.role).toBe('help');
  expect(shell.item('settings', mac[0]?.submenu)).toMatchObject({ label: 'Settings…', accelerator: 'Command+,' });
  expect(shell.item('undo', mac).accelerator).toBeUndefined();
  expect(shell.item('undo', template()).accelerator).toBe('CommandOrControl+Z');
});

test('every security option has its submenu with a window and its switches', () => {
  for (const { id, title } of SECURITY_OPTIONS) {
    const entry = shell.item(`option:${id}`, template());
    expect(entry.label?.replace('✓ ', '')).toBe(title);
    expect(entry.submenu?.[0]?.id).toBe(`show:security/${id}`);
  }
});

test('check marks say what the settings say', () => {
  const on = template({ settings: settingsSchema.parse({ security: { 'attachment-filters': { enabled: true } } }) });
  const off = template({ settings: settingsSchema.parse({ security: { 'attachment-filters': { enabled: false } } }) });
  expect(shell.item('switch:security.attachment-filters.enabled', on)).toMatchObject({ type: 'checkbox', checked: true });
  expect(shell.item('switch:security.attachment-filters.enabled', off)).toMatchObject({ type: 'checkbox', checked: false });
  expect(shell.item('option:attachment-filters', on).label).toMatch(/^✓ /);
  expect(shell.item('option:attachment-filters', off).label).not.toMatch(/✓/);
});

test('language and appearance of the window in front are marked', () => {
  const menus = template({ words: sharedWords('de'), report: { ...EVERYTHING, language: 'de', appearance: 'dark' } });
  expect(shell.item('language:de', menus)).toMatchObject({ type: 'radio', checked: true });
  expect(shell.item('language:en', menus)).toMatchObject({ checked: false });
  expect(shell.item('appearance-dark', menus)).toMatchObject({ checked: true });
});

test('greyed out is what the window in front cannot do; windows open from anywhere', () => {
  const menus = template({ report: { ...EVERYTHING, offered: [] } });
  expect(shell.item('undo', menus).enabled).toBe(false);
  expect(shell.item('show:queue', menus).enabled).toBe(true);
  expect(shell.item('find-in-log', menus).enabled).toBe(true);
});

test('nobody signs out of a desktop, and its windows have no navigation; no separator is idle', () => {
  const menus = template();
  expect(() => shell.item('sign-out', menus)).toThrow('no menu entry');
  expect(() => shell.item('toggle-navigation', menus)).toThrow('no menu entry');
  for (const { submenu = [] } of [...menus, ...template({ platform: 'darwin' })]) {
    expect(submenu[0]?.type).not.toBe('separator');
    expect(submenu.at(-1)?.type).not.toBe('separator');
    expect(submenu.filter((entry, place) => entry.type === 'separator' && submenu[place + 1]?.type === 'separator')).toEqual([]);
  }
});

test('a click runs the command of the entry', () => {
  shell.item('show:queue', template()).click?.();
  shell.item('settings', template({ platform: 'darwin' })).click?.();
  expect(ran).toEqual(['show:queue', 'show:server-settings']);
});

test.each([
  { updates: { is: 'idle' }, label: 'Check for updates…', enabled: true },
  { updates: { is: 'looking' }, label: 'Checking for updates…', enabled: false },
  { updates: { is: 'fetching', version: '1.2.0' }, label: 'Fetching version 1.2.0…', enabled: false },
  { updates: { is: 'ready', version: '1.2.0' }, label: 'Restart with version 1.2.0…', enabled: true },
  { updates: { is: 'waiting', version: '1.2.0' }, label: 'Restarts with version 1.2.0 once no mail is under way', enabled: false },
] as const satisfies readonly { updates: UpdateState; label: string; enabled: boolean }[])('updates: $label', ({ updates, label, enabled }) => {
  expect(shell.item('updates', template({ updates })?.at(-1)?.submenu)).toMatchObject({ label, enabled });
  // On a Mac where applications say what they are.
  expect(shell.item('updates', template({ updates, platform: 'darwin' })[0]?.submenu)).toMatchObject({ label, enabled });
});

test('what cannot update itself has no entry for it', () => {
  expect(() => shell.item('updates', template())).toThrow('no menu entry');
});

test('it can be started with the session on every system, and says nothing of it where the system could not', () => {
  for (const platform of ['win32', 'darwin', 'linux'] as const) {
    expect(shell.item('start-at-login', template({ platform, startsAtLogin: true }))).toMatchObject({ type: 'checkbox', checked: true });
    expect(() => shell.item('start-at-login', template({ platform, startsAtLogin: undefined }))).toThrow('no menu entry');
  }
});
