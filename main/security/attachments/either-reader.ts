/** Reads an attachment as two kinds of archives at once, where programs disagree which of them it is. */
import type { ArchiveReader } from './file-sink.ts';

export class EitherReader implements ArchiveReader {
  readonly #readers: readonly ArchiveReader[];

  constructor(readers: readonly ArchiveReader[]) {
    this.#readers = readers;
  }

  write(bytes: Buffer): void {
    for (const reader of this.#readers) reader.write(bytes);
  }

  /** What is none of a kind has no trouble of that kind. */
  end(): string | undefined {
    const troubles = this.#readers.map((reader) => ({ trouble: reader.end(), reader }));
    return troubles.find(({ trouble, reader }) => trouble !== undefined && reader.recognised)?.trouble;
  }

  get recognised(): boolean {
    return this.#readers.some(({ recognised }) => recognised);
  }

  get namesUnseen(): boolean {
    return this.#readers.some(({ namesUnseen }) => namesUnseen);
  }

  get covers(): boolean {
    return this.#readers.some(({ covers }) => covers);
  }

  get endsWithinRecord(): boolean {
    return this.#readers.some(({ endsWithinRecord }) => endsWithinRecord);
  }

  get hides(): boolean {
    return this.#readers.some(({ hides }) => hides);
  }
}
