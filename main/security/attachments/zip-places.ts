/**
 * Where in an archive its records stand, as far as it takes to see whether unpackers may read something else in it than was looked
 * at: a directory within the data of a file, or an entry that points there, or that makes something else of a file than its header.
 */
import { isArchiveName } from './archive-types.ts';
import type { CentralRecord, SeenFile } from './zip-current.ts';
import { findSignature, SIGNATURE_BYTES } from './zip-records.ts';

/** A signature may begin in so many bytes that were passed over. */
const SIGNATURE_REST = SIGNATURE_BYTES - 1;

export interface DirectoryPlace {
  /** Where the record that tells of the directory stands. */
  readonly toldAt: number;
  /** Bytes of the directory, and where it begins; undefined where that is stated elsewhere. */
  readonly size: number | undefined;
  readonly offset: number | undefined;
}

export class ZipPlaces {
  /** All before it is a header or the data of a file that has a reader of its own, where it was not looked at yet. */
  #withinTo = 0;
  /** The data of such a file, of the last one, that its reader looks through for records itself. */
  #coveredFrom = 0;
  #coveredTo = 0;
  /** Records before files. */
  readonly #files = new Map<number, SeenFile>();
  /** Where the data of files begins, which may be an archive behind something else. */
  readonly #data = new Set<number>();
  /** Of directories, within the data of files. */
  readonly #within = new Set<number>();
  /** By how much the entries of the directory at hand are off, since something was put before the archive. */
  readonly #shifts = new Set<number>();
  /** Directories whose entries were found to be off, from where to where: read as they are, they lead elsewhere. */
  readonly #shifted: (readonly [from: number, to: number])[] = [];

  /** The data of a file went to a reader of its own. @param covered which looks at each byte of it, in the same order */
  read(from: number, to: number, covered: boolean): void {
    this.#withinTo = Math.max(this.#withinTo, to);
    if (!covered) return;
    this.#coveredFrom = from;
    this.#coveredTo = to;
  }

  /** The reader was given up: up to here there is more of its file, if its header speaks true. */
  givenUp(to: number): void {
    this.#withinTo = Math.max(this.#withinTo, to);
  }

  /** Where the next signature is in what its reader does not look through; @param start where the buffer begins */
  findRecord(buffer: Buffer, at: number, start: number): number {
    const behind = this.#coveredTo - start - SIGNATURE_REST;
    if (behind <= at) return findSignature(buffer, at);
    const covered = this.#coveredFrom - start;
    const before = at < covered ? findSignature(buffer, at, covered + SIGNATURE_REST) : -1;
    return before >= 0 && before < covered ? before : findSignature(buffer, behind);
  }

  isWithin(at: number): boolean {
    return at < this.#withinTo;
  }

  /** @param from where its data begins */
  file(file: SeenFile, from: number): void {
    this.#files.set(file.at, file);
    this.#data.add(from);
  }

  directoryWithin(at: number): void {
    this.#within.add(at);
  }

  /**
   * Whether an archive to which an entry of the directory points, by its name, is one that was looked into just as unpackers do that believe the entry.
   * True as well if it is, should all that the directory says be off by the same.
   * @param namesake the file of its name, if there is one
   */
  leadsToSeen(entry: CentralRecord, namesake: SeenFile | undefined): boolean {
    const { offset } = entry;
    if (entry.directory || offset === undefined) return true;
    const there = this.#files.get(offset);
    if ((there !== undefined && isOpenedAlike(there, entry)) || !entry.names.some(isArchiveName)) return true;
    const shift = (namesake?.at ?? 0) - offset;
    if (namesake === undefined || !(this.#files.has(shift) || this.#data.has(shift))) return false;
    this.#shifts.add(shift);
    return isOpenedAlike(namesake, entry);
  }

  /** Entries begin that do not follow others. @returns whether all that was off before them was said to be */
  beginDirectory(): boolean {
    return this.#shifts.size === 0;
  }

  /**
   * Whether unpackers find the directory outside of all files, as the last record tells of it, whether or not they make up for its being off.
   * @param run where the directory begins and ends that was read
   */
  end(told: readonly DirectoryPlace[], run: readonly [from: number, to: number]): boolean {
    const sound = told.every((place) => this.#isOutside(place) && !this.#leadsToShifted(place));
    const shifts = [...this.#shifts];
    this.#shifts.clear();
    if (shifts.length > 0) this.#shifted.push(run);
    return sound && shifts.every((shift) => told.some((place) => isOffBy(place, run, place.toldAt, shift) || isOffBy(place, run, run[1], shift)));
  }

  #leadsToShifted({ offset }: DirectoryPlace): boolean {
    if (offset === undefined) return false;
    // They stand in the order in which they were read.
    let first = 0;
    let behind = this.#shifted.length;
    while (first < behind) {
      const middle = (first + behind) >>> 1;
      if (offset < (this.#shifted[middle]?.[1] ?? 0)) behind = middle;
      else first = middle + 1;
    }
    return offset >= (this.#shifted[first]?.[0] ?? Infinity);
  }

  /** The directory in its ZIP64 form stands, or ends, within a file. */
  isDirectoryWithin(at: number): boolean {
    return this.#within.has(at);
  }

  #isOutside({ toldAt, size, offset }: DirectoryPlace): boolean {
    const begins = size === undefined ? toldAt : toldAt - size;
    return begins >= this.#withinTo && !(offset !== undefined && this.#within.has(offset));
  }
}

/** The header before a file says the same of it as its entry. Of what is encrypted nobody sees anything, however long it is. */
function isOpenedAlike(file: SeenFile, entry: CentralRecord): boolean {
  if (file.method !== entry.method || file.encrypted !== entry.encrypted) return false;
  if (!file.encrypted && file.packedBytes !== undefined && file.packedBytes !== entry.packedBytes) return false;
  return file.names.some((name) => entry.names.includes(name) || isArchiveName(name));
}

/** The directory is all that was read in one run: in a longer one there is another, for whoever does not make up for the shift. */
function isOffBy({ size, offset }: DirectoryPlace, [from, to]: readonly [from: number, to: number], end: number, shift: number): boolean {
  return size === to - from && offset !== undefined && end - size - offset === shift;
}
