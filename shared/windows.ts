/**
 * THE list of windows: each has an id and an address of its own. In the browser it is a page of the console, on the desktop
 * a real window. Router, menu, navigation, command palette and the desktop host read this list.
 */
import { SECURITY_OPTIONS, type SecurityOptionId } from './security-options.ts';

/** The groups of the navigation, each with its windows, in order. */
export const WINDOW_GROUPS = ['server', 'accounts', 'security', 'delivery', 'settings'] as const;
export type WindowGroup = (typeof WINDOW_GROUPS)[number];

const PLAIN_WINDOWS = [
  { id: 'server', path: '/', group: 'server' },
  { id: 'log', path: '/log', group: 'server' },
  { id: 'sessions', path: '/sessions', group: 'server' },
  { id: 'messages', path: '/messages', group: 'server' },
  { id: 'domains', path: '/domains', group: 'accounts' },
  { id: 'accounts', path: '/accounts', group: 'accounts' },
  { id: 'aliases', path: '/aliases', group: 'accounts' },
  { id: 'mailing-lists', path: '/lists', group: 'accounts' },
  { id: 'forwarding', path: '/forwarding', group: 'accounts' },
  { id: 'queue', path: '/queue', group: 'delivery' },
  { id: 'quarantine', path: '/quarantine', group: 'delivery' },
  { id: 'outbound', path: '/outbound', group: 'delivery' },
  { id: 'dns-records', path: '/dns', group: 'delivery' },
  { id: 'dkim', path: '/dkim', group: 'delivery' },
  { id: 'simulator', path: '/simulator', group: 'security' },
  { id: 'relay-test', path: '/relay-test', group: 'security' },
  { id: 'first-run', path: '/first-run', group: 'settings' },
  { id: 'server-settings', path: '/settings/server', group: 'settings' },
  { id: 'delivery-settings', path: '/settings/delivery', group: 'settings' },
  { id: 'logging-settings', path: '/settings/logging', group: 'settings' },
  { id: 'desktop-settings', path: '/settings/desktop', group: 'settings' },
  { id: 'hosting', path: '/service', group: 'settings' },
  { id: 'history', path: '/settings/history', group: 'settings' },
] as const;

export type SecurityWindowId = `security/${SecurityOptionId}`;
export type WindowId = (typeof PLAIN_WINDOWS)[number]['id'] | SecurityWindowId;

export interface WindowEntry {
  readonly id: WindowId;
  /** The address in the console, after the `#`. */
  readonly path: string;
  readonly group: WindowGroup;
}

const securityWindow = (id: SecurityOptionId): SecurityWindowId => `security/${id}`;

/** The windows of the Security menu stand before the tools beside them. */
export const WINDOWS: readonly WindowEntry[] = [
  ...SECURITY_OPTIONS.map(({ id }) => ({ id: securityWindow(id), path: `/security/${id}`, group: 'security' }) as const),
  ...PLAIN_WINDOWS,
];

export function windowsOf(group: WindowGroup): readonly WindowEntry[] {
  return WINDOWS.filter((entry) => entry.group === group);
}

/** The window at an address, parameters and inner pages (`/messages/4f2a`) included; undefined if there is none. */
export function windowAt(path: string): WindowEntry | undefined {
  return (
    WINDOWS.find((entry) => entry.path === path) ??
    WINDOWS.filter((entry) => entry.path !== '/' && path.startsWith(`${entry.path}/`)).toSorted((a, b) => b.path.length - a.path.length)[0]
  );
}

/** The security option that a window is about; undefined for the others. */
export function optionOfWindow(id: WindowId): SecurityOptionId | undefined {
  return SECURITY_OPTIONS.find((option) => securityWindow(option.id) === id)?.id;
}
