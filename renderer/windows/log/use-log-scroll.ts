/**
 * How the log scrolls: while following it stays at its end; scrolling up leaves the end, scrolling down to it comes
 * back; and what is on screen stays where it is when older events are put before it.
 */
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, type UIEvent, useEffectEvent, useLayoutEffect, useRef, type WheelEvent } from 'react';
import type { LogState } from './log-rows.ts';

export const ROW_HEIGHT = 28;
/** The header stays on top of the rows, within what scrolls. */
export const HEADER_HEIGHT = 26;
/** Older events are fetched this many rows before the top is reached, so that there is nothing to wait for. */
const ROWS_AHEAD = 15;

export interface LogScrollEvents {
  /** Somebody scrolled up, away from the end. */
  readonly onLeaveEnd: () => void;
  readonly onReachEnd: () => void;
  readonly onNearTop: () => void;
}

/** What of the log decides where it stands. */
export interface Scrolled extends Pick<LogState, 'following' | 'epoch'> {
  readonly rows: readonly { readonly key: string }[];
}

export interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly onScroll: (event: UIEvent<HTMLDivElement>) => void;
  readonly onWheel: (event: WheelEvent<HTMLDivElement>) => void;
  readonly toEnd: () => void;
}

export function useLogScroll({ rows, following, epoch }: Scrolled, events: LogScrollEvents): LogScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const shown = useRef({ first: rows[0]?.key, epoch });

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollPaddingEnd: HEADER_HEIGHT,
    overscan: 12,
  });
  const height = virtual.scrollRect?.height;

  const toEnd = (): void => {
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  };

  const place = useEffectEvent(() => {
    const before = shown.current;
    const first = rows[0]?.key;
    shown.current = { first, epoch };
    if (scroller.current === null) return;
    if (following || before.epoch !== epoch) toEnd();
    else if (before.first !== first) {
      const added = rows.findIndex((row) => row.key === before.first);
      if (added > 0) scroller.current.scrollTop += added * ROW_HEIGHT;
    }
    lastTop.current = scroller.current.scrollTop;
  });
  // Before the page is painted: nobody sees the rows jump.
  useLayoutEffect(() => place(), [rows, following, epoch, height]);

  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLDivElement>): void => {
    const fromEnd = scrollHeight - clientHeight - scrollTop;
    const up = scrollTop < lastTop.current;
    const down = scrollTop > lastTop.current;
    lastTop.current = scrollTop;
    if (following && up && fromEnd > ROW_HEIGHT) events.onLeaveEnd();
    else if (!following && down && fromEnd < 2) events.onReachEnd();
    if (scrollTop < ROWS_AHEAD * ROW_HEIGHT && fromEnd > 0) events.onNearTop();
  };
  const onWheel = ({ deltaY, currentTarget }: WheelEvent<HTMLDivElement>): void => {
    // At once, before the next events can pull the list back to its end.
    if (following && deltaY < 0 && currentTarget.scrollTop > 0) events.onLeaveEnd();
  };

  return { scroller, virtual, onScroll, onWheel, toEnd };
}
