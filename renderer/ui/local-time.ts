/** A moment as fields for date and time want it, in the time zone of whoever looks. */
const two = (part: number): string => String(part).padStart(2, '0');

/** `2026-03-01T08:30` */
export function localTime(at: number): string {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Milliseconds since 1970; null for a field that is empty. */
export function fromLocalTime(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
