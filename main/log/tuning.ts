/** Every number of the log with its reason. Limits that others must know are in shared/limits.ts. */
export const TUNING = {
  /**
   * Events are handed to the log thread together, at most this long after they happened: a busy server makes 20 hand-overs a second, not
   * 20,000. Each wakes the thread, which on two cores takes one from the mail, and costs a transaction there. Nobody waits for
   * it: live readers are told at once, and a search has all of it handed over first.
   */
  batchMilliseconds: 50,
  /** A batch of this many goes at once. */
  batchEvents: 500,
  /** Events in one chunk of the database: large enough that a chunk's overhead is nothing, small enough to be read and taken apart in well under a millisecond. */
  chunkEvents: 512,
  /** Decisions in one chunk: a search that opens a chunk for one decision takes this many apart, well under a millisecond, and fewer would compress less well. */
  chunkDecisions: 256,
  /** Characters at which a chunk of decisions is full, however few there are: those on messages to a thousand recipients are long. */
  chunkCharacters: 1024 * 1024,
  /** Level of DEFLATE for chunks of decisions: 4 µs a decision; level 6 would save a fifth of the bytes and cost 18. */
  deflateLevel: 1,
  /** Bits a key in a chunk's key filter: with 4 probes, one chunk in about 85 is opened in vain. */
  filterBitsPerKey: 10,
  filterProbes: 4,
  /** Bytes of a database page: a chunk is about 60 KB and lies on few pages, a lone event costs one. */
  pageBytes: 8192,
  /** The write-ahead log is copied into the database at this size: its two fsyncs disturb those of the mail, so they must be rare. */
  checkpointBytes: 16 * 1024 * 1024,
  /** Chunks removed in one step when old events go, so that new events never wait long behind a removal. */
  pruneChunks: 64,
  /** How often old events and files are looked for, besides at the start and when the setting changes. */
  pruneMilliseconds: 3_600_000,
  /** A search lets others have a turn after this long. */
  searchSliceMilliseconds: 20,
  /** Between two batches for one live reader: more than 20 a second no eye can follow. */
  liveMilliseconds: 50,
  /** A log thread that has died is started again after this long, and after twice as long each time until it has written something. */
  restartMilliseconds: 1000,
  restartMaxMilliseconds: 60_000,
} as const;
