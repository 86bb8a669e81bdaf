/** The desktop host, as a page knows it; undefined in a browser. */
import type { RouterHistory } from '@tanstack/react-router';
import type { DESKTOP_MARK } from '../../shared/admin-api/console.ts';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { windowAt } from '../../shared/windows.ts';

declare global {
  interface Window {
    readonly [DESKTOP_MARK]?: DesktopBridge;
  }
}

/** Absent where there is no window at all, as in tests. */
export const desktop: DesktopBridge | undefined = typeof window === 'undefined' ? undefined : window.gatepostDesktop;

/**
 * On the desktop each window of the list is a real window: going to the address of another one opens that, or brings it
 * to the front, and this one stays where it is.
 */
export function keepToOneWindow(history: RouterHistory, { open }: DesktopBridge): void {
  history.block({
    enableBeforeUnload: false,
    blockerFn: ({ currentLocation, nextLocation }) => {
      if (windowAt(currentLocation.pathname)?.id === windowAt(nextLocation.pathname)?.id) return false;
      open(nextLocation.href);
      return true;
    },
  });
}
