/** A run of bytes in the data file. */
export interface Extent {
  /** Bytes from the start of the file, a multiple of the block size. */
  readonly offset: number;
  /** Bytes of content; the blocks behind the last byte belong to the extent too. */
  readonly length: number;
}
