/** What all readers of the archives of one message may spend together. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { ARCHIVE_TYPES } from './archive-types.ts';
import { fileNameReadings, readsPlainly } from './file-name.ts';
import { type InflateMeter, InflateStream } from './inflate-stream.ts';
import { packedType } from './packed-type.ts';

/** Why an archive was not looked through to its end: the rest of it would cost more than its share. */
export const TOO_MUCH = 'it has too much in it to be looked through';

/**
 * What each thing costs, in steps of some ten nanoseconds: measured on a slow machine, and held by `bombs.test.ts`. What comes
 * in costs nothing, however much it is: it is looked through at the speed of memory.
 */
export const STEPS = {
  /** A record of an archive, a signature that is none. */
  record: 110,
  /** An attribute of a winmail.dat, beside that. */
  attribute: 350,
  /** A record of which only the type of its name is looked at, and each of its extra fields. */
  skimmed: 8,
  /** A file whose content is looked at, and whose name is held against the list. */
  file: 400,
  /** A name that does not read as it is written: each way to read it is a name to be held against the list. */
  oddName: 500,
  /** And each of its characters, since they are normalised. */
  oddCharacter: 14,
  /** One that becomes up to 18 (U+FDFA, NFKC). */
  longCharacter: 14 * 18,
  /** A file past the limit whose type is new. */
  newType: 900,
  /** An archive within an archive. */
  archive: 2000,
  /** A property of a file in a winmail.dat. */
  property: 25,
  /** A block of deflated data, and the tables that it may bring. */
  block: 20,
  tables: 1000,
} as const;
/** Bytes of a block that is not packed which cost one step. Any other byte that is inflated costs one. */
const STORED_BYTES_PER_STEP = 16;
/** So many characters of a name that is skimmed cost one step. */
const SKIMMED_CHARACTERS_PER_STEP = 10;
/** Files take no more than this part of the share of their archive: the rest is for the archives among them. */
const FILES = 7 / 8;
/** Documents within an archive no more than this: each is a few dozen files that nobody opens one by one. */
const DOCUMENTS = 3 / 4;
/** An archive takes no more than this share of what is left, so that those behind it are looked into as well. */
const SHARE = 7 / 8;
/** And one within another no more than this of what that has left. */
const SHARE_WITHIN = 1 / 2;
/** However much those before it have taken, an attached archive gets this: a small one in another costs a third of it. */
const LEAST = 16_000;
/** And this for the names of further files, of some three hundred. */
const LEAST_BEYOND = 8000;
/** For so many of them: it is kept back for those, so that all archives of a message together cost no more than one can. */
const LEAST_TIMES = 20;

/** An allowance of steps, of which each attached archive gets its share. */
class Allowance {
  #spent = 0;
  /** Where the share at hand begins and ends, and that of the attached archive around it. */
  #begun = 0;
  #limit = 0;
  #attachedBegun = 0;
  #attachedLimit = 0;
  #usedUp = false;
  #scanty = false;
  readonly #total: number;
  readonly #least: number;
  readonly #keptBack: number;

  /** @param least what an archive gets in any case. @param keptBack of the total that is for those which get no more */
  constructor(total: number, least: number, keptBack: number) {
    this.#total = total;
    this.#least = least;
    this.#keptBack = keptBack;
  }

  /** The next archive begins. What the last one has not used is left to it. @param inAnyCase it gets the least, as long as there is some */
  share(inAnyCase: boolean): void {
    const least = inAnyCase ? this.#least : 0;
    const rest = Math.max(0, this.#total - this.#keptBack - this.#spent) * SHARE;
    this.#begin(Math.max(rest, Math.min(least, this.#total - this.#spent)));
    this.#attachedBegun = this.#begun;
    this.#attachedLimit = this.#limit;
    this.#scanty = this.#limit - this.#spent < least;
  }

  /** One within the archive at hand begins. @returns what goes back to that one's share when it is over */
  shareWithin(): () => void {
    const begun = this.#begun;
    const limit = this.#limit;
    this.#begin((limit - this.#spent) * SHARE_WITHIN);
    return () => {
      this.#begun = begun;
      this.#limit = limit;
      this.#usedUp = this.#spent >= limit;
    };
  }

  #begin(steps: number): void {
    this.#begun = this.#spent;
    this.#limit = this.#spent + steps;
    this.#usedUp = false;
  }

  /** Those before have left less than the least to the archive at hand. */
  get scanty(): boolean {
    return this.#scanty;
  }

  /** False once it is used up. */
  spend(steps: number): boolean {
    if (this.#usedUp) return false;
    this.#spent += steps;
    this.#usedUp = this.#spent > this.#limit;
    if (this.#usedUp) this.#spent = this.#limit;
    return !this.#usedUp;
  }

  /** True while less than this part is used up of the share at hand, and of that of the attached archive. */
  within(part: number): boolean {
    return !this.#usedUp && this.#isBelow(this.#begun, this.#limit, part) && this.#isBelow(this.#attachedBegun, this.#attachedLimit, part);
  }

  #isBelow(begun: number, limit: number, part: number): boolean {
    return this.#spent - begun < (limit - begun) * part;
  }

  get spent(): number {
    return this.#spent;
  }
}

/** What looking into the archives of one message may cost. Deterministic: counts steps, no time. */
export class ArchiveBudget implements InflateMeter {
  readonly #steps = new Allowance(FIXED_LIMITS.archiveSteps, LEAST, LEAST * LEAST_TIMES);
  /** For the names of further files, once that is used up. */
  readonly #beyond = new Allowance(FIXED_LIMITS.archiveStepsBeyond, LEAST_BEYOND, LEAST_BEYOND * LEAST_TIMES);
  readonly #types = new Set<string>();
  /** The same as numbers, where they fit into one, but for those of archives: each of these is looked at. */
  readonly #packedTypes = new Set<number>();
  /** Names of files that were looked at, as they stand in archives. */
  readonly #entered = new Set<string>();
  readonly #inflaters: InflateStream[] = [];
  #leftClosed = 0;

