/** Keeps the computer awake while mail comes or goes: a session is open, or a delivery is under way. */
import type { LogEvent } from '../../shared/events.ts';
import type { AdminContext } from '../admin/context.ts';
import type { Shell } from './shell.ts';

/** @returns what takes the events of the server, and the way to let the computer sleep for good */
export function stayAwake(
  shell: Pick<Shell, 'keepAwake'>,
  admin: Pick<AdminContext, 'listeners' | 'delivery'>,
): { readonly onEvent: (event: Pick<LogEvent, 'kind'>) => void; readonly stop: () => void } {
  let release: (() => void) | undefined;
  const look = (): void => {
    const busy = admin.listeners.states.some(({ connections }) => connections > 0) || admin.delivery.activity.connections > 0;
    if (busy) {
      release ??= shell.keepAwake();
    } else {
      release?.();
      release = undefined;
    }
  };
  const stop = admin.delivery.onChange(look);
  return {
    onEvent: ({ kind }) => {
      if (kind === 'session-opened' || kind === 'session-closed') look();
    },
    stop: () => {
      stop();
      release?.();
      release = undefined;
    },
  };
}
