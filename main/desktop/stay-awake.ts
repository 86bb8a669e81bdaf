/** Keeps the computer awake while mail comes or goes: a session is open, or a delivery is under way. */
import type { LogEvent } from '../../shared/events.ts';
import type { DesktopAdmin } from './desktop-server.ts';
import type { Shell } from './shell.ts';

type SessionEvent = Pick<LogEvent, 'kind' | 'sessionId'>;

/** @returns what takes the events of the server, and the way to let the computer sleep for good */
export function stayAwake(
  shell: Pick<Shell, 'keepAwake'>,
  admin: Pick<DesktopAdmin, 'delivery'>,
): { readonly onEvent: (event: SessionEvent) => void; readonly stop: () => void } {
  const sessions = new Set<string>();
  let release: (() => void) | undefined;
  const look = (): void => {
    const busy = sessions.size > 0 || admin.delivery.activity.connections > 0;
    if (busy) {
      release ??= shell.keepAwake();
    } else {
      release?.();
      release = undefined;
    }
  };
  const stop = admin.delivery.onChange(look);
  return {
    onEvent: ({ kind, sessionId = '' }) => {
      if (kind === 'session-opened') sessions.add(sessionId);
      else if (kind === 'session-closed') sessions.delete(sessionId);
      else return;
      look();
    },
    stop: () => {
      stop();
      release?.();
      release = undefined;
    },
  };
}
