/** How readers of archives hand on what they find. */

/** Takes the content of one file of an archive: any number of `write`, then one of the others. */
export interface FileSink {
  /** More of the content is of interest. */
  readonly wanted: boolean;
  /** Each byte of the content is looked through for the records of a ZIP archive, so that nobody else has to. */
  readonly covers: boolean;
  /** The content ended within what may be such a record, the rest of which would stand behind it. */
  readonly endsWithinRecord: boolean;
  /** Unpackers may find other files in it than those that were told. */
  readonly hides: boolean;
  write(bytes: Buffer): void;
  /** That was all of it. */
  end(): void;
  /** The rest cannot be read. @param why for the trace */
  fail(why: string): void;
  /** The rest is not read, since that would cost too much. @param why for the trace. @param isBomb it is packed as nothing honest is */
  giveUp(why: string, isBomb: boolean): void;
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
  /** Not all names in it were seen, for a limit of ours or since unpackers may see others: any file may be in it. */
  readonly namesUnseen: boolean;
  /** As of a sink. */
  readonly covers: boolean;
  readonly endsWithinRecord: boolean;
  readonly hides: boolean;
}
