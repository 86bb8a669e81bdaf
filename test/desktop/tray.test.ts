/** What the icon beside the clock says. */
import { expect, test } from 'vitest';
import { trayMenu, trayState, trayTooltip } from '../../main/desktop/tray.ts';
import { desktopTexts } from '../../main/desktop/texts.ts';
import type { ListenerState } from '../../shared/admin-api/server.ts';
import { sharedWords } from '../../shared/words/shared-words.ts';
import { StandInShell } from './stand-in-shell.ts';

const listener = (state: ListenerState['state']): ListenerState => ({
  id: state,
  protocol: 'smtp',
  address: '127.0.0.1',
  port: 25,
  tls: 'starttls',
  state,
  connections: 0,
});

test.each([
  { states: ['listening', 'listening'], state: 'running', english: 'Gatepost is running, 2 listeners', german: 'Gatepost läuft, 2 Listener' },
  { states: ['listening', 'stopped'], state: 'running', english: 'Gatepost is running, 1 of 2 listeners', german: 'Gatepost läuft, 1 von 2 Listenern' },
  { states: ['listening', 'failed'], state: 'attention', english: 'Gatepost: 1 listener failed', german: 'Gatepost: 1 Listener ausgefallen' },
  { states: ['stopped'], state: 'stopped', english: 'Gatepost: nothing listens', german: 'Gatepost: kein Listener geöffnet' },
  { states: [], state: 'stopped', english: 'Gatepost: nothing listens', german: 'Gatepost: kein Listener geöffnet' },
] as const)('$states is $state', ({ states, state, english, german }) => {
  const listeners = states.map(listener);
  expect(trayState(listeners)).toBe(state);
  expect(trayTooltip(desktopTexts('en'), listeners)).toBe(english);
  expect(trayTooltip(desktopTexts('de'), listeners)).toBe(german);
});

test('its menu starts what does not listen, and stops what does', () => {
  const actions = { open: () => undefined, run: () => undefined, startAll: () => undefined, stopAll: () => undefined, quit: () => undefined };
  const menu = (states: readonly ListenerState['state'][]) => trayMenu(sharedWords('en'), desktopTexts('en'), states.map(listener), actions);
  const shell = new StandInShell();
  expect(shell.item('start-all', menu(['listening'])).enabled).toBe(false);
  expect(shell.item('stop-all', menu(['listening'])).enabled).toBe(true);
  expect(shell.item('start-all', menu(['stopped'])).enabled).toBe(true);
  expect(shell.item('stop-all', menu(['stopped'])).enabled).toBe(false);
});
