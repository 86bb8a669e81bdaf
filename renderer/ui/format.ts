/** Dates, times, sizes and counts as the administrator's own language writes them. */
import { locale } from '../language.ts';
import { texts } from '../texts.ts';
import { shortTimes } from './short-times.ts';

const DAY_MS = 86_400_000;
const count = new Intl.NumberFormat(locale);
const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 2 });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(locale, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export function formatCount(value: number): string {
  return count.format(value);
}

/** `98 %`, `0.2 %`. @param share 1 is all */
export function formatPercent(share: number): string {
  return percent.format(share);
}

/** With at most one decimal. */
export function formatDecimal(value: number): string {
  return decimals.format(value);
}

/** The hour of a moment, as a clock shows it: `14:00`. */
export function formatHour(at: number): string {
  return hour.format(at);
}

export function formatDateTime(at: number): string {
  return dateTime.format(at);
}

export function formatDate(at: number): string {
  return date.format(at);
}

/** To the millisecond, for details. */
export function formatExactTime(at: number): string {
  return exact.format(at);
}

export const { list: formatListTime, log: formatLogTime } = shortTimes(locale);

/** In units of 1024, as file managers show it: `1.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return texts.units.bytes(count.format(bytes));
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < texts.units.large.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${decimals.format(value)} ${texts.units.large[unit] ?? ''}`;
}

/** The two largest units of a span: `3 d 4 h`, `12 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), texts.units.days],
    [Math.floor(seconds / 3600) % 24, texts.units.hours],
    [Math.floor(seconds / 60) % 60, texts.units.minutes],
    [seconds % 60, texts.units.seconds],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return `0 ${texts.units.seconds}`;
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

const share = new Intl.NumberFormat(locale, { style: 'percent' });

/** A part of a whole, from 0 to 1: `93%`. */
export function formatShare(part: number): string {
  return share.format(part);
}

/** `0.4 ms`, `28 ms`. */
export function formatMilliseconds(milliseconds: number): string {
  return `${milliseconds < 10 ? decimals.format(milliseconds) : count.format(Math.round(milliseconds))} ms`;
}

/** Whole days from `now` until `at`, rounded down; negative once past. */
export function daysUntil(at: number, now: number): number {
  return Math.floor((at - now) / DAY_MS);
}
