/**
 * The message within an opaque S/MIME message (RFC 8551 section 3.5.2): the content of CMS signed data (RFC 5652 section 5), which
 * everybody can read without a key. Streams by, in definite and indefinite lengths and in strings of pieces (X.690 sections 8.1.3
 * and 8.7); of what is encrypted or compressed nothing is handed on. What is no CMS is handed on as it is.
 */
import type { LeafSink } from './mime-visitor.ts';

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const CONSTRUCTED = 0x20;
/** More octets of the tag follow: nothing on the way to the content has such a tag. */
const LONG_TAG = 0x1f;
const INDEFINITE = 0x80;
/** Behind it 126 octets of length at most. */
const HEADER_BYTES = 2 + 126;
/** Two headers and the identifier of the content. */
const HEAD_BYTES = 2 * HEADER_BYTES + 11;
/** RFC 5652 section 4 and others: 1.2.840.113549.1. */
const CMS_TYPES = Buffer.from('2a864886f70d01', 'hex');
/** 1.2.840.113549.1.7.2. */
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');
/** Elements that are open inside one another: readers give up long before. */
const DEPTH = 100;
const NOTHING: Buffer = Buffer.alloc(0);

interface Header {
  readonly tag: number;
  /** Undefined where the end is marked. */
  readonly length: number | undefined;
  readonly bytes: number;
}

/** Reads tag and length; undefined if there are not enough bytes for that. */
function readHeader(bytes: Buffer): Header | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  if (first <= INDEFINITE) return { tag, length: first === INDEFINITE ? undefined : first, bytes: 2 };
  const octets = first & 0x7f;
  if (bytes.length < 2 + octets) return undefined;
  return { tag, length: bytes.subarray(2, 2 + octets).reduce((sum, octet) => sum * 256 + octet, 0), bytes: 2 + octets };
}

/** What it is by its beginning: the type of the content is the first thing in it. */
function kindOf(head: Buffer): 'signed' | 'other-cms' | 'no-cms' {
  const outer = readHeader(head);
  if (outer?.tag !== SEQUENCE) return 'no-cms';
  const type = readHeader(head.subarray(outer.bytes));
  if (type?.tag !== OBJECT_IDENTIFIER || type.length === undefined) return 'no-cms';
  const from = outer.bytes + type.bytes;
  const identifier = head.subarray(from, from + type.length);
  if (identifier.equals(SIGNED_DATA)) return 'signed';
  return identifier.subarray(0, CMS_TYPES.length).equals(CMS_TYPES) ? 'other-cms' : 'no-cms';
}

/** What an open element is to us: on the way from ContentInfo to the content of SignedData, of that content, or of no interest. */
type Role = 'content-info' | 'explicit' | 'signed-data' | 'encapsulated' | 'content' | 'other';

interface Open {
  readonly role: Role;
  /** Where it ends; undefined where that is marked. */
  readonly end: number | undefined;
  children: number;
}

/** The role of the next element within one that is open (RFC 5652 sections 3, 5.1 and 5.2). */
function roleWithin(outer: Open | undefined): Role {
  if (outer === undefined) return 'content-info';
  switch (outer.role) {
    case 'content-info':
      return outer.children === 1 ? 'explicit' : 'other';
    case 'explicit':
      return 'signed-data';
    case 'signed-data':
      return outer.children === 2 ? 'encapsulated' : 'other';
    case 'encapsulated':
      return outer.children === 1 ? 'content' : 'other';
    case 'content':
      return 'content';
    case 'other':
      return 'other';
  }
}

export class CmsContent implements LeafSink {
  readonly #sink: LeafSink;
  #head: Buffer | undefined = NOTHING;
  #kind: 'signed' | 'other-cms' | 'no-cms' = 'no-cms';
  readonly #open: Open[] = [];
  /** Bytes read so far. */
  #at = 0;
  /** The beginning of a header. */
  #held = NOTHING;
  /** Bytes still to come of the element at hand, and whether they are content. */
  #left = 0;
  #isContent = false;
  #over = false;

  /** @param sink takes the content */
  constructor(sink: LeafSink) {
    this.#sink = sink;
  }

  write(bytes: Buffer): void {
    if (this.#head === undefined) {
      this.#pass(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= HEAD_BYTES || this.#head[0] !== SEQUENCE) this.#begin(this.#head);
  }

  end(): void {
    if (this.#head !== undefined) this.#begin(this.#head);
    this.#sink.end();
  }

  #begin(head: Buffer): void {
    this.#head = undefined;
    this.#kind = kindOf(head);
    this.#pass(head);
  }

  #pass(bytes: Buffer): void {
    if (this.#kind === 'no-cms') this.#sink.write(bytes);
    if (this.#kind === 'signed') this.#read(this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]));
  }

  #read(bytes: Buffer): void {
    let at = 0;
    this.#held = NOTHING;
    while (at < bytes.length && !this.#over) {
      if (this.#left > 0) {
        const piece = bytes.subarray(at, at + this.#left);
        this.#left -= piece.length;
        this.#advance(piece.length);
        at += piece.length;
        if (this.#isContent) this.#sink.write(piece);
        continue;
      }
      const header = readHeader(bytes.subarray(at, at + HEADER_BYTES));
      if (header === undefined) {
        this.#held = Buffer.from(bytes.subarray(at));
        return;
      }
      at += header.bytes;
      this.#enter(header);
    }
  }

  #enter({ tag, length, bytes }: Header): void {
    const outer = this.#open.at(-1);
    // X.690 section 8.1.5: what marks the end.
    if (tag === 0 && length === 0 && outer?.end === undefined) {
      this.#open.pop();
      this.#over = this.#open.length === 0;
      this.#advance(bytes);
      return;
    }
    const role = roleWithin(outer);
    if (outer !== undefined) outer.children += 1;
    const enters = (tag & CONSTRUCTED) !== 0 && (length === undefined || role !== 'other');
    this.#over = (tag & LONG_TAG) === LONG_TAG || (length === undefined && !enters) || this.#open.length >= DEPTH;
    if (enters) this.#open.push({ role, end: length === undefined ? undefined : this.#at + bytes + length, children: 0 });
    else {
      this.#left = length ?? 0;
      this.#isContent = role === 'content';
    }
    this.#advance(bytes);
  }

  /** Closes what ends here. */
  #advance(bytes: number): void {
    this.#at += bytes;
    if (this.#left > 0) return;
    for (let end = this.#open.at(-1)?.end; end !== undefined && end <= this.#at; end = this.#open.at(-1)?.end) this.#open.pop();
    if (this.#open.length === 0) this.#over = true;
  }
}
