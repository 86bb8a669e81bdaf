/** Where lines end: with a line feed, as in mail, or with a bare CR as well, as in files that old programs wrote. Each byte is looked at once. */
const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;
/** Lines that begin with hyphens stand close together where there are many, and to have memory searched costs as much as to look at some tens of bytes. */
const NEAR_BYTES = 64;

/** Bytes that are read as latin1 at a time. */
const WINDOW_BYTES = 4096;

/** Pieces of bytes as latin1. To have each line of some bytes converted by itself costs more than all that is done with it. */
export class LineText {
  readonly #data: Buffer;
  #from = 0;
  #window = '';

  constructor(data: Buffer) {
    this.#data = data;
  }

  /** @param from never less than before */
  slice(from: number, end: number): string {
    if (end - from > WINDOW_BYTES / 16) return this.#data.toString('latin1', from, end);
    if (end > this.#from + this.#window.length) {
      this.#from = from;
      this.#window = this.#data.toString('latin1', from, from + WINDOW_BYTES);
    }
    return this.#window.slice(from - this.#from, end - this.#from);
  }
}

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
  let at = from;
  while (true) {
    const near = Math.min(data.length - 2, at + NEAR_BYTES);
    for (; at < near; at += 1) {
      if (data[at + 1] === HYPHEN && data[at + 2] === HYPHEN && endsLine(data[at], withBareCr)) return at + 1;
    }
    const found = withBareCr ? data.indexOf('--', at + 1, 'latin1') - 1 : data.indexOf('\n--', at, 'latin1');
    if (found < at) return -1;
    if (endsLine(data[found], withBareCr)) return found + 1;
    at = found + 1;
  }
}
