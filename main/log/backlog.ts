/**
 * Lines that wait for the log thread, gathered to be handed over together. Only so many may wait or be under way:
 * beyond that they are lost and counted, so that a slow disk costs the log its lines and never a session its time.
 */

export interface BacklogLimits {
  readonly lines: number;
  readonly characters: number;
}

export interface Batch {
  /** With a line break between them: one string crosses between threads far cheaper than hundreds of objects. */
  readonly lines: string;
  readonly count: number;
}

export class Backlog {
  readonly #limits: BacklogLimits;
  /** Adding to one string costs less than joining many at the end. */
  #gathered = '';
  #gatheredCount = 0;
  /** Handed over and not answered, in that order. */
  readonly #underWay: { readonly count: number; readonly characters: number }[] = [];
  #underWayCount = 0;
  #underWayCharacters = 0;
  #lost = 0;
  #lostUnsaid = 0;

  constructor(limits: BacklogLimits) {
    this.#limits = limits;
  }

  /** Lines lost since the start. */
  get lost(): number {
    return this.#lost;
  }

  get gathered(): number {
    return this.#gatheredCount;
  }

  /** True while one more line would be lost. */
  get full(): boolean {
    return this.#underWayCount + this.#gatheredCount >= this.#limits.lines || this.#underWayCharacters + this.#gathered.length >= this.#limits.characters;
  }

  /** Takes a line, or loses it if there is no room; false then. */
  take(line: string): boolean {
    if (this.full) {
      this.lose();
      return false;
    }
    this.#gathered += this.#gatheredCount === 0 ? line : `\n${line}`;
    this.#gatheredCount += 1;
    return true;
  }

  /** Counts a line that nobody even made, because there is no room. */
  lose(): void {
    this.#lost += 1;
    this.#lostUnsaid += 1;
  }

  /** What has gathered, from now on under way; undefined if there is nothing. */
  handOver(): Batch | undefined {
    if (this.#gatheredCount === 0) return undefined;
    const batch = { lines: this.#gathered, count: this.#gatheredCount };
    this.#underWay.push({ count: batch.count, characters: batch.lines.length });
    this.#underWayCount += batch.count;
    this.#underWayCharacters += batch.lines.length;
    this.#gathered = '';
    this.#gatheredCount = 0;
    return batch;
  }

  /** The oldest batch under way is done; `lost` of its lines could not be written. */
  answered(lost: number): void {
    const batch = this.#underWay.shift();
    this.#underWayCount -= batch?.count ?? 0;
    this.#underWayCharacters -= batch?.characters ?? 0;
    this.#lost += lost;
  }

  /** Nobody will answer for what is under way any more. @returns how many lines are lost by that */
  abandon(): number {
    const lost = this.#underWayCount;
    this.#underWay.length = 0;
    this.#underWayCount = 0;
    this.#underWayCharacters = 0;
    this.#lost += lost;
    return lost;
  }

  /** What has gathered will never be handed over. */
  abandonGathered(): void {
    this.#lost += this.#gatheredCount;
    this.#gathered = '';
    this.#gatheredCount = 0;
  }

  /** Lines lost for want of room that nobody has been told of: once there is room again, or at once if `atOnce`. */
  takeUnsaid(atOnce: boolean): number {
    const unsaid = atOnce || this.#underWayCount + this.#gatheredCount <= this.#limits.lines / 2 ? this.#lostUnsaid : 0;
    this.#lostUnsaid -= unsaid;
    return unsaid;
  }
}
