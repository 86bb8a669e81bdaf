/** The icon beside the clock: how the server is, and what can be done without a window. */
import type { ListenerState } from '../../shared/admin-api/server.ts';
import type { MenuCommand } from '../../shared/menu.ts';
import type { SharedWords } from '../../shared/words/words.ts';
import type { MenuTemplate, TrayState } from './shell.ts';
import type { DesktopTexts } from './texts.ts';

/** Attention: something that should work does not. Stopped: nothing listens, since somebody wanted it so. */
export function trayState(listeners: readonly ListenerState[]): TrayState {
  if (listeners.some(({ state }) => state === 'failed')) return 'attention';
  return listeners.some(({ state }) => state === 'listening') ? 'running' : 'stopped';
}

export function trayTooltip(texts: DesktopTexts, listeners: readonly ListenerState[]): string {
  const open = listeners.filter(({ state }) => state === 'listening').length;
  const failed = listeners.filter(({ state }) => state === 'failed').length;
  switch (trayState(listeners)) {
    case 'running':
      return texts.trayRunning(open, listeners.length);
    case 'attention':
      return texts.trayAttention(failed);
    case 'stopped':
      return texts.trayStopped;
  }
}

export interface TrayActions {
  readonly open: () => void;
  readonly run: (command: MenuCommand) => void;
  /** Without a window there is nobody to ask: starting and stopping happen at once. */
  readonly startAll: () => void;
  readonly stopAll: () => void;
  readonly quit: () => void;
}

export function trayMenu(words: SharedWords, texts: DesktopTexts, listeners: readonly ListenerState[], actions: TrayActions): MenuTemplate[] {
  return [
    { id: 'state', label: trayTooltip(texts, listeners), enabled: false },
    { type: 'separator' },
    { id: 'open', label: texts.open, click: () => actions.open() },
    { id: 'show:log', label: words.windows.log, click: () => actions.run('show:log') },
    { type: 'separator' },
    {
      id: 'start-all',
      label: words.commands['start-all-listeners'],
      enabled: listeners.some(({ state }) => state !== 'listening'),
      click: () => actions.startAll(),
    },
    { id: 'stop-all', label: texts.stopAll, enabled: listeners.some(({ state }) => state === 'listening'), click: () => actions.stopAll() },
    { type: 'separator' },
    { id: 'quit', label: texts.quit, click: () => actions.quit() },
  ];
}