  /** Steps so far. */
  get spent(): number {
    return this.#steps.spent + this.#beyond.spent;
  }

  /** An attached archive begins, one that is not within another. @param mayHideNames what is not seen of it is held against it: others get what is left over */
  begin(mayHideNames: boolean): void {
    this.#steps.share(mayHideNames);
    this.#beyond.share(mayHideNames);
  }

  /** An archive within begins. @returns what ends its share */
  beginWithin(): () => void {
    return this.#steps.shareWithin();
  }

  /** Counts steps. False once there were too many: then only names are looked at. */
  spend(steps: number): boolean {
    return this.#steps.spend(steps);
  }

  block(withTables: boolean): boolean {
    return this.spend(withTables ? STEPS.tables : STEPS.block);
  }

  inflate(packed: number, stored: number): boolean {
    return this.spend(packed + stored / STORED_BYTES_PER_STEP);
  }

  /** Documents within an archive are looked into as well. */
  get opensDocuments(): boolean {
    return this.#steps.within(DOCUMENTS);
  }

  /** Counts an archive within that is as big as it seems, and was left closed all the same. False when there are more than any honest message has, or so many archives before it that they have left nothing. */
  leaveClosed(): boolean {
    this.#leftClosed += 1;
    return this.#leftClosed <= FIXED_LIMITS.archivesLeftClosed && !this.#steps.scanty;
  }

  /** Counts a record, and so many steps for what else is in it than names. False when it is time to stop altogether. */
  record(more: number): boolean {
    return this.#spendOnNames(STEPS.record + more);
  }

  /** Counts a property of a file in a winmail.dat, or a value of it. False when it is time to stop. */
  property(): boolean {
    return this.#spendOnNames(STEPS.property);
  }

  /** What is kept for archives within is not spent on names. */
  #spendOnNames(steps: number): boolean {
    return (!this.skims && this.spend(steps)) || this.#beyond.spend(steps);
  }

  /** There were so many files that of further ones the type is enough, and of each type one file. */
  get skims(): boolean {
    return !this.#steps.within(FILES);
  }

  /** A type that was seen before, packed. */
  knows(type: number): boolean {
    return this.#packedTypes.has(type);
  }

  /** Counts a record that was skimmed. False when it is time to stop. */
  skimmed(characters: number, fields: number): boolean {
    return this.#beyond.spend(STEPS.skimmed + characters / SKIMMED_CHARACTERS_PER_STEP + fields);
  }

  /**
   * Counts a file of an archive, or a folder, which is told to nobody, so that it makes no type known.
   * @returns whether to look at all of it, or, there having been too much, at its name alone, which is of a new type or that of an
   *   archive; else why not: the type is known, or it is time to stop
   */
  enter(names: readonly string[], isFolder = false): 'all' | 'name' | 'archive' | 'known' | 'stop' {
    let steps = 0;
    let plainly = true;
    for (const name of names) {
      const plain = readsPlainly(name);
      steps += plain ? name.length : oddSteps(name);
      plainly &&= plain;
    }
    if (this.#steps.within(FILES) && this.spend(STEPS.file + steps)) {
      // Those that read otherwise than they are written are left out: one file more of their type does no harm.
      if (plainly && !isFolder) for (const name of names) this.#know(typeOf(name));
      for (const name of names) this.#entered.add(name);
      return 'all';
    }
    if (!this.#beyond.spend(steps)) return 'stop';
    if (isFolder) return 'known';
    const types = (plainly ? names : names.flatMap(fileNameReadings)).map(typeOf);
    if (types.some((type) => ARCHIVE_TYPES.has(type))) return this.#archive();
    const unknown = types.filter((type) => !this.#types.has(type));
    if (unknown.length === 0) return 'known';
    if (!this.#beyond.spend(STEPS.newType)) return 'stop';
    for (const type of unknown) this.#know(type);
    return 'name';
  }

  /** A file of these names was entered, here or in another archive. */
  hasEntered(names: readonly string[]): boolean {
    return names.every((name) => this.#entered.has(name));
  }

  /** An archive behind so many files is opened all the same, as long as there is something left for that. */
  #archive(): 'all' | 'archive' | 'stop' {
    if (this.spend(STEPS.file)) return 'all';
    return this.#beyond.spend(STEPS.newType) ? 'archive' : 'stop';
  }

  #know(type: string): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    const packed = ARCHIVE_TYPES.has(type) ? undefined : packedType(type);
    if (packed !== undefined) this.#packedTypes.add(packed);
  }

  /** The inflater of a level: archives of one level are read one after another, so that each level needs only one. */
  inflater(depth: number): InflateStream {
    return (this.#inflaters[depth] ??= new InflateStream(this));
  }
}

/** Arabic ligatures of whole words and phrases. */
const LONG_FROM = 0xfdf0;
const LONG_TO = 0xfdff;

/** What a name costs that does not read as it is written. */
function oddSteps(name: string): number {
  let steps: number = STEPS.oddName;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    steps += code >= LONG_FROM && code <= LONG_TO ? STEPS.longCharacter : STEPS.oddCharacter;
  }
  return steps;
}

/** The type of a name that reads plainly, be it with folders before it. */
function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 || name.includes('/', dot) || name.includes('\\', dot) ? '' : name.slice(dot).toLowerCase();
}
