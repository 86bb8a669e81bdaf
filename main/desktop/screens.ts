/** Where a window stands that was somewhere the last time: screens come and go. */
import type { Bounds } from './shell.ts';

/** Of its title bar so much must be on a screen, in pixels, that a hand can take hold of it. */
const GRIP = { width: 100, height: 50 };

/**
 * @param screens the parts of the screens that windows may have
 * @returns where it was, no larger than its screen; undefined where nobody could reach it any more
 */
export function reachable({ x, y, width, height }: Bounds, screens: readonly Bounds[]): Bounds | undefined {
  const screen = screens.find(
    (area) => x + width > area.x + GRIP.width && x < area.x + area.width - GRIP.width && y >= area.y && y < area.y + area.height - GRIP.height,
  );
  if (screen === undefined) return undefined;
  return {
    x: width > screen.width ? screen.x : x,
    y: height > screen.height ? screen.y : y,
    width: Math.min(width, screen.width),
    height: Math.min(height, screen.height),
  };
}
