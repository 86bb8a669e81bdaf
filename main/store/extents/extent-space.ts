/**
 * Which bytes of the data file are free. Kept in memory alone: at the start it is whatever the database's extents leave.
 * All offsets and lengths in here are whole blocks.
 */
import { TUNING } from '../tuning.ts';
import type { Extent } from './extent.ts';

const BLOCK = TUNING.blockBytes;

function wholeBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

interface Run {
  offset: number;
  length: number;
}

export class ExtentSpace {
  /** Free runs in order of offset, none touching another, none at the end. */
  readonly #free: Run[] = [];
  #freeBytes = 0;
  #end = 0;

  /**
   * @param live offset and length in turn of each extent in use, in order of offset.
   * @returns the space; how many extents overlap their predecessor (none, unless the database was damaged); and where the last
   * byte of content ends, which may be before the end of its block.
   */
  static around(live: Float64Array): { readonly space: ExtentSpace; readonly overlaps: number; readonly contentEnd: number } {
    const space = new ExtentSpace();
    let overlaps = 0;
    let contentEnd = 0;
    for (let index = 0; index + 1 < live.length; index += 2) {
      const offset = live[index] ?? 0;
      const length = live[index + 1] ?? 0;
      if (offset < space.#end) overlaps += 1;
      else if (offset > space.#end) space.#add(space.#free.length, { offset: space.#end, length: offset - space.#end });
      contentEnd = Math.max(contentEnd, offset + length);
      space.#end = Math.max(space.#end, offset + wholeBlocks(length));
    }
    return { space, overlaps, contentEnd };
  }

  /** Bytes that the file needs to have: the end of the last extent in use. */
  get end(): number {
    return this.#end;
  }

  /** Bytes that are free before the end. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Takes room for `length` bytes: right behind `previous` if that is free, else the smallest free run that fits, else the end of the file. */
  allocate(length: number, previous?: Extent): Extent {
    const need = wholeBlocks(length);
    const index = this.#adjoining(need, previous) ?? this.#bestFit(need);
    if (index === undefined) {
      const offset = this.#end;
      this.#end += need;
      return { offset, length };
    }
    const run = this.#free[index];
    if (run === undefined) throw new RangeError(`no free run ${index}`);
    const { offset } = run;
    run.offset += need;
    run.length -= need;
    this.#freeBytes -= need;
    if (run.length === 0) this.#free.splice(index, 1);
    return { offset, length };
  }

  #adjoining(need: number, previous: Extent | undefined): number | undefined {
    if (previous === undefined) return undefined;
    const index = this.#firstAtOrAfter(previous.offset + wholeBlocks(previous.length));
    const run = this.#free[index];
    return run !== undefined && run.offset === previous.offset + wholeBlocks(previous.length) && run.length >= need ? index : undefined;
  }

  #bestFit(need: number): number | undefined {
    let best: number | undefined;
    let bestLength = Number.POSITIVE_INFINITY;
    for (const [index, run] of this.#free.entries()) {
      if (run.length < need || run.length >= bestLength) continue;
      best = index;
      bestLength = run.length;
      if (bestLength === need) break;
    }
    return best;
  }

  /** Gives an extent back. */
  release(extent: Extent): void {
    const freed: Run = { offset: extent.offset, length: wholeBlocks(extent.length) };
    const index = this.#firstAtOrAfter(freed.offset);
    const before = this.#free[index - 1];
    const after = this.#free[index];
    const overlapsBefore = before !== undefined && before.offset + before.length > freed.offset;
    const overlapsAfter = after !== undefined && after.offset < freed.offset + freed.length;
    if (overlapsBefore || overlapsAfter || freed.offset + freed.length > this.#end) throw new RangeError(`bytes at ${extent.offset} are free already`);
    this.#add(index, freed);
    this.#join(index);
    this.#join(index - 1);
    const last = this.#free.at(-1);
    if (last === undefined || last.offset + last.length < this.#end) return;
    this.#end = last.offset;
    this.#free.pop();
    this.#freeBytes -= last.length;
  }

  #add(index: number, run: Run): void {
    this.#free.splice(index, 0, run);
    this.#freeBytes += run.length;
  }

  /** Joins the run at `index` with the next one if they touch. */
  #join(index: number): void {
    const run = this.#free[index];
    const next = this.#free[index + 1];
    if (run === undefined || next === undefined || run.offset + run.length !== next.offset) return;
    run.length += next.length;
    this.#free.splice(index + 1, 1);
  }

  #firstAtOrAfter(offset: number): number {
    let low = 0;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#free[middle]?.offset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
