/** A run of bytes in the data file. */
export interface Extent {
  /** Bytes from the start of the file, a multiple of the block size. */
  readonly offset: number;
  /** Bytes of content; the blocks behind the last byte belong to the extent too. */
  readonly length: number;
}

/** A part of a message. */
export interface ContentExtent extends Extent {
  /** CRC-32 of its bytes. */
  readonly checksum: number;
}

/** A part of a message that the database knows. */
export interface KnownExtent extends Extent {
  /** None of what was taken in before there were any. */
  readonly checksum: number | undefined;
}
