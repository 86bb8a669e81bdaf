/** Dates as mail writes them. */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The second that was last written, and how: on a busy server hundreds of messages come in each. */
let last = { second: Number.NaN, text: '' };

/** RFC 5322 section 3.3, in local time with its offset. */
export function mailDate(at: number): string {
  const second = Math.floor(at / 1000);
  if (second !== last.second) last = { second, text: textOf(at) };
  return last.text;
}

function textOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${DAYS[date.getDay()]}, ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()} ${time} ${zone}`;
}
