/** The fixed limits of reading messages; a part of `FIXED_LIMITS` in limits.ts, where they are used from. */
export const MIME_LIMITS = {
  /** Multiparts and attached messages inside one another. A chain of forwards has some tens; what nests deeper is there to exhaust a parser. */
  mimeDepth: 200,
  /** Attached files inside one another that are messages: each is read once more as such. Chains of forwards, in offices whose program attaches messages as files, stay below. */
  mimeFileDepth: 10,
  /** Files that are read as messages at a time: one for each transfer encoding that is declared for it, and those that are in it. More than one encoding is an attack already. */
  mimeFilesOpen: 12,
  /**
   * How many times the bytes of a message may be read for the messages in its files, beside a start. In base64 each file inside another
   * is a quarter smaller, so that any chain of them is read three times at most; and the start lets half a megabyte that is not encoded be read as deep as files go.
   */
  mimeFileReadings: 3,
  mimeFileStartBytes: 4 * 1024 * 1024,
  /** Parts of one message, at any depth. Digests have hundreds; 10,000 parts are an attack. */
  mimeParts: 10_000,
  /** Header section of one part in bytes: names of 255 characters, percent-encoded in three spellings, take 3 KB. */
  mimePartHeaderBytes: 256 * 1024,
  /** Header fields of one message or part: far above real mail, and each costs an object. */
  mimeHeaderFields: 10_000,
  /** Bytes of a boundary, and of the line it stands in. RFC 2046 section 5.1.1 allows 70. */
  mimeBoundaryBytes: 1000,
  /** Different boundaries that one multipart may declare, in contradictory fields or by malformed ones; the true one is also known by its use. */
  mimeBoundaries: 20,
  /** Readings of one malformed parameter: more ways to put its pieces together no client has. */
  mimeParameterReadings: 20,
  /** Characters of a malformed value that is put together from pieces; no file system takes names of more than 255. */
  mimePiecedCharacters: 1000,
  /** Lines of a header section that are no header fields before it counts as over: its empty line is missing, and this is the body. */
  mimeStrayLines: 20,
  /** Bytes at the beginning of a text by which its charset is judged: where HTML wants its `<meta charset>`. */
  mimeCharsetSampleBytes: 1024,
  /** Characters of context that a second reading of a text starts with; longer than any filter that reaches across. */
  mimeReadingContext: 1024,
} as const;
