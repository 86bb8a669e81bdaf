import { describe, expect, it } from 'vitest';
import {
  canReadBack,
  catchUp,
  EMPTY_LOG,
  FOLLOWED_ROWS,
  follow,
  HISTORY_ROWS,
  type LogRow,
  type LogState,
  narrow,
  nearestEvent,
  pause,
  prepend,
  receive,
  restart,
} from '../../renderer/windows/log/log-rows.ts';
import { logEvents } from './log-event-maker.ts';

/** Numbers of the events, and the size of each gap as `-size`. */
function shown(rows: readonly LogRow[]): number[] {
  return rows.map((row) => (row.kind === 'event' ? row.event.id : -row.lost));
}

const loaded = (first: number, last: number, older = false): LogState => restart(EMPTY_LOG, logEvents(first, last), older);

describe('the live log while it follows', () => {
  it('puts new events after those of the history', () => {
    expect(shown(receive(loaded(1, 2), logEvents(3, 4), 0).rows)).toEqual([1, 2, 3, 4]);
  });

  it('shows an event once, though history and live stream both bring it', () => {
    expect(shown(receive(loaded(1, 4), logEvents(3, 5), 0).rows)).toEqual([1, 2, 3, 4, 5]);
  });

  it('stays the same object when a batch brings nothing new', () => {
    const state = loaded(1, 4);
    expect(receive(state, logEvents(2, 4), 0)).toBe(state);
  });

  it('keeps the newest events when there are too many, and knows that the history has the others', () => {
    const state = receive(loaded(1, 10), logEvents(11, FOLLOWED_ROWS + 50), 0);
    expect(state.rows).toHaveLength(FOLLOWED_ROWS);
    expect(shown(state.rows.slice(-1))).toEqual([FOLLOWED_ROWS + 50]);
    expect(state.older).toBe(true);
  });

  it('marks where events are missing, and counts them', () => {
    const state = receive(receive(loaded(1, 2), logEvents(15, 15), 12), logEvents(18, 18), 2);
    expect(shown(state.rows)).toEqual([1, 2, -12, 15, -2, 18]);
    expect(state.lost).toBe(14);
    expect(new Set(state.rows.map((row) => row.key)).size).toBe(6);
  });

  it('forgets the count once the history was read again, which lacks nothing', () => {
    expect(restart(receive(loaded(1, 2), [], 12), logEvents(1, 14), false)).toMatchObject({ lost: 0, found: 14 });
  });
});

describe('the live log while it is paused', () => {
  it('holds its rows still, counts what comes, and shows all of it afterwards', () => {
    const paused = receive(receive(pause(loaded(1, 3)), logEvents(4, 20), 0), logEvents(18, 40), 0);
    expect(shown(paused.rows)).toEqual([1, 2, 3]);
    expect(paused.waitingCount).toBe(37);
    const resumed = follow(paused);
    expect(shown(resumed.rows)).toEqual(logEvents(1, 40).map((event) => event.id));
    expect(resumed).toMatchObject({ following: true, waitingCount: 0, waiting: [] });
  });

  it('keeps what waits within bounds, counts the rest, and leaves no hole in the list', () => {
    const paused = receive(pause(loaded(1, 3)), logEvents(4, 3 + FOLLOWED_ROWS + 100), 0);
    expect(paused.waiting).toHaveLength(FOLLOWED_ROWS);
    expect(paused.waitingCount).toBe(FOLLOWED_ROWS + 100);
    const resumed = follow(paused);
    expect(shown(resumed.rows)[0]).toBe(104);
    expect(resumed.older).toBe(true);
    expect(canReadBack(resumed)).toBe(true);
  });

  it('stays paused when the filter changes', () => {
    expect(restart(pause(loaded(1, 3)), logEvents(7, 9), true)).toMatchObject({ following: false, waitingCount: 0, older: true });
  });
});

describe('the live log after a break in the connection', () => {
  it('goes on where it was if the newest page joins what is there', () => {
    const state = catchUp(loaded(1, 10), logEvents(8, 14), true);
    expect(shown(state.rows)).toEqual(logEvents(1, 14).map((event) => event.id));
    expect(state.epoch).toBe(1);
  });

  it('begins anew if too much happened meanwhile', () => {
    const state = catchUp(loaded(1, 10), logEvents(100, 102), true);
    expect(shown(state.rows)).toEqual([100, 101, 102]);
    expect(state.older).toBe(true);
  });

  it('leaves the rows alone while paused, and begins anew with what waits', () => {
    const state = catchUp(pause(loaded(1, 10)), logEvents(100, 102), true);
    expect(shown(state.rows)).toEqual(logEvents(1, 10).map((event) => event.id));
    expect(state.waitingCount).toBe(3);
    expect(shown(follow(state).rows)).toEqual([100, 101, 102]);
  });
});

describe('reading back', () => {
  it('puts older events before the first row', () => {
    const state = prepend(loaded(501, 502, true), logEvents(1, 501), false);
    expect(shown(state.rows)).toEqual(logEvents(1, 502).map((event) => event.id));
    expect(canReadBack(state)).toBe(false);
  });

  it('ends when the window holds enough', () => {
    expect(canReadBack(loaded(1, HISTORY_ROWS, true))).toBe(false);
  });
});

describe('a new filter', () => {
  it('takes off at once what does not fit, also from what waits', () => {
    const paused = receive(pause(loaded(1, 4)), logEvents(5, 10), 0);
    const even = narrow(paused, (event) => event.id % 2 === 0);
    expect(shown(even.rows)).toEqual([2, 4]);
    expect(even.waitingCount).toBe(3);
  });
});

describe('walking the rows', () => {
  const state = receive(receive(loaded(1, 2), logEvents(5, 5), 2), [], 3);

  it('steps over a gap', () => {
    expect(nearestEvent(state.rows, 2, 1)).toBe(3);
    expect(nearestEvent(state.rows, 2, -1)).toBe(1);
  });

  it('turns round at a gap that ends the list', () => {
    expect(nearestEvent(state.rows, 4, 1)).toBe(3);
  });

  it('finds nothing where there are only gaps', () => {
    expect(nearestEvent(receive(EMPTY_LOG, [], 3).rows, 0, 1)).toBeUndefined();
  });
});
