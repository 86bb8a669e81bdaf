/**
 * What the live log shows, as plain data: the rows on screen, the ones that wait while it is paused, and what was lost.
 * Every function returns a new state; memory is bounded in each of them.
 */
import type { LogEvent } from '../../../shared/events.ts';

export type LogRow =
  | { readonly kind: 'event'; readonly key: string; readonly event: LogEvent }
  /** `lost` events belong here, which this window was too slow to take. */
  | { readonly kind: 'gap'; readonly key: string; readonly lost: number };

export interface LogState {
  /** Oldest first. */
  readonly rows: readonly LogRow[];
  readonly following: boolean;
  /** Rows that came while the log is paused, oldest first; the oldest go when there are too many. */
  readonly waiting: readonly LogRow[];
  /** Events that came while the log is paused, those that had to go from `waiting` included. */
  readonly waitingCount: number;
  /** The history has events between the last of `rows` and the first of `waiting`. */
  readonly hole: boolean;
  /** The history has older events than the first row. */
  readonly older: boolean;
  /** Events that this window was too slow for, since the history was last read. */
  readonly lost: number;
  /** Events that the history had for the present filter when it was read, as far as one page goes. */
  readonly found: number;
  /** Grows whenever the rows are not what they were with some more: the list then goes to its end. */
  readonly epoch: number;
}

/** Rows kept while following, and rows that may wait while paused: enough to look back minutes at 50 events a second, in about 3 MB. */
export const FOLLOWED_ROWS = 5000;
/** Rows kept while somebody reads back through the history. Whoever needs more finds it faster with a filter. */
export const HISTORY_ROWS = 20_000;

export const EMPTY_LOG: LogState = { rows: [], following: true, waiting: [], waitingCount: 0, hole: false, older: false, lost: 0, found: 0, epoch: 0 };

function eventRow(event: LogEvent): LogRow {
  return { kind: 'event', key: `event-${event.id}`, event };
}

function lastEventId(state: LogState): number {
  const isEvent = (row: LogRow) => row.kind === 'event';
  const last = state.waiting.findLast(isEvent) ?? state.rows.findLast(isEvent);
  return last?.kind === 'event' ? last.event.id : -1;
}

/** The number of the oldest event on screen: older ones are asked for before it. */
export function firstEventId(rows: readonly LogRow[]): number | undefined {
  const first = rows.find((row) => row.kind === 'event');
  return first?.kind === 'event' ? first.event.id : undefined;
}

export function countEvents(rows: readonly LogRow[]): number {
  return rows.reduce((count, row) => count + (row.kind === 'event' ? 1 : 0), 0);
}

/** The newest page of the history, at the start and after each new filter. Following or paused stays as it was. */
export function restart(state: LogState, events: readonly LogEvent[], older: boolean): LogState {
  return { ...EMPTY_LOG, following: state.following, rows: events.map(eventRow), older, found: events.length, epoch: state.epoch + 1 };
}

/**
 * The newest page of the history after the connection was gone for a while. What is on screen stays if the page joins
 * it; else the rows begin anew while following, and the page waits while paused.
 */
export function catchUp(state: LogState, events: readonly LogEvent[], older: boolean): LogState {
  const known = lastEventId(state);
  const joins = !older || (events[0] !== undefined && events[0].id <= known);
  if (joins) return receive(state, events, 0);
  if (state.following) return restart(state, events, older);
  return { ...receive({ ...state, waiting: [] }, events, 0), hole: true };
}

/** Events as they come. Those already there are left out: history and live stream overlap. */
export function receive(state: LogState, events: readonly LogEvent[], lost: number): LogState {
  const known = lastEventId(state);
  const fresh = events.filter((event) => event.id > known);
  if (fresh.length === 0 && lost === 0) return state;
  const arrived = fresh.map(eventRow);
  const total = state.lost + lost;
  if (lost > 0) arrived.unshift({ kind: 'gap', key: `gap-${state.epoch}-${total}`, lost });
  if (state.following) return trimmed({ ...state, rows: [...state.rows, ...arrived], lost: total });
  const waiting = [...state.waiting, ...arrived];
  return {
    ...state,
    waiting: waiting.slice(-FOLLOWED_ROWS),
    waitingCount: state.waitingCount + fresh.length,
    hole: state.hole || waiting.length > FOLLOWED_ROWS,
    lost: total,
  };
}

function trimmed(state: LogState): LogState {
  if (state.rows.length <= FOLLOWED_ROWS) return state;
  return { ...state, rows: state.rows.slice(-FOLLOWED_ROWS), older: true };
}

export function pause(state: LogState): LogState {
  return { ...state, following: false };
}

/**
 * Follows again. If more came in between than can wait, the rows before those are taken off: the list must have no hole,
 * and reading back brings them from the history. Nothing is lost.
 */
export function follow(state: LogState): LogState {
  const resumed = { ...state, following: true, waiting: [], waitingCount: 0, hole: false };
  if (state.hole) return { ...resumed, rows: state.waiting, older: true, epoch: state.epoch + 1 };
  return trimmed({ ...resumed, rows: [...state.rows, ...state.waiting] });
}

/** Older events from the history, before the first row. */
export function prepend(state: LogState, events: readonly LogEvent[], older: boolean): LogState {
  const first = firstEventId(state.rows) ?? Number.POSITIVE_INFINITY;
  const before = events.filter((event) => event.id < first).map(eventRow);
  return { ...state, rows: [...before, ...state.rows], older };
}

/** The index of `index` or of the nearest row that is an event, looked for in the direction of `step` first; undefined if there is none. */
export function nearestEvent(rows: readonly { readonly kind: string }[], index: number, step: 1 | -1): number | undefined {
  for (const direction of [step, -step]) {
    let at = index;
    while (rows[at]?.kind === 'gap') at += direction;
    if (rows[at] !== undefined) return at;
  }
  return undefined;
}

/** True if the history has more and there is room to show it. */
export function canReadBack(state: LogState): boolean {
  return state.older && state.rows.length < HISTORY_ROWS;
}

/** Takes off at once what a new filter does not want, until the history has answered. */
export function narrow(state: LogState, wanted: (event: LogEvent) => boolean): LogState {
  const keep = (row: LogRow): boolean => row.kind === 'gap' || wanted(row.event);
  const rows = state.rows.filter(keep);
  const waiting = state.waiting.filter(keep);
  return { ...state, rows: rows.length === state.rows.length ? state.rows : rows, waiting, waitingCount: countEvents(waiting) };
}
