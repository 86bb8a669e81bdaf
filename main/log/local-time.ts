/** Local days and times of day. Making a date is dear, and events come in order: the last answer is kept. */

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function isoDay(date: Date): string {
  return `${padded(date.getFullYear(), 4)}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
}

/** Local midnight, `days` days before the day of `at`, in milliseconds since 1970. */
export function midnightBefore(at: number, days: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

export class LocalTime {
  #day = '';
  #dayStart = 0;
  #dayEnd = 0;
  #second = Number.NaN;
  #secondText = '';
  #offset = '';

  /** The local day of a moment, as an ISO date. */
  dayOf(at: number): string {
    if (at < this.#dayStart || at >= this.#dayEnd) {
      this.#dayStart = midnightBefore(at, 0);
      this.#dayEnd = midnightBefore(at, -1);
      this.#day = isoDay(new Date(at));
    }
    return this.#day;
  }

  /** A moment as ISO 8601 local time with milliseconds and offset: `2026-11-24T15:26:01.007+01:00`. */
  stamp(at: number): string {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) {
      const date = new Date(at);
      const offset = -date.getTimezoneOffset();
      const minutes = Math.abs(offset);
      this.#second = second;
      this.#secondText = `${isoDay(date)}T${padded(date.getHours())}:${padded(date.getMinutes())}:${padded(date.getSeconds())}`;
      this.#offset = `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`;
    }
    return `${this.#secondText}.${padded(at - second * 1000, 3)}${this.#offset}`;
  }
}
