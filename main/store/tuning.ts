/** Every number of the store with its reason. Limits that others must know are in shared/limits.ts. */
export const TUNING = {
  /**
   * Bytes of a database page, and so the least that a change writes. Measured with messages of 2 to 30 KB, larger pages accept
   * a fifth fewer of the small ones and no more of the others; only above 50 KB are they a tenth better.
   */
  pageBytes: 4096,
  /**
   * Page cache of the writing connection in KB: the upper levels of all indexes, and the pages that one group of messages changes. Four
   * times as much saves no processor time on a queue of 20,000 messages (measured): the system keeps the file in memory as well.
   */
  writerCacheKilobytes: 8 * 1024,
  /** Page cache of the reading connection in KB. */
  readerCacheKilobytes: 4 * 1024,
  /** The write-ahead log is copied into the database when it reaches this size: large enough to be rare, small enough for a short pause. */
  checkpointBytes: 16 * 1024 * 1024,
  /** After this much quiet the rest of the write-ahead log is copied too, so that an idle server keeps nothing half done. */
  idleCheckpointMilliseconds: 5000,
  /** Extents of the data file begin and end on the blocks of usual file systems. */
  blockBytes: 4096,
  /** A free end of the data file up to this size waits for new messages; a longer one goes back to the disk. */
  freeEndBytes: 32 * 1024 * 1024,
  /** Bytes of the data file that are given back in one step: some milliseconds, in which nothing else happens. */
  givenBackBytes: 256 * 1024 * 1024,
  /**
   * Room in the data file does not help the database: of what is to stay free on the disk, this much must really be free there.
   * It is what the write-ahead log grows to.
   */
  databaseRoomBytes: 32 * 1024 * 1024,
  /**
   * Buffers for large messages that are kept for the next ones, of `extentBytes` each: a session has two of them at most, and more
   * than 50 sessions with large messages at one moment are rare.
   */
  spareBuffers: 100,
  /** A large message is read back in pieces of this size. */
  readPieceBytes: 128 * 1024,
  /** Places of messages that are asked for in one step then. */
  checkedExtents: 1000,
  /** A start that compares messages with their checksums reads pieces of this size: larger ones are no faster. */
  checkedPieceBytes: 1024 * 1024,
  /** Entries removed in one step, so that nobody's commit waits long behind a big deletion. */
  removalBatch: 500,
  /** Recipients whose last message is looked at in one step, for the same reason: some milliseconds. */
  recipientsLookedAt: 5000,
  /** Free disk space is looked up at most this often. */
  freeSpaceMilliseconds: 2000,
  /** Logins are noted together, at most this long after they happened. */
  loginNoteMilliseconds: 5000,
} as const;
