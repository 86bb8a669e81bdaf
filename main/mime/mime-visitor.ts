/**
 * What a walk through a message tells whoever listens: header fields and leaves, in the order of the wire. A walk is streamed
 * and bounded: it holds the header section at hand and nothing of the bodies.
 */

export interface HeaderField {
  /** Lower case; '' for a line that is no header field, which some clients pass over and others take for the beginning of the body. */
  readonly name: string;
  /** Unfolded, without white space around it, as on the wire otherwise: bytes as latin1 characters. */
  readonly raw: string;
}

/** A leaf of the tree: everything that is not multipart. An attached message is entered, and its own leaves come as leaves. */
export interface LeafInfo {
  /** `1`, `2.1`, … as IMAP numbers parts (RFC 3501 section 6.4.5); `1.uu1`, … for uuencoded blocks within a text. */
  readonly path: string;
  /** All header fields of the part. */
  readonly headers: readonly HeaderField[];
  /**
   * Lower case; `text/plain` where none is declared (RFC 2045 section 5.2), `application/octet-stream` where it cannot be
   * parsed. Of contradictory ones the one that tells most: multipart, message, HTML, other text, the first.
   */
  readonly mediaType: string;
  /** Declared charset, lower case; '' where there is none. */
  readonly charset: string;
  /** Every candidate for the file name: filename, filename*, name, name*, each decoded (RFC 2231, RFC 2047), duplicates removed, not cleaned. */
  readonly names: readonly string[];
  /** Content-Disposition says attachment. */
  readonly attachment: boolean;
  /** It is of a message in a file (`opensAsMessage`): `wire` tells of the file, and of nothing in it. */
  readonly inFile?: true;
}

/** Takes the content of a leaf, transfer encoding removed. */
export interface LeafSink {
  /** The rest is of no interest: it need not be decoded. `end` is called all the same. */
  readonly done?: boolean;
  /** @param decoded good until this returns: the next piece is written over it */
  write(decoded: Buffer): void;
  end(): void;
}

export interface MimeVisitor {
  /** The header section of the message itself (`path` ''), of an attached message (the path of the part it is), or of a part. */
  headers(path: string, fields: readonly HeaderField[], kind: 'message' | 'attached-message' | 'part'): void;
  /** A multipart or an attached message begins. It has no content of its own, but it may have names, by which clients offer to save it. */
  container?(info: LeafInfo): void;
  /**
   * A leaf begins; undefined if its content is of no interest (it is then not even decoded). Where the transfer encoding is
   * declared twice and differently, the leaf is told once for each, and where a text holds uuencoded blocks, each is told
   * as a leaf while that of the text goes on: several sinks may be open at a time.
   */
  leaf(info: LeafInfo): LeafSink | undefined;
  /** A leaf is a message to whoever opens it: then it is told as a leaf, and what is in it like an attached message. */
  opensAsMessage?(info: LeafInfo): boolean;
  /**
   * Raw bytes of leaves before decoding, preamble and epilogue, for those who want what is on the wire. Of an attached
   * message that is encoded as a whole both come: its bytes as encoded, and decoded the ones that it holds.
   */
  wire?(bytes: Buffer): void;
  /** Called once if a limit was reached: nothing more of the message will be told, and sinks that are open see no end. */
  tooComplex(why: string): void;
}
