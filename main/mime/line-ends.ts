/** Where lines end: with a line feed, as in mail, or with a bare CR as well, as in files that old programs wrote. Each byte is looked at once. */
const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;

export function endsLine(byte: number | undefined, withBareCr: boolean): boolean {
  return byte === LF || (withBareCr && byte === CR);
}

/** Where the last byte of the first line break is, from `from` on; -1 for none. What follows a CR at the end tells whether it is one. */
export function lineEnd(data: Buffer, from: number, withBareCr: boolean): number {
  if (!withBareCr) return data.indexOf(LF, from);
  for (let at = from; at < data.length; at += 1) {
    if (data[at] === LF) return at;
    if (data[at] === CR && at + 1 < data.length) return data[at + 1] === LF ? at + 1 : at;
  }
  return -1;
}

/** Where two hyphens begin a line, behind a line break at `from` or later; -1 for nowhere. */
export function hyphensAfter(data: Buffer, from: number, withBareCr: boolean): number {
  if (!withBareCr) {
    const found = data.indexOf('\n--', from, 'latin1');
    return found < 0 ? -1 : found + 1;
  }
  for (let at = data.indexOf('--', from, 'latin1'); at >= 0; at = data.indexOf('--', at, 'latin1')) {
    if (at > from && endsLine(data[at - 1], withBareCr)) return at;
    while (data[at] === HYPHEN) at += 1;
  }
  return -1;
}
