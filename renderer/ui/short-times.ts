/** Moments in the rows of lists and logs, short and always of the same width: the day as the region writes it, the clock of 24 hours. */

export interface ShortTimes {
  /** For lists: `14:02:11`, of other days `11/24, 14:02` or `24.11., 14:02`, and of other years `11/24/2025` or `24.11.2025`. */
  readonly list: (at: number, now: number) => string;
  /** As a log has it: `14:02:11.123` or `14:02:11,123`, and the day before it unless it is the day of `now`. */
  readonly log: (at: number, now: number) => string;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { day: '2-digit', month: '2-digit' } as const;

/** @param locale a tag of BCP 47 */
export function shortTimes(locale: string): ShortTimes {
  const clock = new Intl.DateTimeFormat(locale, { ...CLOCK, second: '2-digit' });
  const exactClock = new Intl.DateTimeFormat(locale, { ...CLOCK, second: '2-digit', fractionalSecondDigits: 3 });
  const dayAndClock = new Intl.DateTimeFormat(locale, { ...DAY, ...CLOCK });
  const day = new Intl.DateTimeFormat(locale, DAY);
  const dayAndYear = new Intl.DateTimeFormat(locale, { ...DAY, year: 'numeric' });
  return {
    list: (at, now) => {
      if (isSameDay(at, now)) return clock.format(at);
      return (isSameYear(at, now) ? dayAndClock : dayAndYear).format(at);
    },
    log: (at, now) => (isSameDay(at, now) ? exactClock.format(at) : `${day.format(at)} ${clock.format(at)}`),
  };
}

/** By the clock of this computer. */
export function isSameDay(at: number, now: number): boolean {
  return new Date(at).toDateString() === new Date(now).toDateString();
}

function isSameYear(at: number, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}
