/**
 * The multiparts and attached messages that are open, outermost first, and which of them a delimiter line (RFC 2046
 * section 5.1.1) belongs to. Any open multipart's delimiter ends what is inside of it, whether that was closed or not.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { lineEnd } from './line-ends.ts';

export interface Frame {
  /** What the paths of its children begin with: `2.` or ''. */
  readonly prefix: string;
  /** As latin1. A closed multipart keeps them: some clients go on reading when more parts follow its end. */
  boundaries: readonly string[];
  /** A multipart/digest. */
  readonly digest: boolean;
  /** Not an attached message. Until its first part begins, any line that looks like a delimiter may show its true boundary. */
  readonly multipart: boolean;
  children: number;
}

export interface Delimiter {
  readonly frame: Frame;
  readonly closes: boolean;
}

/** Of a line: a delimiter and where the next line begins; none; or that more is needed to tell. */
export type Judgement = 'text' | 'more' | { readonly delimiter: Delimiter; readonly after: number };

const CR = 0x0d;
const LF = 0x0a;
const HYPHEN = 0x2d;
/** The beginning of the line after a delimiter tells whether a doubtful one is one. */
const LOOK_AHEAD = 'content-';
const LOWER_C = 0x63;

export class Delimiters {
  readonly #frames: Frame[] = [];
  /** The innermost multipart of each boundary. */
  readonly #byBoundary = new Map<string, Frame>();
  readonly #firstBytes = new Set<number>();

  get depth(): number {
    return this.#frames.length;
  }

  get top(): Frame | undefined {
    return this.#frames.at(-1);
  }

  /** There is a line to watch out for. */
  get watching(): boolean {
    return this.#byBoundary.size > 0 || this.#guessing;
  }

  /** False if no boundary begins with this byte, which most lines that begin with hyphens are told by. */
  mayBegin(byte: number | undefined): boolean {
    return byte === undefined || this.#firstBytes.has(byte) || this.#guessing;
  }

  /** Of the open multiparts only the innermost can have no parts yet. */
  get #guessing(): boolean {
    return this.top?.multipart === true && this.top.children === 0;
  }

  push(frame: Frame): void {
    this.#frames.push(frame);
    for (const boundary of frame.boundaries) this.#add(boundary, frame);
  }

  #add(boundary: string, frame: Frame): void {
    this.#byBoundary.set(boundary, frame);
    this.#firstBytes.add(boundary.charCodeAt(0));
  }

  /** Everything inside of `frame` has ended. */
  popTo(frame: Frame): void {
    if (this.top === frame) return;
    while (this.top !== frame && this.#frames.length > 0) this.#frames.pop();
    this.#byBoundary.clear();
    this.#firstBytes.clear();
    for (const one of this.#frames) for (const boundary of one.boundaries) this.#add(boundary, one);
  }

  /** What the line is that begins at `hyphens`. */
  judge(data: Buffer, hyphens: number, final: boolean, withBareCr: boolean): Judgement {
    if (!this.mayBegin(data[hyphens + 2])) return 'text';
    const found = lineEnd(data, hyphens, withBareCr);
    const end = found < 0 ? data.length : found;
    if (end - hyphens > FIXED_LIMITS.mimeBoundaryBytes + 4) return 'text';
    if (found < 0 && !final) return 'more';
    if (data[hyphens + 1] !== HYPHEN) return 'text';
    const line = data.toString('latin1', hyphens + 2, end).trimEnd();
    const delimiter = this.exact(line);
    if (delimiter !== undefined) return { delimiter, after: end + 1 };
    if (((data[end + 1] ?? LOWER_C) | 0x20) !== LOWER_C) return 'text';
    const next = data.toString('latin1', end + 1, end + 1 + LOOK_AHEAD.length).toLowerCase();
    if (!LOOK_AHEAD.startsWith(next)) return 'text';
    if (next.length < LOOK_AHEAD.length) return final ? 'text' : 'more';
    const likely = this.likely(line);
    return likely === undefined ? 'text' : { delimiter: likely, after: end + 1 };
  }

  /** @param line what follows the two hyphens, without white space at its end. */
  exact(line: string): Delimiter | undefined {
    const frame = this.#byBoundary.get(line);
    if (frame !== undefined) return { frame, closes: false };
    if (!line.endsWith('--')) return undefined;
    const closed = this.#byBoundary.get(line.slice(0, -2).trimEnd());
    return closed === undefined ? undefined : { frame: closed, closes: true };
  }

  /**
   * A line that is followed by `Content-`: with something after the boundary it is a delimiter by the letter of RFC 2046
   * ("it is sufficient that the boundary appear in its entirety"), and where the declared boundary is missing or wrong it shows the one in use.
   */
  likely(line: string): Delimiter | undefined {
    for (let index = this.#frames.length - 1; index >= 0; index -= 1) {
      const frame = this.#frames[index];
      if (frame === undefined) continue;
      if (frame.boundaries.some((boundary) => line.startsWith(boundary))) return { frame, closes: false };
      if (frame.multipart && frame.children === 0 && line !== '') {
        frame.boundaries = [...frame.boundaries, line];
        this.#add(line, frame);
        return { frame, closes: false };
      }
    }
    return undefined;
  }
}

/** The end of what stands before the line at `start`, its line break left out. */
export function beforeLineBreak(data: Buffer, start: number, from: number): number {
  const end = start - 1;
  return end - 1 >= from && data[end] === LF && data[end - 1] === CR ? end - 1 : end;
}
