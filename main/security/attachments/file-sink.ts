/** How readers of archives hand on what they find, and what all readers of one message may spend together. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { fileNameReadings, fileType, readsPlainly } from './file-name.ts';
import { InflateStream } from './inflate-stream.ts';

/** Takes the content of one file of an archive: any number of `write`, then one of the others. */
export interface FileSink {
  /** More of the content is of interest. */
  readonly wanted: boolean;
  write(bytes: Buffer): void;
  /** That was all of it. */
  end(): void;
  /** The rest cannot be read. @param why for the trace */
  fail(why: string): void;
  /** No more will be shown, which says nothing about the file. */
  leave(): void;
}

export interface ArchiveListener {
  /** A file begins. @param names raw, as the archive has them */
  file(names: readonly string[]): FileSink;
}

export interface ArchiveReader {
  write(bytes: Buffer): void;
  /** @returns why the archive could not be read to its end, if so */
  end(): string | undefined;
  /** It is such an archive beyond doubt. */
  readonly recognised: boolean;
}

/** What looking into the archives of one message may cost. Deterministic: counts bytes and entries, no time. */
export class ArchiveBudget {
  #entries = 0;
  #nameCharacters = 0;
  /** Files past the limit, types of all files so far, and how many of these only came past the limit. */
  #beyond = 0;
  readonly #types = new Set<string>();
  #typesBeyond = 0;
  #received = 0;
  #inflated = 0;
  readonly #inflaters: InflateStream[] = [];

  /** Bytes inflated so far, and what opening archives counts for. */
  get inflated(): number {
    return this.#inflated;
  }

  /** Bytes of archives came in: so many more may be inflated. */
  receive(bytes: number): void {
    this.#received += bytes;
  }

  /** Counts inflated bytes. False once there are too many, for the size of what came in. */
  inflate(bytes: number): boolean {
    this.#inflated += bytes;
    const { archiveInflatedBytes, archiveInflatedBytesMost, archiveInflatedRatio } = FIXED_LIMITS;
    return this.#inflated <= Math.min(archiveInflatedBytes + archiveInflatedRatio * this.#received, archiveInflatedBytesMost);
  }

  /** Counts an archive within an archive. False once there are too many. */
  open(): boolean {
    return this.inflate(FIXED_LIMITS.archiveOpeningBytes);
  }

  /**
   * Counts a file of an archive.
   * @returns whether to look at all of it, or, there being too many, at its name alone, which is of a new type; else why not:
   *   the type is known, or it is time to stop
   */
  enter(names: readonly string[]): 'all' | 'name' | 'known' | 'stop' {
    this.#entries += 1;
    for (const name of names) this.#nameCharacters += name.length;
    const { archiveEntries, archiveEntriesBeyond, archiveNameCharacters, archiveTypesBeyond } = FIXED_LIMITS;
    if (this.#entries <= archiveEntries && this.#nameCharacters <= archiveNameCharacters) {
      // Those that read otherwise than they are written are left out: one file more of their type does no harm.
      for (const name of names) if (readsPlainly(name)) this.#types.add(typeOf(name));
      return 'all';
    }
    this.#beyond += 1;
    if (this.#beyond > archiveEntriesBeyond || this.#nameCharacters > 2 * archiveNameCharacters) return 'stop';
    const types = names
      .flatMap(fileNameReadings)
      .map(typeOf)
      .filter((type) => !this.#types.has(type));
    if (types.length === 0) return 'known';
    for (const type of types) this.#types.add(type);
    this.#typesBeyond += 1;
    return this.#typesBeyond > archiveTypesBeyond ? 'stop' : 'name';
  }

  /** The inflater of a level: archives of one level are read one after another, so that each level needs only one. */
  inflater(depth: number): InflateStream {
    return (this.#inflaters[depth] ??= new InflateStream());
  }
}

function typeOf(name: string): string {
  return fileType(name).toLowerCase();
}
