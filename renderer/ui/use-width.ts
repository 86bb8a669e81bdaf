/** The width of a part of the window, kept true while it changes; 0 before it is drawn. */
import { type RefObject, useLayoutEffect, useState } from 'react';

export function useWidth(part: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = part.current;
    if (element === null) return undefined;
    // Called at once as well, before anything is drawn.
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [part]);
  return width;
}
