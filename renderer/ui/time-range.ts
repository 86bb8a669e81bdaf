/** A span of time as a person chooses it: the last hour, the last week, or between two moments. */
export const TIME_RANGES = ['hour', 'day', 'week', 'month', 'between'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

export interface TimeChoice {
  /** '' is all the time there is. */
  readonly range: TimeRange | '';
  /** As a field of date and time has it, `2026-11-25T14:30`, in local time; for "between" alone. */
  readonly since: string;
  readonly until: string;
}

export const ANY_TIME: TimeChoice = { range: '', since: '', until: '' };

const HOUR_MS = 3_600_000;
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
/** A minute is meant whole. */
const LAST_OF_MINUTE_MS = 59_999;

/** The bounds in milliseconds since 1970, both inclusive. What cannot be read is no bound. */
export function boundsOf({ range, since, until }: TimeChoice, now: number): { readonly since?: number; readonly until?: number } {
  if (range === '') return {};
  if (range !== 'between') return { since: now - SPANS[range] };
  const [from, to] = [Date.parse(since), Date.parse(until)];
  return { ...(Number.isNaN(from) ? {} : { since: from }), ...(Number.isNaN(to) ? {} : { until: to + LAST_OF_MINUTE_MS }) };
}
