/** Moments in rows: the day is written as the region of the window writes it. */
import { expect, test } from 'vitest';
import { shortTimes } from '../../renderer/ui/short-times.ts';

const NOW = new Date(2026, 11, 28, 9, 0, 0).getTime();
const at = (...[year, month, day, hour, minute, second, ms]: [number, number, number, number, number, number, number]): number =>
  new Date(year, month - 1, day, hour, minute, second, ms).getTime();
const YESTERDAY = at(2026, 12, 27, 14, 34, 5, 60);

test.each([
  ['de', '27.12., 14:34', '03.02.2025', '27.12. 14:34:05', '00:02:03,004'],
  ['en-GB', '27/12, 14:34', '03/02/2025', '27/12 14:34:05', '00:02:03.004'],
  ['en-US', '12/27, 14:34', '02/03/2025', '12/27 14:34:05', '00:02:03.004'],
])('in %s', (locale, yesterday, lastYear, logged, exact) => {
  const times = shortTimes(locale);
  expect(times.list(YESTERDAY, NOW)).toBe(yesterday);
  expect(times.list(at(2025, 2, 3, 1, 2, 3, 0), NOW)).toBe(lastYear);
  expect(times.log(YESTERDAY, NOW)).toBe(logged);
  // Of the same day: the clock alone, midnight included.
  expect(times.list(at(2026, 12, 28, 0, 2, 3, 0), NOW)).toBe('00:02:03');
  expect(times.log(at(2026, 12, 28, 0, 2, 3, 4), NOW)).toBe(exact);
});
